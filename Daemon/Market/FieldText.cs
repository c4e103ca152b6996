using System;
using System.Text;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// Reads one field of a history file, strictly: plain digits with at most one point. No sign, exponent, space, culture. Says what it found, in
/// printable characters, when it refuses.
/// </summary>
internal static class FieldText
{
    /// <summary>Latest time that is accepted: 2100-01-01, in Unix milliseconds.</summary>
    public const long MaxMilliseconds = 4_102_444_800_000;

    /// <summary>Digits after the point that count; those behind are dropped: truncation toward zero (FORMATS.md).</summary>
    public const int Decimals = 8;

    /// <summary>Largest number that is read, 1e-8: ten billion, enough for amounts of an order book in USD.</summary>
    public const long MaxNumber = 10_000_000_000 * FixedPoint.Scale;

    private const int ShownBytes = 40;
    private const int MaxDigits = 20;

    private static readonly CompositeFormat Hex = CompositeFormat.Parse("\\x{0:X2}");

    /// <summary>A time: whole seconds in Unix milliseconds, after 1970, before 2100.</summary>
    public static string? Time(ReadOnlySpan<byte> field, out long second)
    {
        second = 0;
        if (!Digits(field, MaxMilliseconds, out long milliseconds) || milliseconds == 0)
        {
            return $"expected a time in Unix milliseconds (digits only, before 2100), found {Shown(field)}";
        }

        if (milliseconds % 1_000 != 0)
        {
            return $"expected a time on a whole second, found {Shown(field)}";
        }

        second = milliseconds / 1_000;
        return null;
    }

    /// <summary>A time in Unix milliseconds, after 1970, before 2100; may lie between two seconds.</summary>
    public static string? Moment(ReadOnlySpan<byte> field, out long milliseconds) =>
        Digits(field, MaxMilliseconds, out milliseconds) && milliseconds > 0
            ? null
            : $"expected a time in Unix milliseconds (digits only, before 2100), found {Shown(field)}";

    /// <summary>A whole number of 64 bits: digits, before them at most a minus.</summary>
    public static string? Signed(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        bool isNegative = !field.IsEmpty && field[0] == '-';
        ReadOnlySpan<byte> digits = isNegative ? field[1..] : field;
        Int128 number = 0;
        bool good = IsDigits(digits) && digits.Length <= MaxDigits;
        for (int i = 0; good && i < digits.Length; i++)
        {
            number = (number * 10) + (digits[i] - '0');
        }

        number = isNegative ? -number : number;
        if (!good || number < long.MinValue || number > long.MaxValue)
        {
            return $"expected a whole number of 64 bits (digits, no point), found {Shown(field)}";
        }

        value = (long)number;
        return null;
    }

    /// <summary>A decimal number in 1e-8, below zero only where the range begins there; digits behind the eighth are dropped.</summary>
    public static string? Number(ReadOnlySpan<byte> field, long min, long max, out long value)
    {
        value = 0;
        bool isNegative = field.Length > 1 && field[0] == '-';
        ReadOnlySpan<byte> number = isNegative ? field[1..] : field;
        string? problem = IsDecimal(number) ? Price(number, 0, MaxNumber, out value) : string.Empty;
        value = isNegative ? -value : value;
        return problem is null && value >= min && value <= max
            ? null
            : $"expected a decimal number from {Decimal(min)} to {Decimal(max)}, found {Shown(field)}";
    }

    /// <summary>A number of 1e-8 as decimal text, with its sign.</summary>
    public static string Decimal(long number) => number < 0 ? "-" + Plain(-number) : Plain(number);

    /// <summary>A whole number from 0 to <paramref name="max"/>.</summary>
    public static string? Whole(ReadOnlySpan<byte> field, long max, out long value) =>
        Digits(field, max, out value) ? null : $"expected a whole number from 0 to {max}, found {Shown(field)}";

    /// <summary>A price above zero, in 1e-8.</summary>
    public static string? Price(ReadOnlySpan<byte> field, long min, long max, out long price)
    {
        price = 0;
        if (field.Length > 1 && field[0] == '-' && IsDecimal(field[1..]))
        {
            return $"expected a price above zero, found {Shown(field)}";
        }

        if (!IsDecimal(field))
        {
            return $"expected a decimal number (digits, one point), found {Shown(field)}";
        }

        int point = field.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? field : field[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? default : field[(point + 1)..];
        if (!Digits(whole, MaxNumber / FixedPoint.Scale, out long units))
        {
            return $"expected a price of at most {Plain(max)}, found {Shown(field)}";
        }

        price = units;
        for (int i = 0; i < Decimals; i++)
        {
            price = (price * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }

        if (price < min)
        {
            return $"expected a price of at least {Plain(min)}, found {Shown(field)}";
        }

        return price > max ? $"expected a price of at most {Plain(max)}, found {Shown(field)}" : null;
    }

    /// <summary>A volume: a decimal number of any size, not below zero.</summary>
    public static string? Volume(ReadOnlySpan<byte> field) =>
        IsDecimal(field) ? null : $"expected a volume (digits, one point, not below zero), found {Shown(field)}";

    /// <summary>The field for a message: quoted, bounded, printable.</summary>
    public static string Shown(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
        {
            return "nothing";
        }

        StringBuilder text = new("'");
        foreach (byte b in field[..Math.Min(field.Length, ShownBytes)])
        {
            if (b is >= 0x20 and < 0x7F)
            {
                text.Append((char)b);
            }
            else
            {
                text.AppendFormat(null, Hex, b);
            }
        }

        return text.Append(field.Length > ShownBytes ? "...'" : "'").ToString();
    }

    /// <summary>A price of 1e-8 as decimal text without trailing zeros.</summary>
    public static string Plain(long price)
    {
        string fraction = $"{price % FixedPoint.Scale:D8}".TrimEnd('0');
        return fraction.Length == 0 ? $"{price / FixedPoint.Scale}" : $"{price / FixedPoint.Scale}.{fraction}";
    }

    private static bool IsDecimal(ReadOnlySpan<byte> field)
    {
        int point = field.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? field : field[..point];
        return IsDigits(whole) && (point < 0 || IsDigits(field[(point + 1)..]));
    }

    private static bool IsDigits(ReadOnlySpan<byte> field) => !field.IsEmpty && !field.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static bool Digits(ReadOnlySpan<byte> field, long max, out long value)
    {
        value = 0;
        if (!IsDigits(field))
        {
            return false;
        }

        foreach (byte b in field)
        {
            // max is far below the largest long, so the next digit cannot wrap before it is caught here.
            value = (value * 10) + (b - '0');
            if (value > max)
            {
                return false;
            }
        }

        return true;
    }
}
