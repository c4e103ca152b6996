using System;

namespace Basisd.Sims.Cluster;

/// <summary>
/// What the world around the core owes the protocol, and a test may have it fail to do, one at a time: a duty whose neglect no checker notices is
/// no duty.
/// </summary>
[Flags]
internal enum SimLapses
{
    /// <summary>The world does its duties.</summary>
    None = 0,

    /// <summary>Gate readers do not look at the deadline.</summary>
    GateIgnoresDeadline = 1 << 0,

    /// <summary>The deadline is measured on a clock that stops while the machine sleeps.</summary>
    DeadlineOnAwakeClock = 1 << 1,

    /// <summary>A follower acknowledges what is not durable.</summary>
    AckBeforeDurable = 1 << 2,

    /// <summary>An owner counts an acknowledgement without asking whether the follower's tail is its own.</summary>
    AckOfForeignTail = 1 << 4,

    /// <summary>A follower keeps a tail that is not in the owner's journal.</summary>
    KeepsForeignTail = 1 << 5,

    /// <summary>A copy that is being rebuilt counts as whole before it has reached what it may have acknowledged before.</summary>
    RebuiltWholeAtOnce = 1 << 6,

    /// <summary>The verb that releases after a crash leaves the dead life's gate page as it is.</summary>
    ReleaseVerbLeavesGate = 1 << 7,

    /// <summary>A loop that closes does not wait until the last order that its gate let through can have arrived.</summary>
    CloseWithoutStopBound = 1 << 8,

    /// <summary>Looser gate words go out before they are committed.</summary>
    LoosensBeforeCommit = 1 << 9,

    /// <summary>A takeover keeps the permissions that it finds.</summary>
    TakeoverKeepsPermissions = 1 << 10,

    /// <summary>A takeover opens without reconciliation.</summary>
    TakeoverWithoutReconciliation = 1 << 11,

    /// <summary>A call counts as sent when its answer arrives.</summary>
    SentWhenAnswered = 1 << 12,

    /// <summary>A call without answer counts as never carried out.</summary>
    LostIsFailed = 1 << 13,

    /// <summary>A hurt copy counts as whole.</summary>
    DamagedIsWhole = 1 << 14,

    /// <summary>The disk reports a sync before it has happened.</summary>
    SyncLies = 1 << 15,

    /// <summary>A new life of a process leaves the gate pages of the last one open.</summary>
    StartLeavesGate = 1 << 16,

    /// <summary>The owner's loop acknowledges to its engine at once, not when the core says that it is committed.</summary>
    AckBeforeCommit = 1 << 17,

    /// <summary>A slot's state does not keep its DMM when it is taken over.</summary>
    TakeoverForgetsDmm = 1 << 18,

    /// <summary>A resumption is not verified, and one that nobody signed is at hand.</summary>
    ResumptionUnsigned = 1 << 19,

    /// <summary>A fenced loop goes on writing and its gate stays open.</summary>
    FenceIgnored = 1 << 20,

    /// <summary>The gate opens when the slot is claimed, not when its takeover is through.</summary>
    OpensAtClaim = 1 << 21,

    /// <summary>A loop begins without the takeover as its first input.</summary>
    StartsWithoutTakeover = 1 << 22,

    /// <summary>A loop does not append what the journal that it takes over ends without.</summary>
    LeavesUnfinished = 1 << 23,

    /// <summary>The core over a copy is kept when the copy's tail is cut.</summary>
    KeepsCoreOfCutTail = 1 << 24,
}
