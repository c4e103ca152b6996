namespace Basisd.Journal;

/// <summary>The ways in which a running journal fails.</summary>
public enum JournalFaultKind
{
    /// <summary>The device refused a write of log data.</summary>
    CommitFailed,

    /// <summary>A commit did not come back within its deadline.</summary>
    CommitTimeout,

    /// <summary>The anchor could not be written.</summary>
    AnchorFailed,

    /// <summary>The next segment could not be written ahead: no space, or the device failed.</summary>
    SegmentFailed,

    /// <summary>The append device put a group elsewhere than asked: a broken invariant.</summary>
    Misplaced,

    /// <summary>Behind a snapshot, an old segment could not be removed.</summary>
    TruncateFailed,

    /// <summary>The state of a snapshot was changed before it was durable: a broken invariant, found before anything wrong was written.</summary>
    StateChanged,
}
