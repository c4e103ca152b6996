using System;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// Finds the largest move of a candle series within five minutes: highest against lowest over as many bars as five minutes hold. On the price path
/// the extremes of a bar are half an interval apart, so a bar longer than ten minutes counts with the share of its range that five minutes of the
/// straight line cover; else an hour's range would beat every minute's.
/// </summary>
internal sealed class MoveFinder
{
    private const int WindowSeconds = 300;

    private readonly Candle[] _window;
    private readonly int _interval;
    private long _count;

    /// <summary>For candles of this length.</summary>
    public MoveFinder(int intervalSeconds)
    {
        _interval = intervalSeconds;
        _window = new Candle[intervalSeconds >= WindowSeconds ? 1 : WindowSeconds / intervalSeconds];
    }

    /// <summary>Largest move so far, ppm.</summary>
    public long MovePpm { get; private set; }

    /// <summary>Unix second at which its window starts.</summary>
    public long Second { get; private set; }

    /// <summary>Takes the next candle.</summary>
    public void Add(in Candle candle)
    {
        _window[_count % _window.Length] = candle;
        _count++;
        long since = candle.Second - ((_window.Length - 1L) * _interval);
        long low = candle.Low;
        long high = candle.High;
        long second = candle.Second;
        foreach (Candle other in _window)
        {
            // Behind a gap, bars of long ago are still in the ring.
            if (other.Low > 0 && other.Second >= since)
            {
                low = other.Low < low ? other.Low : low;
                high = other.High > high ? other.High : high;
                second = other.Second < second ? other.Second : second;
            }
        }

        long move = (long)Int128.Min((Int128)(high - low) * FixedPoint.Ppm / low, FixedPoint.MaxRatio);
        move = _interval > 2 * WindowSeconds ? move * (2 * WindowSeconds) / _interval : move;
        if (move > MovePpm)
        {
            MovePpm = move;
            Second = second;
        }
    }
}
