using System;
using System.Collections.Generic;
using System.Numerics;
using Basisd.Safety;

namespace Basisd.Host.Charts;

/// <summary>
/// Places values between the two ends of an axis, evenly or by their logarithm, and says where its ticks stand: 1, 2 or 5 times a power of
/// ten. Integers only.
/// </summary>
internal sealed class ChartScale
{
    private const int MostTicks = 5;
    private const int FractionBits = 16;

    private readonly long _low;
    private readonly long _high;

    private ChartScale(long low, long high, bool isLogarithmic)
    {
        _low = low;
        _high = high;
        IsLogarithmic = isLogarithmic;
    }

    /// <summary>Whether equal distances are equal ratios.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>An even scale with a little room at both ends.</summary>
    public static ChartScale Even(long low, long high)
    {
        long room = Math.Max((high - low) / 20, Math.Max(Math.Abs(high) / 10_000, 1));
        return new ChartScale(low >= 0 ? Math.Max(0, low - room) : low - room, high + room, isLogarithmic: false);
    }

    /// <summary>An even scale from zero.</summary>
    public static ChartScale FromZero(long high) => new(0, high + Math.Max(high / 12, 1), isLogarithmic: false);

    /// <summary>A logarithmic scale; the low end is at least 1.</summary>
    public static ChartScale Logarithmic(long low, long high)
    {
        long bottom = Math.Max(1, low - (low / 10));
        return new ChartScale(bottom, Math.Max(high + (high / 5) + 1, bottom + 1), isLogarithmic: true);
    }

    /// <summary>The value at the low end.</summary>
    public long Low => _low;

    /// <summary>Where a value stands, from 0 at the low end to <paramref name="length"/>; what lies outside stands at the end.</summary>
    public long Position(long value, long length)
    {
        long inside = Math.Clamp(value, _low, _high);
        return IsLogarithmic
            ? FixedPoint.MulDiv(Log2(inside) - Log2(_low), length, Math.Max(1, Log2(_high) - Log2(_low)))
            : FixedPoint.MulDiv(inside - _low, length, _high - _low);
    }

    /// <summary>Values that get a tick, ascending.</summary>
    public List<long> Ticks()
    {
        List<long> ticks = [];
        if (!IsLogarithmic)
        {
            long step = EvenStep(_high - _low);
            for (long value = (_low / step * step) + (_low > 0 && _low % step != 0 ? step : 0); value <= _high; value += step)
            {
                if (value >= _low)
                {
                    ticks.Add(value);
                }
            }

            return ticks;
        }

        // Where the decades are few, 2 and 5 of each get a tick as well.
        int decades = 0;
        for (long power = _high / Math.Max(1, _low); power >= 10; power /= 10)
        {
            decades++;
        }

        int[] parts = decades switch { <= 1 => [1, 2, 5], 2 => [1, 3], _ => [1] };
        for (long power = 1; power > 0 && power <= _high; power = power > long.MaxValue / 10 ? 0 : power * 10)
        {
            foreach (int part in parts)
            {
                if (power <= long.MaxValue / part && power * part >= _low && power * part <= _high)
                {
                    ticks.Add(power * part);
                }
            }
        }

        return ticks;
    }

    private static long EvenStep(long range)
    {
        long step = 1;
        for (int i = 0; range / step >= MostTicks; i++)
        {
            step = i % 3 == 1 ? step / 2 * 5 : step * 2;
        }

        return Math.Max(step, 1);
    }

    // Whole part from the highest bit, each bit of the fraction by squaring what is left.
    private static long Log2(long value)
    {
        int whole = BitOperations.Log2((ulong)value);
        UInt128 rest = (UInt128)(ulong)value << (63 - whole);
        long log = whole;
        for (int bit = 0; bit < FractionBits; bit++)
        {
            UInt128 square = rest * rest;
            bool isTwo = square >> 127 != UInt128.Zero;
            log = (log * 2) + (isTwo ? 1 : 0);
            rest = square >> (isTwo ? 64 : 63);
        }

        return log;
    }
}
