using System;
using System.Globalization;

namespace Basisd.Host.Configuration;

/// <summary>Durations as operators write them: a whole number and one unit. Held in nanoseconds.</summary>
public static class Durations
{
    private static readonly (string Unit, long Ns)[] Units =
    [
        ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
    ];

    /// <summary>Reads a text like <c>250ms</c>.</summary>
    /// <returns>False when it is not a whole number with one of the units ns, us, ms, s, m, h, d, or too large for 64 bits.</returns>
    public static bool TryParse(string text, out long ns)
    {
        ns = 0;
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        if (digits == 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            return false;
        }

        foreach ((string unit, long each) in Units)
        {
            if (text.AsSpan(digits).SequenceEqual(unit) && count <= long.MaxValue / each)
            {
                ns = count * each;
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the largest unit that holds the value exactly, for example <c>5m</c>, <c>1500ms</c>, <c>0s</c>.</summary>
    public static string Format(long ns)
    {
        if (ns == 0)
        {
            return "0s";
        }

        foreach ((string unit, long each) in Units)
        {
            if (ns % each == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{ns / each}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{ns}ns");
    }
}
