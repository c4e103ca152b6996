using System;

namespace Basisd.Sims.Cluster;

/// <summary>What a run with real cores came to: checkers that never meet what they judge would pass every seed.</summary>
[Flags]
internal enum SimReach
{
    /// <summary>Nothing of it.</summary>
    None = 0,

    /// <summary>A slot in DMM was taken over.</summary>
    TakeoverInDmm = 1 << 0,

    /// <summary>A slot was taken over with orders at the exchange that its journal did not have.</summary>
    TakeoverInFlight = 1 << 1,

    /// <summary>A journal that was taken over ended between a decision and what follows from it.</summary>
    Unfinished = 1 << 2,

    /// <summary>Operators' signatures led out of DMM.</summary>
    Resumed = 1 << 3,

    /// <summary>Another slot followed the cluster out of DMM.</summary>
    FollowedOut = 1 << 4,

    /// <summary>A mismatch was found while a takeover was not reconciled, and bound its scope.</summary>
    Mismatch = 1 << 5,

    /// <summary>The engine was activated while a venue was still held.</summary>
    ActivatedLate = 1 << 6,

    /// <summary>A scope came back to NORMAL by its stages.</summary>
    Recovered = 1 << 7,

    /// <summary>A tail was cut by which a core had been led.</summary>
    TailCut = 1 << 8,

    /// <summary>An engine was told that its state is committed.</summary>
    Acknowledged = 1 << 9,

    /// <summary>A slot entered DMM because the cluster was in it.</summary>
    FollowedIn = 1 << 10,

    /// <summary>A trigger alone led into DMM.</summary>
    Escalated = 1 << 11,
}
