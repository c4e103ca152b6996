using System;
using Basisd.Safety;

namespace Basisd.Probes.Gateway;

/// <summary>
/// Numbers of the contract as text: exact, one way to write each, no culture. Must never round, and never accept what another reader could
/// take for another number.
/// </summary>
internal static class DecimalText
{
    /// <summary>Longest text of an amount.</summary>
    public const int MaxCharacters = 32;

    /// <summary>What is wrong with a number that is one and has too many digits before the point.</summary>
    public const string TooLarge = "is too large";

    private const int FractionDigits = 8;

    // 10 digits before the point and 8 behind it fit 64 bits with their sign.
    private const int WholeDigits = 10;

    /// <summary>Reads <c>-?(0|[1-9][0-9]*)(\.[0-9]{1,8})?</c> as 1e-8.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    public static string? ReadAmount(ReadOnlySpan<char> text, out long amount)
    {
        amount = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<char> rest = negative ? text[1..] : text;
        int point = rest.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? rest : rest[..point];
        ReadOnlySpan<char> fraction = point < 0 ? "" : rest[(point + 1)..];
        if (whole.Length == 0 || !AllDigits(whole) || !AllDigits(fraction) || (point >= 0 && fraction.Length == 0))
        {
            return "is no decimal number";
        }

        if (whole.Length > 1 && whole[0] == '0')
        {
            return "has superfluous leading zeros";
        }

        if (fraction.Length > FractionDigits)
        {
            return "has more than 8 digits behind the point";
        }

        if (whole.Length > WholeDigits)
        {
            return TooLarge;
        }

        long value = 0;
        foreach (char digit in whole)
        {
            value = (value * 10) + (digit - '0');
        }

        value *= FixedPoint.Scale;
        long place = FixedPoint.Scale;
        foreach (char digit in fraction)
        {
            place /= 10;
            value += (digit - '0') * place;
        }

        amount = negative ? -value : value;
        return null;
    }

    /// <summary>Reads a whole number without sign of 64 bits, without superfluous leading zeros.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryReadNumber(ReadOnlySpan<char> text, out ulong number)
    {
        number = 0;
        return text.Length > 0 && AllDigits(text) && (text.Length == 1 || text[0] != '0') && ulong.TryParse(text, out number);
    }

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
