using System;
using Basisd.Safety;

namespace Basisd.Sims.Book;

/// <summary>
/// Amounts as the venue gateway contract writes them: a decimal with an optional leading minus and at most eight digits behind the point,
/// without exponent, plus sign or needless zeros in front, held as 64-bit integers in 1e-8. It never rounds: what does not fit is no amount.
/// </summary>
public static class SimAmount
{
    /// <summary>Digits behind the point.</summary>
    public const int FractionDigits = 8;

    /// <summary>Longest text: sign, eleven digits, point, eight digits.</summary>
    public const int MaxChars = 21;

    /// <summary>Reads an amount.</summary>
    /// <param name="text">For example <c>-0.5</c>.</param>
    /// <param name="amount">In 1e-8.</param>
    /// <returns>Whether it is one that 64 bits hold.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long amount)
    {
        amount = 0;
        bool isNegative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<char> digits = isNegative ? text[1..] : text;
        int point = digits.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? digits : digits[..point];
        ReadOnlySpan<char> fraction = point < 0 ? [] : digits[(point + 1)..];
        if (digits.Length > MaxChars || whole.Length == 0 || (whole.Length > 1 && whole[0] == '0')
            || (point >= 0 && fraction.Length is 0 or > FractionDigits)
            || whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        Int128 value = 0;
        foreach (char digit in whole)
        {
            value = (value * 10) + (digit - '0');
        }

        for (int i = 0; i < FractionDigits; i++)
        {
            value = (value * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }

        value = isNegative ? -value : value;
        if (value < -long.MaxValue || value > long.MaxValue)
        {
            return false;
        }

        amount = (long)value;
        return true;
    }

    /// <summary>Writes an amount, without zeros behind its last digit.</summary>
    public static string Text(long amount)
    {
        ulong magnitude = amount < 0 ? (ulong)(-(Int128)amount) : (ulong)amount;
        (ulong whole, ulong fraction) = Math.DivRem(magnitude, (ulong)FixedPoint.Scale);
        string text = fraction == 0 ? $"{whole}" : $"{whole}.{fraction:D8}".TrimEnd('0');
        return amount < 0 ? "-" + text : text;
    }
}
