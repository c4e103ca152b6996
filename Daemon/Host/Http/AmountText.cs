using System;
using System.Globalization;
using Basisd.Safety;

namespace Basisd.Host.Http;

/// <summary>
/// Amounts in 1e-8 as people write them: <c>-0.5</c>, <c>12</c>, at most eight digits behind the point. It must never round: what does not fit is
/// no amount.
/// </summary>
public static class AmountText
{
    private const int Digits = 8;

    /// <summary>Reads an amount.</summary>
    /// <returns>False where it is none, has more than eight digits behind the point, or does not fit 64 bits.</returns>
    public static bool TryParse(string text, out long amount)
    {
        amount = 0;
        ReadOnlySpan<char> digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        int point = digits.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? digits : digits[..point];
        ReadOnlySpan<char> fraction = point < 0 ? default : digits[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty) || fraction.Length > Digits
            || !UInt128.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 units) || units > long.MaxValue)
        {
            return false;
        }

        long parts = 0;
        if (!fraction.IsEmpty && !long.TryParse(fraction, NumberStyles.None, CultureInfo.InvariantCulture, out parts))
        {
            return false;
        }

        for (int i = fraction.Length; i < Digits; i++)
        {
            parts *= 10;
        }

        Int128 value = ((Int128)units * FixedPoint.Scale) + parts;
        value = text.StartsWith('-') ? -value : value;
        if (value > long.MaxValue || value < long.MinValue)
        {
            return false;
        }

        amount = (long)value;
        return true;
    }

    /// <summary>Writes an amount, without needless digits.</summary>
    public static string Format(long amount)
    {
        UInt128 size = (UInt128)Int128.Abs(amount);
        string whole = (size / (UInt128)FixedPoint.Scale).ToString(CultureInfo.InvariantCulture);
        string fraction = ((long)(size % (UInt128)FixedPoint.Scale)).ToString("D8", CultureInfo.InvariantCulture).TrimEnd('0');
        return (amount < 0 ? "-" : "") + whole + (fraction.Length == 0 ? "" : "." + fraction);
    }
}
