using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Linux;

/// <summary>
/// File system calls that .NET does not offer as they are: flock, fsync of a directory, positional writes that are told from a
/// short write, statvfs, owner of a path. Every method returns 0 or the errno (<see cref="Errno"/>): the caller names the target.
/// It must never retry anything but EINTR, and never hide a short write.
/// </summary>
public static partial class FileCalls
{
    /// <summary>Open for reading.</summary>
    public const int ReadOnly = 0;

    /// <summary>Open for reading and writing.</summary>
    public const int ReadWrite = 2;

    /// <summary>Create when missing.</summary>
    public const int Create = 0x40;

    /// <summary>Fail when it exists.</summary>
    public const int Exclusive = 0x80;

    /// <summary>A write returns when its data is on the device, as if fdatasync followed (O_DSYNC).</summary>
    public const int DataSync = 0x1000;

    // The two architectures have these two the other way round.
    private const int DirectoryFlag = 0x10000;
    private const int DirectFlag = 0x4000;

    private const int CloseOnExec = 0x80000;
    private const int LockExclusiveNonBlocking = 2 | 4;
    private const int LockRelease = 8;
    private const int AtFdCwd = -100;
    private const uint StatxBasic = 0x7ff;
    private const int StatxBytes = 256;
    private const int StatxUidOffset = 20;
    private const int StatfsBytes = 120;
    private const int StatfsBlockSizeOffset = 8;
    private const int StatfsAvailableOffset = 32;

    /// <summary>Must be a directory.</summary>
    public static int Directory => IsArm64 ? DirectFlag : DirectoryFlag;

    /// <summary>
    /// Past the kernel's cache (O_DIRECT): memory, offset and length must be aligned, to 4096 bytes on every common device. A file system that
    /// cannot answers EINVAL, some at the open, some at the first call.
    /// </summary>
    public static int Direct => IsArm64 ? DirectoryFlag : DirectFlag;

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Opens <paramref name="path"/> with O_CLOEXEC; no advisory lock is taken.</summary>
    /// <returns>0, or the errno; <paramref name="handle"/> is null then.</returns>
    public static int Open(string path, int flags, int mode, out SafeFileHandle? handle)
    {
        int fd;
        int errno;
        do
        {
            fd = OpenRaw(path, flags | CloseOnExec, mode);
            errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (errno == Errno.Interrupted);
        handle = fd < 0 ? null : new SafeFileHandle(fd, ownsHandle: true);
        return errno;
    }

    /// <summary>Reads until <paramref name="buffer"/> is full or the file ends.</summary>
    /// <returns>0 or the errno; <paramref name="read"/> bytes are valid.</returns>
    public static unsafe int ReadAt(SafeFileHandle file, Span<byte> buffer, long offset, out int read)
    {
        read = 0;
        fixed (byte* start = buffer)
        {
            while (read < buffer.Length)
            {
                nint got = PRead(file, start + read, (nuint)(buffer.Length - read), offset + read);
                if (got == 0)
                {
                    return 0;
                }

                if (got < 0)
                {
                    int errno = Marshal.GetLastPInvokeError();
                    if (errno == Errno.Interrupted)
                    {
                        continue;
                    }

                    return errno;
                }

                read += (int)got;
            }
        }

        return 0;
    }

    /// <summary>Writes all of <paramref name="bytes"/> at <paramref name="offset"/>.</summary>
    /// <returns>0 or the errno; after an error the range is in an unknown state.</returns>
    public static unsafe int WriteAt(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        int written = 0;
        fixed (byte* start = bytes)
        {
            while (written < bytes.Length)
            {
                nint put = PWrite(file, start + written, (nuint)(bytes.Length - written), offset + written);
                if (put <= 0)
                {
                    int errno = put == 0 ? Errno.NoSpace : Marshal.GetLastPInvokeError();
                    if (errno == Errno.Interrupted)
                    {
                        continue;
                    }

                    return errno;
                }

                written += (int)put;
            }
        }

        return 0;
    }

    /// <summary>Sets the length of an open file.</summary>
    public static int Truncate(SafeFileHandle file, long length) => FTruncate(file, length) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>
    /// Gives an open file room on the device for <paramref name="length"/> bytes, and that length; what was never written reads as zeros.
    /// </summary>
    /// <returns>0 or the errno; <see cref="Errno.NotSupported"/> where the file system cannot.</returns>
    public static int Allocate(SafeFileHandle file, long length)
    {
        int errno;
        do
        {
            errno = FAllocate(file, 0, 0, length) < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (errno == Errno.Interrupted);
        return errno;
    }

    /// <summary>Data and metadata of an open file are on the device when this returns 0.</summary>
    public static int Sync(SafeFileHandle file) => FSync(file) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>Data of an open file is on the device when this returns 0.</summary>
    public static int SyncData(SafeFileHandle file) => FDataSync(file) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>The names in a directory are on the device when this returns 0.</summary>
    public static int SyncDirectory(string path)
    {
        int errno = Open(path, ReadOnly | Directory, 0, out SafeFileHandle? handle);
        if (errno != 0)
        {
            return errno;
        }

        using (handle)
        {
            return Sync(handle!);
        }
    }

    /// <summary>Takes an exclusive flock without waiting.</summary>
    /// <returns>0, <see cref="Errno.WouldBlock"/> when another open file holds it, or another errno.</returns>
    public static int TryLock(SafeFileHandle file) => FLock(file, LockExclusiveNonBlocking) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>Gives the flock back, also where a fork that has not reached exec still holds a copy of the descriptor.</summary>
    public static int Unlock(SafeFileHandle file) => FLock(file, LockRelease) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>Renames within a file system; replaces the target.</summary>
    public static int Rename(string from, string to) => RenameRaw(from, to) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>Removes a name.</summary>
    public static int Unlink(string path) => UnlinkRaw(path) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>Bytes that an unprivileged process may still write to the file system of <paramref name="path"/>.</summary>
    public static unsafe int FreeBytes(string path, out long bytes)
    {
        byte* buffer = stackalloc byte[StatfsBytes];
        bytes = 0;
        if (StatFs(path, buffer) < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        ulong free = *(ulong*)(buffer + StatfsAvailableOffset);
        ulong block = *(ulong*)(buffer + StatfsBlockSizeOffset);
        bytes = free > (ulong)long.MaxValue / Math.Max(block, 1) ? long.MaxValue : (long)(free * block);
        return 0;
    }

    /// <summary>User id that owns <paramref name="path"/>.</summary>
    public static unsafe int Owner(string path, out uint uid)
    {
        byte* buffer = stackalloc byte[StatxBytes];
        uid = 0;
        if (Statx(AtFdCwd, path, 0, StatxBasic, buffer) < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        uid = *(uint*)(buffer + StatxUidOffset);
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenRaw(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static unsafe partial nint PRead(SafeFileHandle fd, byte* buffer, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static unsafe partial nint PWrite(SafeFileHandle fd, byte* buffer, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int FTruncate(SafeFileHandle fd, long length);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int FAllocate(SafeFileHandle fd, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle fd);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle fd);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeFileHandle fd, int operation);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameRaw(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkRaw(string path);

    [LibraryImport("libc", EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatFs(string path, byte* buffer);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int directory, string path, int flags, uint mask, byte* buffer);
}
