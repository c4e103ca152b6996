using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>
/// Names and directories of the file system, as the kernel changes them: a second name for a file, a directory made and removed. Every method
/// returns 0 or the errno. It must never follow with a second attempt in another way: what was not done was not done.
/// </summary>
public static partial class LinkCalls
{
    /// <summary>Gives an existing file a second name on the same file system.</summary>
    public static int Link(string existing, string name) => LinkRaw(existing, name) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>Makes a directory.</summary>
    public static int MakeDirectory(string path, uint mode) => MkDirRaw(path, mode) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>Removes an empty directory.</summary>
    public static int RemoveDirectory(string path) => RmDirRaw(path) < 0 ? Marshal.GetLastPInvokeError() : 0;

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkRaw(string existing, string name);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MkDirRaw(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RmDirRaw(string path);
}
