using System;
using System.Globalization;

namespace Basisd.Host.Replay;

/// <summary>Moments of history as people write them. Always UTC.</summary>
public static class HistoryTime
{
    private const long NsPerTick = 100;

    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    /// <summary>Reads a day, or a day and a time; a Z at the end is taken as well.</summary>
    /// <param name="text">The text, for example <c>2020-03-12T08:00</c>.</param>
    /// <param name="time">Unix nanoseconds.</param>
    /// <returns>False when it is none of these.</returns>
    public static bool TryParse(string text, out long time)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        bool isTime = DateTime.TryParseExact(text.TrimEnd('Z'), Forms, CultureInfo.InvariantCulture, Utc, out DateTime parsed)
            && parsed >= DateTime.UnixEpoch;
        time = isTime ? (parsed - DateTime.UnixEpoch).Ticks * NsPerTick : 0;
        return isTime;
    }
}
