using System;
using System.IO;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Journal;

/// <summary>An open file of the machine: each call is one of <see cref="FileCalls"/> and nothing else.</summary>
internal sealed class LinuxFile(SafeFileHandle handle) : IDiskFile
{
    /// <inheritdoc/>
    public int ReadAt(Span<byte> buffer, long offset, out int read) => FileCalls.ReadAt(handle, buffer, offset, out read);

    /// <inheritdoc/>
    public int WriteAt(ReadOnlySpan<byte> bytes, long offset) => FileCalls.WriteAt(handle, bytes, offset);

    /// <inheritdoc/>
    public int Truncate(long length) => FileCalls.Truncate(handle, length);

    /// <inheritdoc/>
    public int Allocate(long length) => FileCalls.Allocate(handle, length);

    /// <inheritdoc/>
    public int Sync() => FileCalls.Sync(handle);

    /// <inheritdoc/>
    public int SyncData() => FileCalls.SyncData(handle);

    /// <inheritdoc/>
    public int Length(out long length)
    {
        length = 0;
        try
        {
            length = RandomAccess.GetLength(handle);
            return 0;
        }
        catch (IOException)
        {
            return Errno.InputOutput;
        }
    }

    /// <inheritdoc/>
    public int TryLock() => FileCalls.TryLock(handle);

    /// <inheritdoc/>
    public int Unlock() => handle.IsClosed ? 0 : FileCalls.Unlock(handle);

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();
}
