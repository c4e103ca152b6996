using System;
using System.Globalization;
using Basisd.Safety;

namespace Basisd.Sims.Engine;

/// <summary>Amounts of the venue's contract as text: decimal, at most eight fraction digits, exactly an integer of 1e-8.</summary>
internal static class FixedText
{
    private const int FractionDigits = 8;

    /// <summary>Reads an amount.</summary>
    /// <returns>False for anything that the contract does not allow.</returns>
    public static bool TryParse(string? text, out long value)
    {
        value = 0;
        ReadOnlySpan<char> rest = text;
        bool isNegative = rest.Length > 0 && rest[0] == '-';
        rest = isNegative ? rest[1..] : rest;
        int point = rest.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? rest : rest[..point];
        ReadOnlySpan<char> fraction = point < 0 ? [] : rest[(point + 1)..];
        bool isFormed = whole.Length > 0 && fraction.Length <= FractionDigits && (point < 0 || fraction.Length > 0);
        if (!isFormed || !long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out long units))
        {
            return false;
        }

        Span<char> padded = stackalloc char[FractionDigits];
        padded.Fill('0');
        fraction.CopyTo(padded);
        if (!long.TryParse(padded, NumberStyles.None, CultureInfo.InvariantCulture, out long parts) || units > (long.MaxValue / FixedPoint.Scale) - 1)
        {
            return false;
        }

        value = (units * FixedPoint.Scale) + parts;
        value = isNegative ? -value : value;
        return true;
    }

    /// <summary>Writes an amount, without zeros that say nothing.</summary>
    public static string Of(long value)
    {
        UInt128 size = (UInt128)Int128.Abs(value);
        string whole = (size / (ulong)FixedPoint.Scale).ToString(CultureInfo.InvariantCulture);
        string fraction = ((ulong)(size % (ulong)FixedPoint.Scale)).ToString("D8", CultureInfo.InvariantCulture).TrimEnd('0');
        return $"{(value < 0 ? "-" : string.Empty)}{whole}{(fraction.Length > 0 ? "." : string.Empty)}{fraction}";
    }
}
