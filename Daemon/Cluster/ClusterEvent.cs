namespace Basisd.Cluster;

/// <summary>What a cluster tells people: logged, counted, kept for `basisd cluster history`; also the reasons of refusals.</summary>
public enum ClusterEvent : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The slot's key was created.</summary>
    Created = 1,

    /// <summary>The slot was claimed after its owner let it go.</summary>
    ClaimedReleased = 2,

    /// <summary>The slot was claimed because its owner gave no sign.</summary>
    ClaimedSilent = 3,

    /// <summary>The slot was claimed by a new life of its owner.</summary>
    ClaimedOwn = 4,

    /// <summary>Somebody else claimed first.</summary>
    ClaimLost = 5,

    /// <summary>The owner reached its deadline without a confirmed renewal.</summary>
    FencedByDeadline = 6,

    /// <summary>The arbiter shows another owner or epoch.</summary>
    FencedByRecord = 7,

    /// <summary>The slot was let go.</summary>
    Released = 8,

    /// <summary>A node left the in-sync set.</summary>
    SyncLost = 9,

    /// <summary>A node entered the in-sync set.</summary>
    SyncGained = 10,

    /// <summary>Nobody is in sync: the owner goes on alone.</summary>
    Alone = 11,

    /// <summary>The arbiter does not answer.</summary>
    ArbiterLost = 12,

    /// <summary>The arbiter answers again.</summary>
    ArbiterBack = 13,

    /// <summary>The owner goes on by the word of all other nodes.</summary>
    FailsafeHeld = 14,

    /// <summary>The slot has no owner, and a second takeover within the flap window needs an operator.</summary>
    NeedsPermit = 15,

    /// <summary>The slot has no owner, and this node's copy may not own it: it is not in sync, or not whole.</summary>
    NotEligible = 16,

    /// <summary>Takeovers are paused.</summary>
    Paused = 17,

    /// <summary>Takeovers are possible again.</summary>
    PauseEnded = 18,

    /// <summary>The engine of the slot is silent.</summary>
    EngineSilent = 19,

    /// <summary>Refused: this node does not own the slot.</summary>
    NotOwner = 20,

    /// <summary>Refused: the target is not in sync, or silent.</summary>
    TargetNotReady = 21,

    /// <summary>Refused: something of the kind is under way.</summary>
    Busy = 22,

    /// <summary>A peer has another configuration of the cluster.</summary>
    ForeignConfiguration = 23,

    /// <summary>A key of the arbiter cannot be read.</summary>
    DamagedRecord = 24,

    /// <summary>A peer restarted.</summary>
    PeerRestarted = 25,

    /// <summary>The state hash of a copy differs from the owner's at the same sequence.</summary>
    HashDiffers = 26,

    /// <summary>The slot's key is absent although journals of it exist; it is created only once every node is heard.</summary>
    RecordAbsent = 27,

    /// <summary>The arbiter shows an older state than it did before, as after a restore from a backup: nothing of it is believed.</summary>
    ArbiterWentBack = 28,

    /// <summary>Refused, or waiting: the record is of an older epoch than a journal; what it says of who is in sync proves nothing.</summary>
    RecordBehind = 29,

    /// <summary>Refused, or waiting: this node has no room for one more slot.</summary>
    NoRoom = 30,
}
