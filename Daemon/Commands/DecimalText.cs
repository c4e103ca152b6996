using System;
using System.Globalization;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary>An amount as an operator writes it: plain digits, at most one point and eight places. Nothing is rounded.</summary>
public static class DecimalText
{
    private const int Places = 8;

    /// <summary>Reads an amount.</summary>
    /// <param name="text">For example <c>1.5</c>.</param>
    /// <param name="value">The amount, 1e-8, at most <see cref="FixedPoint.MaxPrice"/>.</param>
    /// <returns>False if it is no such amount.</returns>
    public static bool TryParse(string text, out long value)
    {
        value = 0;
        int point = text.IndexOf('.', StringComparison.Ordinal);
        string whole = point < 0 ? text : text[..point];
        string part = point < 0 ? string.Empty : text[(point + 1)..];
        bool isWhole = long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out long units);
        if (!isWhole || units > FixedPoint.MaxPrice / FixedPoint.Scale || part.Length > Places || (point >= 0 && part.Length == 0))
        {
            return false;
        }

        long rest = 0;
        if (part.Length > 0 && !long.TryParse(part.PadRight(Places, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out rest))
        {
            return false;
        }

        value = (units * FixedPoint.Scale) + rest;
        return value <= FixedPoint.MaxPrice;
    }
}
