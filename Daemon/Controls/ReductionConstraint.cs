namespace Basisd.Controls;

/// <summary>What binds a reduction so that there is no plan (SPEC 8). The numbers are kept by scripts; they are never reused.</summary>
public enum ReductionConstraint : byte
{
    /// <summary>Nothing: there is a plan.</summary>
    None = 0,

    /// <summary>Every position is at its target already, or there is none.</summary>
    NothingToReduce = 1,

    /// <summary>The target lies beyond the position: reaching it would cross zero or grow the position.</summary>
    TargetBeyondPosition = 2,

    /// <summary>The position's quantity was never reported.</summary>
    PositionUnknown = 3,

    /// <summary>No market is configured in which the position could be reduced.</summary>
    MarketMissing = 4,

    /// <summary>No depth of the market was ever reported.</summary>
    DepthMissing = 5,

    /// <summary>The market's depth is too old to execute against.</summary>
    DepthStale = 6,

    /// <summary>No slippage was predicted, and the depth's band alone is wider than the limit.</summary>
    SlippageMissing = 7,

    /// <summary>The predicted slippage is too old, and the depth's band alone is wider than the limit.</summary>
    SlippageStale = 8,

    /// <summary>The predicted slippage is at or over the limit before anything is executed.</summary>
    SlippageOverLimit = 9,

    /// <summary>The permitted share of the depth is less than the smallest slice.</summary>
    Participation = 10,

    /// <summary>What the slippage limit permits of the depth is less than the smallest slice.</summary>
    SlippageRoom = 11,

    /// <summary>The amount cannot be cut into slices of which none is below the smallest and none above the limit.</summary>
    SmallestSlice = 12,

    /// <summary>More slices than a plan holds.</summary>
    TooManySlices = 13,
}
