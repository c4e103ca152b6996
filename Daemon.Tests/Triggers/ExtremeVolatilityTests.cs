using System;
using System.Collections.Generic;
using System.Numerics;
using Basisd.Safety;
using Basisd.Triggers;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class ExtremeVolatilityTests
{
    private const long Start = 1_700_000_000;
    private const long Mean = 1_000_000;

    private static readonly ExtremeVolatilitySettings Small = new() { MeanSeconds = 10 };

    [Theory]
    [InlineData(50_000, 1_049_999, VerdictKind.Between)]
    [InlineData(50_000, 1_050_000, VerdictKind.Trip)]
    [InlineData(50_000, 1_050_001, VerdictKind.Trip)]
    [InlineData(50_000, 950_001, VerdictKind.Between)]
    [InlineData(50_000, 950_000, VerdictKind.Trip)]
    [InlineData(50_000, 1_024_999, VerdictKind.Clear)]
    [InlineData(50_000, 1_025_000, VerdictKind.Between)]
    [InlineData(50_000, 975_001, VerdictKind.Clear)]
    [InlineData(50_000, 975_000, VerdictKind.Between)]
    [InlineData(80_000, 1_079_999, VerdictKind.Between)]
    [InlineData(80_000, 1_080_000, VerdictKind.Trip)]
    [InlineData(20_000, 1_019_999, VerdictKind.Between)]
    [InlineData(20_000, 1_020_000, VerdictKind.Trip)]
    public void The_distance_from_the_mean_judges(long limit, long price, VerdictKind expected)
    {
        ExtremeVolatility extreme = new(2, new ExtremeVolatilitySettings(), [1, limit]);
        long now = Feed(extreme, 300);
        Verdict verdict = extreme.OnPrice(1, price, now);
        Assert.Equal(expected, verdict.Kind);
        Assert.False(verdict.IsWarming);
        Assert.Equal(new Evidence(Math.Abs(price - Mean), limit, 300 * FixedPoint.Second), verdict.Evidence);
        Assert.Equal(expected == VerdictKind.Trip ? Severity.High : default, verdict.Severity);
    }

    [Fact]
    public void Trips_clears_as_the_mean_follows_and_trips_again()
    {
        ExtremeVolatility extreme = new(2, Small, [1, 50_000]);
        long now = Feed(extreme, 10);
        Assert.Equal(VerdictKind.Trip, extreme.OnPrice(1, 1_060_000, now).Kind);
        for (int i = 0; i < 10; i++)
        {
            extreme.OnSecond(1, 1_060_000, Start + 10 + i);
        }

        now += 10 * FixedPoint.Second;
        Assert.Equal(VerdictKind.Clear, extreme.OnPrice(1, 1_060_000, now).Kind);
        Assert.Equal(VerdictKind.Trip, extreme.OnPrice(1, 1_000_000, now).Kind);
    }

    [Fact]
    public void Without_a_price_or_a_mean_nothing_is_judged()
    {
        ExtremeVolatility extreme = new(2, Small, [1, 50_000]);
        Assert.Equal(VerdictKind.NoData, extreme.OnPrice(1, 5, Start * FixedPoint.Second).Kind);
        long now = Feed(extreme, 10);
        Assert.Equal(VerdictKind.NoData, extreme.OnPrice(1, 0, now).Kind);
        Assert.Equal(VerdictKind.Trip, extreme.OnPrice(1, 5, now).Kind);
        Assert.Equal(VerdictKind.NoData, extreme.OnPrice(0, 5, now).Kind);
        Assert.Equal(VerdictKind.Trip, extreme.OnPrice(1, 5, (Start + 19) * FixedPoint.Second).Kind);
        Assert.Equal(VerdictKind.NoData, extreme.OnPrice(1, 5, (Start + 20) * FixedPoint.Second).Kind);
    }

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, false)]
    public void Warms_until_a_third_of_the_window_is_there(int seconds, bool warming)
    {
        ExtremeVolatility extreme = new(2, new ExtremeVolatilitySettings(), [1, 50_000]);
        long now = Feed(extreme, seconds);
        Verdict verdict = extreme.OnPrice(1, 1_050_000, now);
        Assert.Equal((VerdictKind.Trip, warming), (verdict.Kind, verdict.IsWarming));
    }

    [Fact]
    public void Equals_the_plain_mean_on_any_history() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(200),
        Prop.ForAll<int[]>(ops =>
        {
            ExtremeVolatility extreme = new(1, Small, [50_000]);
            Dictionary<long, long> prices = [];
            long second = Start;
            foreach (int op in ops)
            {
                uint mixed = unchecked((uint)op * 2_654_435_761);
                long price = mixed % 9 == 0 ? 0 : Mean + (mixed / 16 % 150_000);
                Verdict got = extreme.OnPrice(0, price, second * FixedPoint.Second);
                Assert.Equal(Plain(prices, price, second), (got.Kind, got.Evidence.Measured));
                second += mixed % 8 == 0 ? mixed / 16 % 15 : 0;
                extreme.OnSecond(0, price, second);
                prices[second] = price;
                second++;
            }

            return true;
        }));

    [Fact]
    public void Memory_round_trip_continues_identically()
    {
        ExtremeVolatility first = new(2, Small, [1, 50_000]);
        long now = Feed(first, 7);
        ExtremeVolatility copy = new(2, Small, [1, 50_000]);
        TestMemory.Copy(first, copy);
        for (int i = 0; i < 30; i++)
        {
            long price = Mean + (i * 7_000);
            Assert.Equal(first.OnPrice(1, price, now), copy.OnPrice(1, price, now));
            first.OnSecond(1, price, Start + 9 + i);
            copy.OnSecond(1, price, Start + 9 + i);
            now += FixedPoint.Second;
        }

        TestMemory.RefusesEveryTruncation(first, () => new ExtremeVolatility(2, Small, [1, 1]));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new ExtremeVolatility(2, new(), [1, 1])));
    }

    [Fact]
    public void The_ends_of_the_ranges_do_not_overflow()
    {
        ExtremeVolatility extreme = new(1, new ExtremeVolatilitySettings { MeanSeconds = 3_600 }, [FixedPoint.MaxRatio]);
        for (int i = 0; i < 3_600; i++)
        {
            extreme.OnSecond(0, FixedPoint.MaxPrice, Start + i);
        }

        long now = (Start + 3_600) * FixedPoint.Second;
        Assert.Equal(VerdictKind.Clear, extreme.OnPrice(0, 1, now).Kind);
        Assert.Equal(VerdictKind.Clear, extreme.OnPrice(0, FixedPoint.MaxPrice, now).Kind);
        for (int i = 3_600; i < 7_200; i++)
        {
            extreme.OnSecond(0, 1, Start + i);
        }

        Verdict verdict = extreme.OnPrice(0, FixedPoint.MaxPrice, now + (3_600 * FixedPoint.Second));
        Assert.Equal((VerdictKind.Trip, Severity.High), (verdict.Kind, verdict.Severity));
        Assert.Throws<ArgumentException>(() => new ExtremeVolatility(1, new(), [0]));
        Assert.Throws<ArgumentException>(() => new ExtremeVolatility(2, new(), [1]));
    }

    private static (VerdictKind Kind, long Measured) Plain(Dictionary<long, long> prices, long price, long second)
    {
        BigInteger sum = 0;
        int count = 0;
        long newest = -1;
        foreach ((long at, _) in prices)
        {
            newest = Math.Max(newest, at);
        }

        foreach ((long at, long value) in prices)
        {
            if (at > newest - Small.MeanSeconds && value != 0)
            {
                sum += value;
                count++;
            }
        }

        if (price == 0 || count == 0 || second - newest > Small.MeanSeconds)
        {
            return (VerdictKind.NoData, 0);
        }

        BigInteger distance = BigInteger.Abs((price * (BigInteger)count) - sum) * 1_000_000;
        VerdictKind kind = distance >= sum * 50_000 ? VerdictKind.Trip : distance < sum * 25_000 ? VerdictKind.Clear : VerdictKind.Between;
        return (kind, (long)(distance / sum));
    }

    private static long Feed(ExtremeVolatility extreme, int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            extreme.OnSecond(1, Mean, Start + i);
        }

        return (Start + seconds) * FixedPoint.Second;
    }
}
