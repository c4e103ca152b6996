using System;
using Basisd.Journal;
using Basisd.Linux;

namespace Basisd.Tests.Simulation;

/// <summary>An open file of a <see cref="SimDisk"/>.</summary>
internal sealed class SimFile(SimDisk disk, string name, SimInode inode) : IDiskFile
{
    private bool _holds;

    public int ReadAt(Span<byte> buffer, long offset, out int read) => disk.Read(name, inode, buffer, offset, out read);

    public int WriteAt(ReadOnlySpan<byte> bytes, long offset) => disk.Write(name, inode, bytes, offset);

    public int Truncate(long length) => disk.Truncate(name, inode, length);

    public int Allocate(long length) => disk.Truncate(name, inode, length);

    public int Sync() => disk.Sync(name, inode);

    public int SyncData() => disk.Sync(name, inode);

    public int Length(out long length)
    {
        length = inode.Memory.Length;
        return 0;
    }

    public int TryLock()
    {
        if (inode.Locked && (disk.Lies & SimLies.Lock) == 0)
        {
            return Errno.WouldBlock;
        }

        inode.Locked = true;
        _holds = true;
        return 0;
    }

    public int Unlock()
    {
        inode.Locked &= !_holds;
        _holds = false;
        return 0;
    }

    public void Dispose() => Unlock();
}
