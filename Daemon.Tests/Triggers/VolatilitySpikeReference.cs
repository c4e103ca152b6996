using System;
using System.Collections.Generic;
using System.Numerics;
using Basisd.Triggers;

namespace Basisd.Tests.Triggers;

/// <summary>The volatility trigger as slowly and plainly as it can be said: every judgement from all prices, in unbounded integers.</summary>
internal sealed class VolatilitySpikeReference(VolatilitySpikeSettings settings)
{
    private readonly SortedDictionary<long, long> _prices = [];
    private readonly Dictionary<long, BigInteger> _returns = [];

    /// <summary>Takes a price without the long way to a judgement.</summary>
    public void OnSecondUnjudged(long price, long second)
    {
        AddReturn(price, second);
        _prices[second] = price;
    }

    public (VerdictKind Kind, bool IsWarming, long Measured, long Threshold) OnSecond(long price, long second)
    {
        bool hasPrice = price != 0;
        if (hasPrice)
        {
            AddReturn(price, second);
            _prices[second] = price;
        }

        BigInteger sum = 0;
        int count = 0;
        for (int back = 1; back <= settings.BaselineWindows; back++)
        {
            if (Complete(second - (back * settings.WindowSeconds)) is { } volatility)
            {
                sum += volatility;
                count++;
            }
        }

        bool warming = count * 3 < settings.BaselineWindows;
        if (!hasPrice)
        {
            return (VerdictKind.NoData, warming, 0, 0);
        }

        BigInteger now = Root(Squares(second, out bool isComplete));
        BigInteger absolute = settings.AbsoluteLimitPpm * 1000;
        bool trips = now >= absolute && (warming || now * count * 1_000_000 > sum * settings.TripMultiplePpm);
        bool clears = warming ? now * 1_000_000 < absolute * settings.WarmingClearPpm
            : now == 0 || now * count * 1_000_000 < sum * settings.ClearMultiplePpm;
        BigInteger threshold = warming ? absolute : BigInteger.Max(absolute, sum * settings.TripMultiplePpm / count / 1_000_000);
        VerdictKind kind = trips ? VerdictKind.Trip : !isComplete ? VerdictKind.NoData : clears ? VerdictKind.Clear : VerdictKind.Between;
        return (kind, warming, (long)(now / 1000), (long)(threshold / 1000));
    }

    private void AddReturn(long price, long second)
    {
        for (long last = second - 1; last >= second - 1 - settings.GapFillSeconds; last--)
        {
            if (_prices.TryGetValue(last, out long before))
            {
                for (long bridged = last + 1; bridged < second; bridged++)
                {
                    _returns[bridged] = 0;
                }

                _returns[second] = BigInteger.Min(VolatilitySpike.MaxReturnPpb, ((BigInteger)price - before) * 1_000_000_000 / before);
                return;
            }
        }
    }

    private BigInteger? Complete(long second)
    {
        if (!_prices.ContainsKey(second))
        {
            return null;
        }

        BigInteger squares = Squares(second, out bool isComplete);
        return isComplete ? Root(squares) : null;
    }

    private BigInteger Squares(long second, out bool isComplete)
    {
        BigInteger sum = 0;
        isComplete = true;
        for (long s = second - settings.WindowSeconds + 1; s <= second; s++)
        {
            if (_returns.TryGetValue(s, out BigInteger change))
            {
                sum += change * change;
            }
            else
            {
                isComplete = false;
            }
        }

        return sum;
    }

    private static BigInteger Root(BigInteger value)
    {
        BigInteger low = 0;
        BigInteger high = BigInteger.One << 64;
        while (high - low > 1)
        {
            BigInteger middle = (low + high) / 2;
            if (middle * middle <= value)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
