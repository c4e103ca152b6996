namespace Basisd.Journal;

/// <summary>How opening a journal went.</summary>
public enum JournalOpenStatus
{
    /// <summary>Open, verified, ready to replay.</summary>
    Opened,

    /// <summary>Another process holds the state directory .</summary>
    Locked,

    /// <summary>The path is no directory, or does not exist.</summary>
    NotADirectory,

    /// <summary>Permission denied, or the directory belongs to someone else.</summary>
    PermissionDenied,

    /// <summary>The file system is mounted read-only.</summary>
    ReadOnlyFileSystem,

    /// <summary>No space to create or go on.</summary>
    DiskFull,

    /// <summary>The log is less than it must be; see the failure.</summary>
    IntegrityFailure,

    /// <summary>Written by a newer format than this binary knows.</summary>
    NewerFormat,

    /// <summary>The device failed.</summary>
    DeviceError,

    /// <summary>There is no journal, and a copy is made by <see cref="JournalCopy.Create"/> only.</summary>
    Absent,
}
