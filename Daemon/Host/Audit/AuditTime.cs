using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>Points in time of the journal as text, in UTC and in integers.</summary>
public static class AuditTime
{
    private const long MaxNs = long.MaxValue;

    /// <summary><c>2020-03-12T10:43:00.123456789Z</c>; what is before 1970 stays a number.</summary>
    /// <param name="unixNs">Unix nanoseconds.</param>
    public static string Iso(long unixNs) => unixNs is < 0 or MaxNs
        ? $"{unixNs} ns"
        : $"{UtcText.Full(unixNs / FixedPoint.Second).Replace(' ', 'T')}.{unixNs % FixedPoint.Second:D9}Z";

    /// <summary><c>2020-03-12 10:43:00.123</c>; what is before 1970 stays a number.</summary>
    /// <param name="unixNs">Unix nanoseconds.</param>
    public static string Short(long unixNs) => unixNs is < 0 or MaxNs
        ? $"{unixNs} ns"
        : $"{UtcText.Full(unixNs / FixedPoint.Second)}.{unixNs % FixedPoint.Second / FixedPoint.Millisecond:D3}";
}
