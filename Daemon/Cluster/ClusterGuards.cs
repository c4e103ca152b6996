using System;

namespace Basisd.Cluster;

/// <summary>
/// The guards of <see cref="ClusterCore"/> that the simulator may take away one by one: a guard whose absence no checker notices guards nothing.
/// What the world
/// around the core owes the protocol is taken away in the simulator's world.
/// </summary>
[Flags]
internal enum ClusterGuards
{
    /// <summary>None is missing.</summary>
    None = 0,

    /// <summary>A right counts from the moment at which what was confirmed had been sent, not from its answer.</summary>
    CountsFromSend = 1 << 0,

    /// <summary>An owner is silent only when D, the clocks' rate error and the stop bound are over.</summary>
    WaitsForSilence = 1 << 1,

    /// <summary>The wait includes the rate error of clocks and the stop bound.</summary>
    WaitsForClocks = 1 << 2,

    /// <summary>Only who is in sync may claim.</summary>
    ClaimsInSync = 1 << 3,

    /// <summary>Only with a whole copy.</summary>
    ClaimsWhole = 1 << 4,

    /// <summary>A call of unknown outcome may still be carried out.</summary>
    UnknownStaysOpen = 1 << 5,

    /// <summary>The commit waits for the members of a swap that is open.</summary>
    CommitWaitsForOpen = 1 << 6,

    /// <summary>The commit waits for a member until its removal is confirmed.</summary>
    CommitWaitsForRemoval = 1 << 7,

    /// <summary>Nobody is admitted who lacks what may be committed.</summary>
    AdmitsCaughtUp = 1 << 8,

    /// <summary>A tenure counts only what was acknowledged under it.</summary>
    AcksOfTenure = 1 << 9,

    /// <summary>The failsafe takes every other node's yes.</summary>
    FailsafeTakesAll = 1 << 10,

    /// <summary>A yes to the failsafe begins the wait anew.</summary>
    PromiseBeginsAnew = 1 << 11,

    /// <summary>A slot is released once its loop has stopped.</summary>
    ReleasesStopped = 1 << 13,

    /// <summary>A claim raises the epoch.</summary>
    EpochRises = 1 << 14,

    /// <summary>A power-off ends the life that it met, and no later one.</summary>
    PowerOffOfLife = 1 << 15,

    /// <summary>A DMM epoch that the arbiter does not have is latched there.</summary>
    LatchesDmm = 1 << 16,

    /// <summary>A resumption ends the epoch that it was signed for.</summary>
    ResumesSigned = 1 << 17,

    /// <summary>A silent node is reported.</summary>
    ReportsSilence = 1 << 18,

    /// <summary>A commit needs the owner's own copy to be durable.</summary>
    CommitsDurable = 1 << 19,

    /// <summary>An open claim is pressed until it is settled.</summary>
    PressesClaim = 1 << 20,

    /// <summary>A follower that has caught up is admitted.</summary>
    AdmitsAtAll = 1 << 21,

    /// <summary>A node that claims again what it owned waits until its own last orders can have arrived.</summary>
    WaitsForOwnOrders = 1 << 22,
}
