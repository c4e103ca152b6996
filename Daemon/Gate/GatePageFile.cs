using System;
using System.IO;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Gate;

/// <summary>
/// The page's file: retires what an earlier daemon left, and puts a new file in its place with one rename. A file that readers may have mapped
/// is never truncated or rewritten in length (that would kill them); it is zeroed where it counts and then unlinked by the rename.
/// </summary>
internal static unsafe class GatePageFile
{
    /// <summary>Owner reads and writes, group reads: the engine's user joins the group.</summary>
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private const int ErrnoNoEntry = 2;
    private const int ErrnoNotADirectory = 20;
    private const int ErrnoIsADirectory = 21;
    private const int ErrnoLoop = 40;

    /// <summary>The name under which a page is made before it takes its place.</summary>
    public static string TemporaryPath(string path) => path + ".new";

    /// <summary>
    /// Closes the page at the path for ever, if there is one: readers that still map it see it closed from here on.
    /// Garbage is tolerated: what a reader may have resolved inside it is zeroed all the same.
    /// </summary>
    /// <returns>An empty text, or why an old page could not be closed; a new one must not be made then.</returns>
    public static string RetireOld(string path)
    {
        try
        {
            using SafeFileHandle file = MemoryCalls.Open(path, writable: true);
            long length = MemoryCalls.Length(file);
            if (length < 0)
            {
                return $"{path} is no regular file; remove it or set another gate path";
            }

            if (length < GateLayout.TotalSize(1))
            {
                return string.Empty; // too short for any reader to have attached to it
            }

            int mapped = (int)Math.Min(length, GateLayout.TotalSize(GateLayout.MaxCells));
            byte* start = MemoryCalls.Map(file, path, (nuint)mapped, writable: true);
            try
            {
                GateStores.Retire(start, mapped);
            }
            finally
            {
                MemoryCalls.Unmap(start, (nuint)mapped);
            }

            return string.Empty;
        }
        catch (LinuxException e) when (e.Errno is ErrnoNoEntry or ErrnoNotADirectory)
        {
            return string.Empty; // no page; what is wrong with the directory is said when the new one is made
        }
        catch (LinuxException e) when (e.Errno == ErrnoIsADirectory)
        {
            return $"{path} is a directory; remove it or set another gate path";
        }
        catch (LinuxException e) when (e.Errno == ErrnoLoop)
        {
            return $"{path} is a symbolic link, which the gate never follows; remove it";
        }
        catch (LinuxException e)
        {
            return $"cannot close the gate page that an earlier daemon left: {e.Message}; readers may still trust it: "
                + "give it to this user, or stop the engine and remove it";
        }
    }

    /// <summary>Writes the bytes under the temporary name, maps them, and renames the file over the path.</summary>
    /// <param name="path">Where readers look.</param>
    /// <param name="bytes">A complete page, closed.</param>
    /// <param name="start">The shared mapping, or null.</param>
    /// <returns>An empty text, or what went wrong and how to mend it; no temporary file is left then.</returns>
    public static string Install(string path, byte[] bytes, out byte* start)
    {
        start = null;
        string temporary = TemporaryPath(path);
        try
        {
            File.Delete(temporary); // left by a daemon that died between making and renaming
            using (SafeFileHandle file = File.OpenHandle(
                temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
            {
                File.SetUnixFileMode(file, Mode); // whatever the umask says

                // Written, not only sized: on a full tmpfs the write fails here, where a hole would kill the first store.
                RandomAccess.Write(file, bytes, 0);
                start = MemoryCalls.Map(file, temporary, (nuint)bytes.Length, writable: true);
            }

            File.Move(temporary, path, overwrite: true);
            return string.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LinuxException)
        {
            if (start != null)
            {
                MemoryCalls.Unmap(start, (nuint)bytes.Length);
                start = null;
            }

            return Explain(path, e) + DropTemporary(temporary);
        }
    }

    private static string Explain(string path, Exception e) => e switch
    {
        DirectoryNotFoundException =>
            $"the directory of {path} does not exist; create it or let systemd do it (RuntimeDirectory=basisd)",
        UnauthorizedAccessException when Directory.Exists(path) => $"{path} is a directory; remove it or set another gate path",
        UnauthorizedAccessException => $"no permission to create {path}; its directory must be writable by this user: {e.Message}",
        _ when Directory.Exists(path) => $"{path} is a directory; remove it or set another gate path",
        _ => $"cannot create {path}: {e.Message}",
    };

    private static string DropTemporary(string temporary)
    {
        try
        {
            File.Delete(temporary);
            return string.Empty;
        }
        catch (DirectoryNotFoundException)
        {
            return string.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"; {temporary} is left behind: {e.Message}";
        }
    }
}
