using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Linux;

/// <summary>Anonymous files in memory whose content can be sealed: what a receiver maps can no longer change under it.</summary>
public static partial class MemoryFile
{
    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private const int AddSeals = 1033;
    private const int SizeSeals = 0x1 | 0x2 | 0x4; // seal, shrink, grow
    private const int AllSeals = 0x1 | 0x2 | 0x4 | 0x8; // seal, shrink, grow, write

    /// <summary>Makes a sealed file of the bytes.</summary>
    /// <exception cref="LinuxException">No descriptor or no memory is left.</exception>
    public static SafeFileHandle Sealed(string name, ReadOnlySpan<byte> content)
    {
        int descriptor = MemfdCreate(name, CloseOnExec | AllowSealing);
        if (descriptor < 0)
        {
            throw new LinuxException("memfd_create", name);
        }

        SafeFileHandle file = new(descriptor, ownsHandle: true);
        try
        {
            System.IO.RandomAccess.Write(file, content, 0);
            if (Fcntl(descriptor, AddSeals, AllSeals) < 0)
            {
                throw new LinuxException("fcntl(F_ADD_SEALS)", name);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes a file of zeros whose length nobody can change any more: two processes may map and write it, and neither can take a page away under the
    /// other.
    /// </summary>
    /// <param name="name">For <c>/proc</c>.</param>
    /// <param name="bytes">Its length.</param>
    /// <exception cref="LinuxException">No descriptor or no memory is left.</exception>
    public static SafeFileHandle OfFixedSize(string name, long bytes)
    {
        int descriptor = MemfdCreate(name, CloseOnExec | AllowSealing);
        if (descriptor < 0)
        {
            throw new LinuxException("memfd_create", name);
        }

        SafeFileHandle file = new(descriptor, ownsHandle: true);
        if (FTruncate(descriptor, bytes) < 0 || Fcntl(descriptor, AddSeals, SizeSeals) < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            file.Dispose();
            throw new LinuxException("ftruncate, fcntl(F_ADD_SEALS)", name, errno);
        }

        return file;
    }

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int FTruncate(int descriptor, long length);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command, int argument);
}
