namespace Basisd.Controls;

/// <summary>How a reduction says how much.</summary>
public enum ReductionGoalKind : byte
{
    /// <summary>Each position to its own target.</summary>
    Targets = 0,

    /// <summary>The same share of every position, rounded up.</summary>
    Share = 1,

    /// <summary>One total over all positions, taken from them in order; they are of one asset.</summary>
    Total = 2,
}
