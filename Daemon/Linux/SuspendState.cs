using System;
using System.IO;

namespace Basisd.Linux;

/// <summary>
/// Whether this machine can be suspended, and whether it was in this boot. Suspend is out of the question where the kernel knows no sleep state, or
/// where every target by which systemd enters one is masked. Somebody who writes to <c>/sys/power/state</c> past systemd still can: that is found
/// afterwards, by the clocks.
/// </summary>
public static class SuspendState
{
    private const string NullDevice = "/dev/null";
    private const long LongestReadNs = 1_000_000;
    private const int Tries = 10;

    private static readonly string[] s_targets =
        ["sleep.target", "suspend.target", "hibernate.target", "hybrid-sleep.target", "suspend-then-hibernate.target"];

    private static readonly string[] s_unitFolders = ["etc/systemd/system", "run/systemd/system"];

    /// <summary>Why suspend is possible; empty where it is not.</summary>
    /// <param name="root">Root of the file system, <c>/</c>.</param>
    public static string Problem(string root)
    {
        string states = SleepStates(Path.Combine(root, "sys/power/state"), out string unreadable);
        if (unreadable.Length > 0)
        {
            return unreadable;
        }

        if (states.Length == 0)
        {
            return string.Empty;
        }

        foreach (string target in s_targets)
        {
            if (!Array.Exists(s_unitFolders, folder => IsMasked(Path.Combine(root, folder, target))))
            {
                return $"the kernel knows the sleep states '{states}' and {target} is not masked; systemctl mask {string.Join(' ', s_targets)}";
            }
        }

        return string.Empty;
    }

    /// <summary>
    /// Whether this boot was ever suspended: CLOCK_BOOTTIME is ahead of CLOCK_MONOTONIC then. A thread that was interrupted between the two reads
    /// would look the same, so the closest of a few pairs counts.
    /// </summary>
    public static bool WasSuspended()
    {
        long least = long.MaxValue;
        for (int i = 0; i < Tries && least > LongestReadNs; i++)
        {
            least = Math.Min(least, BootClock.SuspendedNs());
        }

        return least > LongestReadNs;
    }

    /// <summary>A kernel that was built without suspend has no such file.</summary>
    private static string SleepStates(string path, out string problem)
    {
        problem = string.Empty;
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return string.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{path} cannot be read: {e.Message}";
            return string.Empty;
        }
    }

    private static bool IsMasked(string unit)
    {
        FileInfo file = new(unit);
        return file.LinkTarget == NullDevice;
    }
}
