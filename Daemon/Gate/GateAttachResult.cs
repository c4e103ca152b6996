namespace Basisd.Gate;

/// <summary>Why a page was accepted or refused. Every value except <see cref="Attached"/> means: closed .</summary>
public enum GateAttachResult
{
    /// <summary>Never attached, or detached.</summary>
    Detached = 0,

    /// <summary>Attached to a live page.</summary>
    Attached = 1,

    /// <summary>No file at the path: no daemon has run here.</summary>
    Absent = 2,

    /// <summary>The file may not be opened or mapped: permissions, a symbolic link, no regular file.</summary>
    Unreadable = 3,

    /// <summary>The file is shorter than a page, or than its own header says.</summary>
    TooShort = 4,

    /// <summary>The magic is another one.</summary>
    NotAPage = 5,

    /// <summary>A page of a version that this reader does not know.</summary>
    OtherVersion = 6,

    /// <summary>Counts, offsets or sizes that version 1 cannot have.</summary>
    BadLayout = 7,

    /// <summary>A name directory that version 1 cannot have.</summary>
    BadNames = 8,

    /// <summary>A page of another boot, or the boot id of this one cannot be read.</summary>
    OtherBoot = 9,

    /// <summary>The page was retired: its daemon stopped, or a new page is about to take its place.</summary>
    Retired = 10,
}
