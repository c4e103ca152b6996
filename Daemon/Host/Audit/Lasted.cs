using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>A span of time as people read it, in at most two units: <c>3 h 12 min</c>. Rounded down; for reckoning there are nanoseconds.</summary>
internal static class Lasted
{
    private const long Minute = 60;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    /// <summary>The text of a span, 0 ns or more.</summary>
    public static string Text(long ns)
    {
        long seconds = ns / FixedPoint.Second;
        return seconds < Minute ? $"{seconds} s"
            : seconds < Hour ? Two(seconds, Minute, "min", 1, "s")
            : seconds < 2 * Day ? Two(seconds, Hour, "h", Minute, "min")
            : Two(seconds, Day, "d", Hour, "h");
    }

    private static string Two(long seconds, long large, string largeName, long small, string smallName)
    {
        long rest = seconds % large / small;
        return rest == 0 ? $"{seconds / large} {largeName}" : $"{seconds / large} {largeName} {rest} {smallName}";
    }
}
