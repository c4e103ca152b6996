using System.Collections.Generic;

namespace Basisd.Journal;

/// <summary>
/// Everything that the journal asks of a file system, FASTER's device among it: the one seam behind which a simulated disk stands in tests
/// (SPEC 11). Every call returns 0 or the errno. It must never be called per frame: what is appended goes from FASTER to its device without it.
/// </summary>
internal interface IJournalDisk
{
    /// <summary>Opens a file; <paramref name="flags"/> and <paramref name="mode"/> as in <see cref="Linux.FileCalls"/>.</summary>
    int Open(string path, int flags, int mode, out IDiskFile? file);

    /// <summary>Names of the plain files in a directory, in no order.</summary>
    int Names(string directory, out List<string> names);

    /// <summary>Whether a directory of this name is there.</summary>
    bool DirectoryExists(string path);

    /// <summary>Whether a plain file of this name is there.</summary>
    bool FileExists(string path);

    /// <summary>Renames; replaces the target.</summary>
    int Rename(string from, string to);

    /// <summary>Removes a name.</summary>
    int Unlink(string path);

    /// <summary>The names in a directory are on the device when this returns 0.</summary>
    int SyncDirectory(string path);

    /// <summary>Bytes that may still be written.</summary>
    int FreeBytes(string path, out long bytes);

    /// <summary>User id of the owner.</summary>
    int Owner(string path, out uint user);

    /// <summary>FASTER's device over the segments <paramref name="prefix"/>.0, .1, …; a write is on the device when it is told as done.</summary>
    LogDevice OpenLog(string prefix);
}
