using System;
using Basisd.Safety;
using Basisd.Triggers;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class VolatilitySpikeTests
{
    private const long Start = 1_700_000_000;
    private const long Even = 1_000_000_000; // from this price a move of n is a return of exactly n ppb

    private static readonly VolatilitySpikeSettings Small = new() { WindowSeconds = 10, BaselineWindows = 3, GapFillSeconds = 3 };

    [Theory]
    [InlineData(3_999_999, VerdictKind.Between)]
    [InlineData(4_000_000, VerdictKind.Trip)]
    [InlineData(4_000_001, VerdictKind.Trip)]
    [InlineData(-3_999_999, VerdictKind.Between)]
    [InlineData(-4_000_000, VerdictKind.Trip)]
    [InlineData(2_799_999, VerdictKind.Clear)]
    [InlineData(2_800_000, VerdictKind.Between)]
    public void While_warming_the_absolute_limit_judges(long move, VerdictKind expected)
    {
        VolatilitySpike spike = new(1, Small);
        long second = Flat(spike, 10, Even, Start, out _);
        Verdict verdict = spike.OnSecond(0, Even + move, second);
        Assert.Equal(expected, verdict.Kind);
        Assert.True(verdict.IsWarming);
        Assert.Equal(new Evidence(Math.Abs(move) / 1000, 4_000, 10 * FixedPoint.Second), verdict.Evidence);
        Assert.Equal(expected == VerdictKind.Trip ? Severity.High : default, verdict.Severity);
    }

    // One of the three baseline windows holds one return of 3,009,027 ppb: the mean is a third of it, four times that is 4,012,036 exactly.
    [Theory]
    [InlineData(4_012_035, VerdictKind.Between)]
    [InlineData(4_012_036, VerdictKind.Between)]
    [InlineData(4_012_037, VerdictKind.Trip)]
    [InlineData(2_006_017, VerdictKind.Clear)]
    [InlineData(2_006_018, VerdictKind.Between)]
    [InlineData(2_006_019, VerdictKind.Between)]
    public void With_a_baseline_the_multiple_judges(long move, VerdictKind expected)
    {
        VolatilitySpike spike = new(1, Small);
        long second = Flat(spike, 25, 997_000_000, Start, out _);
        second = Flat(spike, 20, Even, second, out _);
        Verdict verdict = spike.OnSecond(0, Even + move, second);
        Assert.Equal(expected, verdict.Kind);
        Assert.False(verdict.IsWarming);
        Assert.Equal(4_012, verdict.Evidence.Threshold);
    }

    [Theory]
    [InlineData(3_999_999, VerdictKind.Between)]
    [InlineData(4_000_000, VerdictKind.Trip)]
    [InlineData(0, VerdictKind.Clear)]
    public void A_flat_baseline_leaves_the_absolute_limit(long move, VerdictKind expected)
    {
        VolatilitySpike spike = new(1, Small);
        long second = Flat(spike, 60, Even, Start, out _);
        Verdict verdict = spike.OnSecond(0, Even + move, second);
        Assert.Equal(expected, verdict.Kind);
        Assert.False(verdict.IsWarming);
    }

    [Fact]
    public void Trips_clears_and_trips_again()
    {
        VolatilitySpike spike = new(1, new VolatilitySpikeSettings());
        long second = Start;
        long price = 50_000 * FixedPoint.Scale;
        Verdict verdict = default;
        for (int i = 0; i < 3700; i++)
        {
            verdict = spike.OnSecond(0, price + (i % 2 * 1_000_000_000), second++); // 2 bp a second: about 15 bp a minute
        }

        Assert.Equal(VerdictKind.Clear, verdict.Kind);
        Assert.False(verdict.IsWarming);
        price = price * 99 / 100;
        Assert.Equal(VerdictKind.Trip, spike.OnSecond(0, price, second++).Kind);
        for (int i = 0; i < 59; i++)
        {
            Assert.Equal(VerdictKind.Trip, spike.OnSecond(0, price, second++).Kind);
        }

        Assert.Equal(VerdictKind.Clear, spike.OnSecond(0, price, second++).Kind);
        Assert.Equal(VerdictKind.Trip, spike.OnSecond(0, price * 101 / 100, second).Kind);
    }

    [Fact]
    public void An_incomplete_window_may_trip_but_never_clears()
    {
        VolatilitySpike spike = new(1, Small);
        long second = Flat(spike, 100, Even, Start, out _);
        Assert.Equal(VerdictKind.NoData, spike.OnSecond(0, 0, second).Kind);
        second += 5; // one more than a bridge may span
        Assert.Equal(VerdictKind.NoData, spike.OnSecond(0, 2 * Even, second++).Kind);
        Assert.Equal(VerdictKind.NoData, spike.OnSecond(0, 2 * Even, second++).Kind);
        Assert.Equal(VerdictKind.Trip, spike.OnSecond(0, 3 * Even, second).Kind);
    }

    [Theory]
    [InlineData(3, VerdictKind.Trip)]
    [InlineData(4, VerdictKind.NoData)]
    public void A_short_gap_is_bridged_with_one_return(int missing, VerdictKind expected)
    {
        VolatilitySpike spike = new(1, Small);
        long second = Flat(spike, 100, Even, Start, out _);
        Assert.Equal(expected, spike.OnSecond(0, Even + 4_000_000, second + missing).Kind);
    }

    [Fact]
    public void Warms_until_a_third_of_the_baseline_is_there()
    {
        VolatilitySpike spike = new(1, new VolatilitySpikeSettings());
        int warming = 0;
        for (long second = Start; second < Start + 3000 && (second == Start || spike.IsWarming(0)); second++)
        {
            Assert.True(spike.OnSecond(0, Even, second).IsWarming);
            warming++;
        }

        // The first return is the second second's; the window that ended 20 minutes ago must have been whole.
        Assert.Equal((20 * 60) + 60, warming);
    }

    [Fact]
    public void Seconds_ascend()
    {
        VolatilitySpike spike = new(1, Small);
        spike.OnSecond(0, Even, Start);
        Assert.Throws<ArgumentOutOfRangeException>(() => spike.OnSecond(0, Even, Start));
        Assert.Throws<ArgumentOutOfRangeException>(() => spike.OnSecond(0, -1, Start + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => spike.OnSecond(0, FixedPoint.MaxPrice + 1, Start + 1));
    }

    [Fact]
    public void Equals_the_plain_reference_on_any_history() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(250),
        Prop.ForAll<int[]>(ops => Agrees(ops, Small, new VolatilitySpike(2, Small))));

    [Fact]
    public void Equals_the_plain_reference_over_an_hour_and_a_half_with_gaps()
    {
        VolatilitySpikeSettings settings = new();
        VolatilitySpike spike = new(1, settings);
        VolatilitySpikeReference reference = new(settings);
        long price = 60_000 * FixedPoint.Scale;
        long second = Start;
        uint state = 20_231;
        for (int i = 0; i < 5_400; i++)
        {
            state = unchecked((state * 1_664_525) + 1_013_904_223);
            long step = (long)(state >> 16) - 32_768;
            price += step * (i % 1_000 > 900 ? 900_000 : 90_000);
            second += state % 97 == 0 ? 4 : 1;
            if (i % 150 == 0 || (i % 7 == 0 && i % 1_000 > 900))
            {
                AssertSame(reference.OnSecond(price, second), spike.OnSecond(0, price, second));
            }
            else
            {
                reference.OnSecondUnjudged(price, second);
                spike.OnSecond(0, price, second);
            }
        }
    }

    [Fact]
    public void A_jump_is_the_same_as_seconds_without_a_price() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(150),
        Prop.ForAll<int[]>(ops =>
        {
            VolatilitySpike jumps = new(1, Small);
            VolatilitySpike steps = new(1, Small);
            long second = Start;
            long next = Start;
            foreach (int op in ops)
            {
                (long price, long skip) = Decode(op);
                second += skip;
                while (next < second)
                {
                    steps.OnSecond(0, 0, next++);
                }

                next = second + 1;
                if (jumps.OnSecond(0, price, second) != steps.OnSecond(0, price, second))
                {
                    return false;
                }

                second++;
            }

            return true;
        }));

    [Fact]
    public void Memory_round_trip_continues_identically() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(120),
        Prop.ForAll<int[], int[]>((before, after) =>
        {
            VolatilitySpike first = new(2, Small);
            long second = Feed(first, before, Start, out _);
            VolatilitySpike copy = new(2, Small);
            TestMemory.Copy(first, copy);
            Feed(first, after, second, out ulong expected);
            Feed(copy, after, second, out ulong got);
            return expected == got;
        }));

    [Fact]
    public void Memory_of_other_settings_or_cut_short_is_refused()
    {
        VolatilitySpike spike = new(2, Small);
        Flat(spike, 40, Even, Start, out _);
        TestMemory.RefusesEveryTruncation(spike, () => new VolatilitySpike(2, Small), step: 5);
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(spike, new VolatilitySpike(3, Small)));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(spike, new VolatilitySpike(2, Small with { BaselineWindows = 4 })));
    }

    [Fact]
    public void The_ends_of_the_price_range_do_not_overflow()
    {
        VolatilitySpike spike = new(1, new VolatilitySpikeSettings());
        Verdict verdict = default;
        for (int i = 0; i < 4_000; i++)
        {
            verdict = spike.OnSecond(0, i % 2 == 0 ? 1 : FixedPoint.MaxPrice, Start + i);
        }

        Assert.Equal(VerdictKind.Clear, verdict.Kind); // as wild as the hour before
        Assert.Equal(VerdictKind.NoData, spike.OnSecond(0, 1, long.MaxValue).Kind);
    }

    private static bool Agrees(int[] ops, VolatilitySpikeSettings settings, VolatilitySpike spike)
    {
        VolatilitySpikeReference reference = new(settings);
        long second = Start;
        foreach (int op in ops)
        {
            (long price, long skip) = Decode(op);
            second += skip;
            AssertSame(reference.OnSecond(price, second), spike.OnSecond(1, price, second));
            second++;
        }

        return true;
    }

    private static void AssertSame((VerdictKind Kind, bool IsWarming, long Measured, long Threshold) expected, Verdict got) =>
        Assert.Equal(expected, (got.Kind, got.IsWarming, got.Evidence.Measured, got.Evidence.Threshold));

    private static (long Price, long Skip) Decode(int op)
    {
        uint mixed = unchecked((uint)op * 2_654_435_761);
        long skip = (mixed % 16) switch { 0 => mixed / 16 % 7, 1 => mixed / 16 % 60, _ => 0 };
        long price = mixed % 11 == 0 ? 0 : mixed % 13 == 0 ? Even * (1 + (mixed / 16 % 9)) : Even + (mixed / 16 % 1_500_000);
        return (price, skip);
    }

    private static long Feed(VolatilitySpike spike, int[] ops, long second, out ulong digest)
    {
        digest = 14_695_981_039_346_656_037;
        foreach (int op in ops)
        {
            (long price, long skip) = Decode(op);
            second += skip;
            Verdict verdict = spike.OnSecond(1, price, second++);
            ulong said = (ulong)verdict.Kind ^ (verdict.IsWarming ? 128ul : 0) ^ unchecked((ulong)verdict.Evidence.Measured << 8);
            digest = unchecked((digest ^ said) * 1_099_511_628_211);
        }

        return second;
    }

    private static long Flat(VolatilitySpike spike, int seconds, long price, long from, out Verdict last)
    {
        last = default;
        for (int i = 0; i < seconds; i++)
        {
            last = spike.OnSecond(0, price, from + i);
        }

        return from + seconds;
    }
}
