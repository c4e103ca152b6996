using System;
using System.Collections.Generic;
using System.IO;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Journal;

/// <summary>The machine's file system, as the daemon uses it. It must never add anything of its own to a call.</summary>
internal sealed class LinuxDisk : IJournalDisk
{
    /// <summary>The only one that is needed: it keeps nothing.</summary>
    public static readonly LinuxDisk Shared = new();

    private LinuxDisk()
    {
    }

    /// <inheritdoc/>
    public int Open(string path, int flags, int mode, out IDiskFile? file)
    {
        int errno = FileCalls.Open(path, flags, mode, out SafeFileHandle? handle);
        file = errno == 0 ? new LinuxFile(handle!) : null;
        return errno;
    }

    /// <inheritdoc/>
    public int Names(string directory, out List<string> names)
    {
        names = [];
        try
        {
            foreach (string path in Directory.EnumerateFiles(directory))
            {
                names.Add(Path.GetFileName(path));
            }

            return 0;
        }
        catch (DirectoryNotFoundException)
        {
            return Errno.NoEntry;
        }
        catch (UnauthorizedAccessException)
        {
            return Errno.AccessDenied;
        }
        catch (IOException)
        {
            return Errno.InputOutput;
        }
    }

    /// <inheritdoc/>
    public bool DirectoryExists(string path) => Directory.Exists(path);

    /// <inheritdoc/>
    public bool FileExists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public int Rename(string from, string to) => FileCalls.Rename(from, to);

    /// <inheritdoc/>
    public int Unlink(string path) => FileCalls.Unlink(path);

    /// <inheritdoc/>
    public int SyncDirectory(string path) => FileCalls.SyncDirectory(path);

    /// <inheritdoc/>
    public int FreeBytes(string path, out long bytes) => FileCalls.FreeBytes(path, out bytes);

    /// <inheritdoc/>
    public int Owner(string path, out uint user) => FileCalls.Owner(path, out user);

    /// <inheritdoc/>
    public LogDevice OpenLog(string prefix) => new LinuxDevice(prefix);
}
