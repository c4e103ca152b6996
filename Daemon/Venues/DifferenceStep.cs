namespace Basisd.Venues;

/// <summary>What became of a difference, and why: the recorded cause of SPEC 5. The numbers are the journal's; they are never reused.</summary>
public enum DifferenceStep : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is open.</summary>
    Opened = 1,

    /// <summary>It is still open, with another amount.</summary>
    Changed = 2,

    /// <summary>It is over: what was missing arrived.</summary>
    Arrived = 3,

    /// <summary>It is over: both sides agree again.</summary>
    Agreed = 4,

    /// <summary>It is over: an operator explained it.</summary>
    Explained = 5,

    /// <summary>It is over: the engine's order event arrived.</summary>
    Emitted = 6,
}
