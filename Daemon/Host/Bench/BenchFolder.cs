using System;
using System.IO;

namespace Basisd.Host.Bench;

/// <summary>
/// A directory of one measurement, gone with it. Shared-memory things lie in memory, as <c>/run</c> does; journals on the disk in question.
/// </summary>
public sealed class BenchFolder : IDisposable
{
    private const string MemoryFiles = "/dev/shm";

    private BenchFolder(string path) => Path = path;

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>A new directory in a memory file system where there is one.</summary>
    public static BenchFolder InMemory() => Under(Directory.Exists(MemoryFiles) ? MemoryFiles : System.IO.Path.GetTempPath());

    /// <summary>A new directory under another one, mode 0700.</summary>
    /// <exception cref="BenchException">It cannot be made.</exception>
    public static BenchFolder Under(string parent)
    {
        string path = System.IO.Path.Combine(parent, "basisd-bench-" + Guid.NewGuid().ToString("N")[..12]);
        try
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BenchException($"directory {path} cannot be made: {e.Message}; name one that this user may write with --dir");
        }

        return new BenchFolder(path);
    }

    /// <summary>
    /// Where journals lie: the nearest existing directory above the default state directory, if this user may write there, else the
    /// temporary directory.
    /// </summary>
    public static string NearStateDirectory(string stateDirectory)
    {
        string? at = stateDirectory;
        while (at is not null && !Directory.Exists(at))
        {
            at = System.IO.Path.GetDirectoryName(at);
        }

        foreach (string candidate in new[] { at ?? "/", System.IO.Path.GetTempPath() })
        {
            try
            {
                using BenchFolder probe = Under(candidate);
                return candidate;
            }
            catch (BenchException)
            {
                continue;
            }
        }

        throw new BenchException($"neither {at} nor {System.IO.Path.GetTempPath()} can be written; name a directory with --dir");
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
