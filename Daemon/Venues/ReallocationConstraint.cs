namespace Basisd.Venues;

/// <summary>What binds a reallocation, as a whole or at one venue. The numbers are kept by scripts; they are never reused.</summary>
public enum ReallocationConstraint : byte
{
    /// <summary>Nothing: there is a plan, or the venue could take more.</summary>
    None = 0,

    /// <summary>As a whole: there is nothing to move.</summary>
    NothingToMove = 1,

    /// <summary>As a whole: more than the venue that is left holds.</summary>
    BeyondBalance = 2,

    /// <summary>As a whole: no venue may take any of it.</summary>
    NoVenue = 3,

    /// <summary>As a whole: the venues that may take some together take less.</summary>
    Capacity = 4,

    /// <summary>The venue is degraded or not proven healthy.</summary>
    Unhealthy = 5,

    /// <summary>A scope of the route does not permit <c>reallocate</c>.</summary>
    NotPermitted = 6,

    /// <summary>No market of the asset is configured at the venue.</summary>
    MarketMissing = 7,

    /// <summary>No depth of the market was ever reported.</summary>
    DepthMissing = 8,

    /// <summary>The market's depth is too old to execute against.</summary>
    DepthStale = 9,

    /// <summary>No slippage was predicted, and the depth's band alone is wider than the limit.</summary>
    SlippageMissing = 10,

    /// <summary>The predicted slippage is too old, and the depth's band alone is wider than the limit.</summary>
    SlippageStale = 11,

    /// <summary>The predicted slippage is at or over the limit before anything is executed.</summary>
    SlippageOverLimit = 12,

    /// <summary>The permitted share of the depth: the venue takes that and no more.</summary>
    Depth = 13,

    /// <summary>The slippage limit: the venue takes what it permits of the depth and no more.</summary>
    SlippageRoom = 14,

    /// <summary>The venue has no share in the configured weights.</summary>
    NoWeight = 15,
}
