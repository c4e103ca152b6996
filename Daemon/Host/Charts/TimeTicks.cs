using Basisd.Market;

namespace Basisd.Host.Charts;

/// <summary>
/// Steps of a time axis that a person can read: whole seconds, minutes, hours or days.
/// </summary>
internal static class TimeTicks
{
    private const int MostTimeTicks = 10;
    private const long Day = 86_400;

    private static readonly long[] TimeSteps =
    [
        10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, Day, 2 * Day, 7 * Day, 14 * Day, 30 * Day, 90 * Day,
        365 * Day, 3_650 * Day,
    ];

    /// <summary>Seconds between two ticks of a time axis.</summary>
    public static long TimeStep(long seconds)
    {
        foreach (long step in TimeSteps)
        {
            if (seconds / step < MostTimeTicks)
            {
                return step;
            }
        }

        return TimeSteps[^1];
    }

    /// <summary>The text at a tick: the time, or the day where the day begins or the steps are days.</summary>
    public static string TimeText(long second, long step)
    {
        if (step >= 30 * Day)
        {
            return UtcText.Date(second);
        }

        if (second % Day == 0 || step >= Day)
        {
            return UtcText.MonthDay(second);
        }

        return step < 60 ? UtcText.Full(second)[^8..] : UtcText.Time(second);
    }
}
