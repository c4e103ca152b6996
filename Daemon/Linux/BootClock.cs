using System.Runtime.InteropServices;

namespace Basisd.Linux;

/// <summary>
/// CLOCK_BOOTTIME in nanoseconds: monotonic, and it goes on through suspend, which .NET's own monotonic clocks do not.
/// Everything that fences (gate validity, ownership) is counted on it (SPEC 12, R-2.5).
/// </summary>
public static partial class BootClock
{
    private const int ClockRealtime = 0;
    private const int ClockMonotonic = 1;
    private const int ClockMonotonicCoarse = 6;
    private const int ClockBoottime = 7;
    private const int AbsoluteTime = 1;

    /// <summary>Nanoseconds since boot, suspend included.</summary>
    public static long NowNs() => Read(ClockBoottime);

    /// <summary>Wall clock, Unix nanoseconds.</summary>
    public static long WallNs() => Read(ClockRealtime);

    /// <summary>Sleeps until a time of this clock, at once where it has passed. The kernel may wake a thread some 50 µs late.</summary>
    /// <param name="bootNs">Nanoseconds since boot.</param>
    public static void SleepUntil(long bootNs)
    {
        Timespec until = new() { Seconds = bootNs / 1_000_000_000L, Nanoseconds = bootNs % 1_000_000_000L };
        while (ClockNanosleep(ClockBoottime, AbsoluteTime, until, 0) == Errno.Interrupted)
        {
            // A signal handler ran.
        }
    }

    /// <summary>CLOCK_MONOTONIC, ns: the same clock without the time spent in suspend.</summary>
    public static long MonotonicNs() => Read(ClockMonotonic);

    /// <summary>
    /// CLOCK_MONOTONIC as of the kernel's last tick, ns: a few ns to read, behind by up to two ticks, never ahead.
    /// </summary>
    public static long CoarseNs() => Read(ClockMonotonicCoarse);

    /// <summary>A tick of <see cref="CoarseNs"/>, ns.</summary>
    public static long CoarseTickNs()
    {
        ClockGetResolution(ClockMonotonicCoarse, out Timespec t);
        return (t.Seconds * 1_000_000_000L) + t.Nanoseconds;
    }

    /// <summary>
    /// What this boot spent in suspend, ns, as far as two clocks that are read one behind the other can tell: never less than it was, and more by
    /// what lies between the reads.
    /// </summary>
    public static long SuspendedNs()
    {
        long monotonic = MonotonicNs();
        return NowNs() - monotonic;
    }

    private static long Read(int clock)
    {
        ClockGetTime(clock, out Timespec t);
        return (t.Seconds * 1_000_000_000L) + t.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static partial int ClockGetTime(int clock, out Timespec time);

    [LibraryImport("libc", EntryPoint = "clock_getres")]
    private static partial int ClockGetResolution(int clock, out Timespec resolution);

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, in Timespec until, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
