namespace Basisd.Sims.Engine;

/// <summary>What became of an order; the numbers are the wire's.</summary>
internal enum OrderStep
{
    /// <summary>It is about to be sent.</summary>
    New = 0,

    /// <summary>The venue has it.</summary>
    Acknowledged = 1,

    /// <summary>It is filled.</summary>
    Filled = 2,

    /// <summary>It is withdrawn.</summary>
    Canceled = 3,

    /// <summary>The venue did not take it.</summary>
    Rejected = 4,
}
