using System.Globalization;
using Basisd.Safety;

namespace Basisd.Host.Reports;

/// <summary>Durations as people read them, to the nanosecond: nothing is rounded.</summary>
public static class DurationText
{
    private const long Minutes = 60;

    /// <summary><c>2 h 05 min 03.25 s</c>, <c>4 min 12 s</c>, <c>0.000000001 s</c>; negative with a minus sign.</summary>
    /// <param name="ns">Nanoseconds.</param>
    public static string Of(long ns)
    {
        System.UInt128 size = (System.UInt128)System.Int128.Abs(ns);
        ulong whole = (ulong)(size / (System.UInt128)FixedPoint.Second);
        ulong rest = (ulong)(size % (System.UInt128)FixedPoint.Second);
        ulong hours = whole / (ulong)(Minutes * Minutes);
        ulong minutes = whole / (ulong)Minutes % (ulong)Minutes;
        ulong seconds = whole % (ulong)Minutes;
        string fraction = rest == 0 ? string.Empty : "." + rest.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        string sign = ns < 0 ? "-" : string.Empty;
        return hours > 0 ? $"{sign}{hours} h {minutes:D2} min {seconds:D2}{fraction} s"
            : minutes > 0 ? $"{sign}{minutes} min {seconds:D2}{fraction} s" : $"{sign}{seconds}{fraction} s";
    }
}
