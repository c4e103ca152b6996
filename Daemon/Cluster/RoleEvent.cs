namespace Basisd.Cluster;

/// <summary>What moves a node's role to a slot.</summary>
internal enum RoleEvent : byte
{
    /// <summary>A claim was sent.</summary>
    ClaimSent = 0,

    /// <summary>The claim was carried out, and its right still runs.</summary>
    ClaimWon = 1,

    /// <summary>The claim was carried out while the process is asked to stop: nothing was begun under it, so it is let go at once.</summary>
    ClaimWonStopping = 2,

    /// <summary>The claim was not carried out and never will be.</summary>
    ClaimLost = 3,

    /// <summary>The takeover is through.</summary>
    Opened = 4,

    /// <summary>The slot is to be let go.</summary>
    CloseAsked = 5,

    /// <summary>The right ended while the slot's loop may still run.</summary>
    RightEnded = 6,

    /// <summary>The loop of a fenced slot stopped.</summary>
    LoopStopped = 7,

    /// <summary>The loop has stopped before, and the slot is released or lost.</summary>
    LetGo = 8,
}
