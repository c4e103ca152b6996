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

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command, int argument);
}
