using System;

namespace Basisd.Journal;

/// <summary>
/// The guards of recovery and commit that a test may take away one by one (<see cref="JournalGround.Without"/>): a guard whose absence no test
/// notices guards nothing. What is guarded by a call to the disk (syncs, the lock) is taken away at the disk.
/// </summary>
[Flags]
internal enum JournalGuards
{
    /// <summary>None is missing.</summary>
    None = 0,

    /// <summary>CRC32C of a frame.</summary>
    FrameChecksum = 1 << 0,

    /// <summary>SHA-256 of a frame.</summary>
    FrameHash = 1 << 1,

    /// <summary>A frame continues the hash of the one before.</summary>
    ChainLink = 1 << 2,

    /// <summary>Sequences have no gap.</summary>
    Sequence = 1 << 3,

    /// <summary>CRC32C of a group header.</summary>
    GroupChecksum = 1 << 4,

    /// <summary>A group belongs to this journal.</summary>
    Identity = 1 << 5,

    /// <summary>The log reaches to the anchor at least.</summary>
    AnchorReached = 1 << 6,

    /// <summary>The anchor's frame has the anchor's hash.</summary>
    AnchorHash = 1 << 7,

    /// <summary>CRC32C of an anchor slot.</summary>
    AnchorChecksum = 1 << 8,

    /// <summary>Segments without an anchor are no new journal.</summary>
    AnchorPresent = 1 << 9,

    /// <summary>Every segment from the first to the last is there.</summary>
    SegmentContinuity = 1 << 10,

    /// <summary>A valid group behind a hurt one proves that the hurt one was committed.</summary>
    LaterGroup = 1 << 11,

    /// <summary>A torn tail is zeroed before anything is written behind the verified prefix.</summary>
    TailZeroed = 1 << 12,

    /// <summary>A snapshot counts when its end is there and its hash fits.</summary>
    SnapshotComplete = 1 << 13,

    /// <summary>Segments go after the anchor says that the log begins behind them.</summary>
    AnchorBeforeCut = 1 << 14,

    /// <summary>Both slots say so.</summary>
    BothSlotsBeforeCut = 1 << 15,

    /// <summary>Nothing goes on after a fault.</summary>
    StopAfterFault = 1 << 16,

    /// <summary>The last group is written again at recovery: a device that failed before may have kept it in memory only.</summary>
    LastGroupRewritten = 1 << 17,

    /// <summary>Recovery syncs the names: an earlier process may have been killed between a rename and its sync.</summary>
    NamesSynced = 1 << 19,

    /// <summary>SHA-256 of a piece of a snapshot.</summary>
    PieceDigest = 1 << 20,

    /// <summary>A log that was cut holds a complete snapshot.</summary>
    SnapshotBehindCut = 1 << 18,
}
