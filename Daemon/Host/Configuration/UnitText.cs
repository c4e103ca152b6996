using System;
using System.Globalization;

namespace Basisd.Host.Configuration;

/// <summary>
/// A whole number and one unit, as operators write sizes and durations. It must never round: what no unit holds exactly is written in the smallest.
/// </summary>
internal static class UnitText
{
    /// <summary>Reads a text like <c>64MiB</c> or <c>250ms</c>.</summary>
    /// <param name="text">The text, without space.</param>
    /// <param name="units">Names of the units and how much each is.</param>
    /// <param name="value">The number in the base unit.</param>
    /// <returns>False when it is not a whole number with one of the units, or too large for 64 bits.</returns>
    public static bool TryParse(string text, ReadOnlySpan<(string Unit, long Each)> units, out long value)
    {
        value = 0;
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        if (digits == 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            return false;
        }

        foreach ((string unit, long each) in units)
        {
            if (text.AsSpan(digits).SequenceEqual(unit) && count <= long.MaxValue / each)
            {
                value = count * each;
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the first unit that holds the value exactly.</summary>
    /// <param name="value">Number in the base unit.</param>
    /// <param name="units">Units from the largest to the one that is 1.</param>
    /// <param name="zero">What is written for 0, which every unit holds.</param>
    public static string Format(long value, ReadOnlySpan<(string Unit, long Each)> units, string zero)
    {
        foreach ((string unit, long each) in units)
        {
            if (value != 0 && value % each == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{value / each}{unit}");
            }
        }

        return zero;
    }
}
