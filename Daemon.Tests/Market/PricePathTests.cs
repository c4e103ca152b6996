using System;
using System.Collections.Generic;
using System.Numerics;
using Basisd.Market;
using Basisd.Safety;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using Interval = Basisd.Market.Interval;

namespace Basisd.Tests.Market;

public sealed class PricePathTests
{
    private static readonly int[] Lengths = [4, 20, 60, 180, 300, 900, 3_600, 14_400, 86_400];

    public static List<long> Walk(in Candle candle, int interval)
    {
        PricePath path = default;
        path.Start(candle, interval);
        List<long> prices = [];
        while (path.Next(out long price))
        {
            prices.Add(price);
        }

        return prices;
    }

    [Fact]
    public void GoesLowFirstWhenItRose() => Assert.Equal([10, 8, 6, 9, 12, 15, 18, 16], Walk(new Candle(0, 10, 18, 6, 14), 8));


    [Fact]
    public void GoesHighFirstWhenItFell() => Assert.Equal([10, 14, 18, 15, 12, 9, 6, 6], Walk(new Candle(0, 10, 18, 6, 7), 8));

    [Fact]
    public void OpenEqualsCloseCountsAsRisen() => Assert.Equal([10, 4, 10, 16], Walk(new Candle(0, 10, 16, 4, 10), 4));

    [Fact]
    public void RoundsTowardTheCornerItComesFrom()
    {
        // 10 -> 9 over 15 s stays 10 until the corner; 9 -> 11 over 30 s is still 9 at half of a step.
        List<long> prices = Walk(new Candle(0, 10, 11, 9, 10), 60);
        Assert.All(prices[..15], p => Assert.Equal(10, p));
        Assert.All(prices[15..30], p => Assert.Equal(9, p));
        Assert.All(prices[30..45], p => Assert.Equal(10, p));
        Assert.All(prices[45..], p => Assert.Equal(11, p));
    }

    [Fact]
    public void KeepsItsPromisesForAnyCandle()
    {
        Arbitrary<(Candle, int)> any = (
            from a in Gen.Choose(1, int.MaxValue)
            from b in Gen.Choose(0, int.MaxValue)
            from c in Gen.Choose(0, 1_000)
            from d in Gen.Choose(0, 1_000)
            from scale in Gen.Elements(1L, 7L, 1_000L, FixedPoint.MaxPrice / uint.MaxValue)
            from interval in Gen.Elements(Lengths)
            select (Of(a * scale, b * scale, c, d), interval)).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(any, x => Holds(x.Item1, x.Item2)));
    }

    [Fact]
    public void TheLargestPricesDoNotOverflow()
    {
        Candle up = new(0, 1, FixedPoint.MaxPrice, 1, FixedPoint.MaxPrice);
        Candle down = new(0, FixedPoint.MaxPrice, FixedPoint.MaxPrice, 1, 1);
        Assert.True(Holds(up, Interval.MaxSeconds));
        Assert.True(Holds(down, Interval.MaxSeconds));
    }

    private static Candle Of(long low, long range, long open, long close) =>
        new(0, low + FixedPoint.MulDiv(range, open, 1_000), low + range, low, low + FixedPoint.MulDiv(range, close, 1_000));

    private static bool Holds(in Candle c, int interval)
    {
        List<long> p = Walk(c, interval);
        bool rose = c.Close >= c.Open;
        long first = rose ? c.Low : c.High;
        long second = rose ? c.High : c.Low;
        int q = interval / 4;
        bool good = p.Count == interval && p[0] == c.Open && p[q] == first && p[3 * q] == second;
        good &= Piece(p, 0, q, c.Open, first) && Piece(p, q, 2 * q, first, second) && Piece(p, 3 * q, q, second, c.Close);
        foreach (long price in p)
        {
            good &= price >= c.Low && price <= c.High;
        }

        return good;
    }

    // The definition, done the dumb way: a + (b - a) * s / n truncated toward a. Monotone follows, and is looked at as well.
    private static bool Piece(List<long> p, int at, int n, long a, long b)
    {
        bool good = true;
        for (int s = 0; s < n; s++)
        {
            good &= p[at + s] == a + (long)((BigInteger)(b - a) * s / n);
            good &= s == 0 || Math.Sign(p[at + s] - p[at + s - 1]) * Math.Sign(b - a) >= 0;
        }

        return good;
    }
}
