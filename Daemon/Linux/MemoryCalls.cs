using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Linux;

/// <summary>
/// Shared mappings of files (mmap, munmap). .NET's own memory-mapped files cost 75 ns per access through their accessor, know no
/// MAP_FIXED, and open with flags that follow links and block on a FIFO; the gate needs bare pointers and none of that.
/// A mapping is only as long as its file: the caller must own the file's size, because touching a page beyond the end kills the process.
/// </summary>
public static unsafe partial class MemoryCalls
{
    private const int OpenReadOnly = 0x0;
    private const int OpenReadWrite = 0x2;
    private const int OpenNonBlocking = 0x800;
    private const int OpenNoFollow = 0x20000;
    private const int OpenCloseOnExec = 0x80000;

    private const int ProtectRead = 0x1;
    private const int ProtectWrite = 0x2;
    private const int MapShared = 0x01;
    private const int MapPrivate = 0x02;
    private const int MapFixed = 0x10;
    private const int MapAnonymous = 0x20;
    private const int MapPopulate = 0x8000;
    private const int AdviceHugePage = 14;

    private static readonly void* s_failed = unchecked((void*)-1);

    /// <summary>
    /// Opens a file for mapping: never follows a symbolic link in the last component, never blocks on a FIFO, closed on exec.
    /// </summary>
    /// <param name="path">Path of a regular file.</param>
    /// <param name="writable">Read and write, or read only.</param>
    /// <exception cref="LinuxException">The open failed; the errno says why.</exception>
    public static SafeFileHandle Open(string path, bool writable)
    {
        int flags = (writable ? OpenReadWrite : OpenReadOnly) | OpenNonBlocking | OpenNoFollow | OpenCloseOnExec;
        int descriptor = OpenFile(path, flags);
        return descriptor < 0 ? throw new LinuxException("open", path) : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Length in bytes of what was opened, or -1 where it has none (FIFO, socket, directory, terminal).</summary>
    public static long Length(SafeFileHandle file)
    {
        try
        {
            return File.GetAttributes(file).HasFlag(FileAttributes.Directory) ? -1 : RandomAccess.GetLength(file);
        }
        catch (Exception e) when (e is NotSupportedException or IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    /// <summary>Maps the first <paramref name="length"/> bytes, shared, faulted in ahead of use.</summary>
    /// <param name="file">An open file of at least <paramref name="length"/> bytes.</param>
    /// <param name="path">For the error text.</param>
    /// <param name="length">Bytes, above 0.</param>
    /// <param name="writable">Whether stores are allowed; the file must be open for both then.</param>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static byte* Map(SafeFileHandle file, string path, nuint length, bool writable)
    {
        int protection = writable ? ProtectRead | ProtectWrite : ProtectRead;
        void* start = MapMemory(null, length, protection, MapShared | MapPopulate, file, 0);
        return start == s_failed ? throw new LinuxException("mmap", path) : (byte*)start;
    }

    /// <summary>
    /// Replaces a mapping, in one step and at the same address, by read-only zeros. Pointers into it stay readable and read zero.
    /// </summary>
    /// <returns>False when the kernel refused; the old mapping is untouched then.</returns>
    public static bool ReplaceByZeros(byte* start, nuint length) =>
        MapAnonymousMemory(start, length, ProtectRead, MapPrivate | MapAnonymous | MapFixed, -1, 0) != s_failed;

    /// <summary>Asks for huge pages under memory that nothing was written to yet.</summary>
    /// <returns>0 or the errno; the memory is usable either way.</returns>
    public static int AdviseHuge(byte* start, nuint length) => MAdvise(start, length, AdviceHugePage) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>Removes a mapping. Pointers into it must not be used again.</summary>
    /// <exception cref="LinuxException">The range was no mapping: a bug.</exception>
    public static void Unmap(byte* start, nuint length)
    {
        if (UnmapMemory(start, length) != 0)
        {
            throw new LinuxException("munmap", "a mapping of this process");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int MAdvise(byte* start, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* MapMemory(void* address, nuint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* MapAnonymousMemory(void* address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int UnmapMemory(void* address, nuint length);
}
