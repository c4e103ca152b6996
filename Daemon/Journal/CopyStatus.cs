namespace Basisd.Journal;

/// <summary>How an operation on a stopped copy went.</summary>
public enum CopyStatus
{
    /// <summary>Done, and durable.</summary>
    Done,

    /// <summary>There was nothing to do.</summary>
    Unchanged,

    /// <summary>It cannot be done to this journal; nothing was changed. A copy begins anew then: <see cref="JournalCopy.Replace"/>.</summary>
    Refused,

    /// <summary>The journal is open elsewhere .</summary>
    Locked,

    /// <summary>The log is less than it must be; nothing was changed.</summary>
    IntegrityFailure,

    /// <summary>A file could not be read or written; what stood before stands, and the operation may be repeated.</summary>
    DeviceError,
}
