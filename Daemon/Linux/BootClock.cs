using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>
/// CLOCK_BOOTTIME in nanoseconds: monotonic, and it goes on through suspend, which .NET's own monotonic clocks do not.
/// Everything that fences (gate validity, ownership) is counted on it (SPEC 12, R-2.5).
/// </summary>
public static partial class BootClock
{
    private const int ClockRealtime = 0;
    private const int ClockBoottime = 7;

    /// <summary>Nanoseconds since boot, suspend included.</summary>
    public static long NowNs() => Read(ClockBoottime);

    /// <summary>Wall clock, Unix nanoseconds.</summary>
    public static long WallNs() => Read(ClockRealtime);

    private static long Read(int clock)
    {
        ClockGetTime(clock, out Timespec t);
        return (t.Seconds * 1_000_000_000L) + t.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static partial int ClockGetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
