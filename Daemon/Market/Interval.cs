using System;

namespace Basisd.Market;

/// <summary>
/// The length of a candle: <c>1m</c>, <c>5m</c>, <c>1h</c>, <c>1d</c>, in whole seconds. A multiple of four, so that a quarter of it is a
/// second of the path.
/// </summary>
public static class Interval
{
    /// <summary>Shortest candle, seconds: each of the path's quarters has one second.</summary>
    public const int MinSeconds = 4;

    /// <summary>Longest candle, seconds.</summary>
    public const int MaxSeconds = 86_400;

    /// <summary>Whether candles may have this length.</summary>
    public static bool IsValid(long seconds) => seconds is >= MinSeconds and <= MaxSeconds && seconds % 4 == 0;

    /// <summary>Reads <c>1m</c>, <c>15m</c>, <c>4h</c>, <c>1d</c>, <c>20s</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        if (text.Length is < 2 or > 6)
        {
            return false;
        }

        int value = 0;
        foreach (char c in text[..^1])
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        int scale = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => 0,
        };
        long total = (long)value * scale;
        if (!IsValid(total))
        {
            return false;
        }

        seconds = (int)total;
        return true;
    }

    /// <summary>The shortest way to say it: <c>1h</c>, not <c>60m</c>.</summary>
    public static string Text(long seconds) => seconds switch
    {
        _ when seconds % 86_400 == 0 => $"{seconds / 86_400}d",
        _ when seconds % 3_600 == 0 => $"{seconds / 3_600}h",
        _ when seconds % 60 == 0 => $"{seconds / 60}m",
        _ => $"{seconds}s",
    };
}
