using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>Owners and permission bits of files.</summary>
public static partial class Ownership
{
    private const uint Unchanged = uint.MaxValue;

    /// <summary>Gives a file to a group.</summary>
    /// <exception cref="LinuxException">The process may not, or there is no such file.</exception>
    public static void SetGroup(string path, uint group)
    {
        if (ChangeOwner(path, Unchanged, group) != 0)
        {
            throw new LinuxException("chown", path);
        }
    }

    /// <summary>Sets the permission bits of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Bits, for example 0x1B0 for 0660.</param>
    /// <exception cref="LinuxException">The process may not, or there is no such file.</exception>
    public static void SetMode(string path, uint mode)
    {
        if (ChangeMode(path, mode) != 0)
        {
            throw new LinuxException("chmod", path);
        }
    }

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeMode(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
