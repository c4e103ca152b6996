using System;
using System.Globalization;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>A place in a journal as an operator names it: a sequence, or a point in time in UTC. It never guesses a time zone.</summary>
/// <param name="Sequence">The sequence, where it is one.</param>
/// <param name="WallNs">The time, Unix ns, where it is one.</param>
public readonly record struct JournalPoint(ulong? Sequence, long? WallNs)
{
    /// <summary>How a point is written, for messages.</summary>
    public const string Forms = "a sequence such as 1200, or a UTC time such as 2026-03-12T10:43:00Z, 2026-03-12T10:43Z or 2026-03-12";

    private const long TicksPerSecond = TimeSpan.TicksPerSecond;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    /// <summary>Reads a point.</summary>
    public static bool TryParse(string text, out JournalPoint point)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong sequence))
        {
            point = new JournalPoint(sequence, null);
            return true;
        }

        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        bool isTime = DateTimeOffset.TryParseExact(Whole(text), Formats, CultureInfo.InvariantCulture, utc, out DateTimeOffset time)
            && time >= DateTimeOffset.UnixEpoch;
        long ticks = isTime ? time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks : 0;
        isTime = isTime && ticks < long.MaxValue / (FixedPoint.Second / TicksPerSecond);
        point = isTime ? new JournalPoint(null, (ticks * (FixedPoint.Second / TicksPerSecond)) + BelowTick(text)) : default;
        return isTime;
    }

    // The journal prints nanoseconds; .NET reads seven digits of them.
    private static string Whole(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot >= 0 && DigitsBehind(text, dot) == 9 ? text.Remove(dot + 8, 2) : text;
    }

    private static long BelowTick(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot >= 0 && DigitsBehind(text, dot) == 9 ? long.Parse(text.AsSpan(dot + 8, 2), NumberStyles.None, CultureInfo.InvariantCulture) : 0;
    }

    private static int DigitsBehind(string text, int dot)
    {
        int at = dot + 1;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at - dot - 1;
    }
}
