using System;

namespace Basisd.Market;

/// <summary>Unix seconds as UTC text, in integers, the same on every machine. Years 1970 to 9999.</summary>
public static class UtcText
{
    private const long SecondsPerDay = 86_400;

    /// <summary><c>2020-03-12 10:43:00</c>.</summary>
    public static string Full(long second) => $"{Date(second)} {Time(second)}:{second % 60:D2}";

    /// <summary><c>2020-03-12</c>.</summary>
    public static string Date(long second)
    {
        (long year, long month, long day) = Civil(second / SecondsPerDay);
        return $"{year:D4}-{month:D2}-{day:D2}";
    }

    /// <summary><c>03-12</c>.</summary>
    public static string MonthDay(long second)
    {
        (_, long month, long day) = Civil(second / SecondsPerDay);
        return $"{month:D2}-{day:D2}";
    }

    /// <summary><c>10:43</c>.</summary>
    public static string Time(long second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        long ofDay = second % SecondsPerDay;
        return $"{ofDay / 3_600:D2}:{ofDay / 60 % 60:D2}";
    }

    // Days since 1970-01-01 in the proleptic Gregorian calendar, counted in eras of 400 years that begin on a first of March.
    private static (long Year, long Month, long Day) Civil(long days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        long shifted = days + 719_468;
        long era = shifted / 146_097;
        long dayOfEra = shifted - (era * 146_097);
        long yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        long dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        long fromMarch = ((5 * dayOfYear) + 2) / 153;
        long day = dayOfYear - (((153 * fromMarch) + 2) / 5) + 1;
        long month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        long year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);
        return (year, month, day);
    }
}
