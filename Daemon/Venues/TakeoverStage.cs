namespace Basisd.Venues;

/// <summary>How far a takeover is. The numbers are the snapshot's; they are never reused.</summary>
public enum TakeoverStage : byte
{
    /// <summary>There was none: the node runs alone.</summary>
    None = 0,

    /// <summary>In-flight orders are held against the venues' records; nobody acts.</summary>
    Reconciling = 1,

    /// <summary>The engine was told to act.</summary>
    Active = 2,

    /// <summary>The engine was told to stop: the slot is let go.</summary>
    Released = 3,
}
