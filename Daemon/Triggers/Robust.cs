using System;

namespace Basisd.Triggers;

/// <summary>
/// Median and median absolute deviation in integers without loss: an even count makes a half, so the median is given doubled and the deviation
/// fourfold. Both sort the values in place; the caller hands over a scratch, never its window.
/// </summary>
internal static class Robust
{
    /// <summary>Twice the median of at least one value; sorts them.</summary>
    public static long TwiceMedian(Span<long> values)
    {
        values.Sort();
        return values[(values.Length - 1) / 2] + values[values.Length / 2];
    }

    /// <summary>Four times the median distance of the values from their median; replaces them.</summary>
    public static long FourfoldDeviation(Span<long> values, long twiceMedian)
    {
        foreach (ref long value in values)
        {
            value = Math.Abs((2 * value) - twiceMedian);
        }

        return TwiceMedian(values);
    }
}
