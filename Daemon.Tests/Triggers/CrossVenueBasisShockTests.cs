using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class CrossVenueBasisShockTests(ITestOutputHelper output)
{
    private const long Sustain = 10 * FixedPoint.Second;
    private const long Slot = 300 * FixedPoint.Second;
    private const long Start = 5_000_000 * Slot;
    private const long Par = 1_000_000;

    [Theory]
    [InlineData(4_999, VerdictKind.Between, VerdictKind.Between, 3)]
    [InlineData(5_000, VerdictKind.Between, VerdictKind.Between, 3)]
    [InlineData(5_001, VerdictKind.Between, VerdictKind.Trip, 3)]
    [InlineData(-5_001, VerdictKind.Between, VerdictKind.Trip, 3)]
    [InlineData(19_999, VerdictKind.Between, VerdictKind.Trip, 3)]
    [InlineData(20_000, VerdictKind.Between, VerdictKind.Trip, 2)]
    [InlineData(20_001, VerdictKind.Between, VerdictKind.Trip, 2)]
    [InlineData(-20_000, VerdictKind.Between, VerdictKind.Trip, 2)]
    [InlineData(3_501, VerdictKind.Between, VerdictKind.Between, 3)]
    [InlineData(3_500, VerdictKind.Between, VerdictKind.Between, 3)]
    [InlineData(3_499, VerdictKind.Clear, VerdictKind.Clear, 3)]
    [InlineData(-3_499, VerdictKind.Clear, VerdictKind.Clear, 3)]
    [InlineData(0, VerdictKind.Clear, VerdictKind.Clear, 3)]
    public void A_gap_judges_once_it_lasted(long gap, VerdictKind first, VerdictKind later, int severity)
    {
        CrossVenueBasisShock shock = new(2, new());
        Assert.Equal(first, shock.OnPrices(1, Par + gap, [1, Par, 5 * Par], Start).Kind);
        Assert.Equal(first, shock.OnPrices(1, Par + gap, [Par], Start + Sustain - 1).Kind);
        Verdict verdict = shock.OnPrices(1, Par + gap, [Par, Par], Start + Sustain);
        Assert.Equal((later, true), (verdict.Kind, verdict.IsWarming));
        Assert.Equal(later == VerdictKind.Trip ? (Severity)severity : default, verdict.Severity);
        Assert.Equal(new Evidence(Math.Abs(gap), severity == 2 ? 20_000 : 5_000, Sustain, Measure.OffMedian), verdict.Evidence);
    }

    [Fact]
    public void Each_limit_has_its_own_ten_seconds()
    {
        CrossVenueBasisShock shock = new(1, new());
        shock.OnPrices(0, Par + 6_000, [Par], Start);
        shock.OnPrices(0, Par + 30_000, [Par], Start + 1);
        Verdict medium = shock.OnPrices(0, Par + 30_000, [Par], Start + Sustain);
        Assert.Equal((VerdictKind.Trip, Severity.Medium, 5_000), (medium.Kind, medium.Severity, medium.Evidence.Threshold));
        Verdict high = shock.OnPrices(0, Par + 30_000, [Par], Start + Sustain + 1);
        Assert.Equal((VerdictKind.Trip, Severity.High, 20_000), (high.Kind, high.Severity, high.Evidence.Threshold));
        Assert.Equal(Severity.Medium, shock.OnPrices(0, Par + 19_999, [Par], Start + Sustain + 2).Severity);
        Assert.Equal(Severity.Medium, shock.OnPrices(0, Par + 20_000, [Par], Start + Sustain + 3).Severity);
    }

    [Fact]
    public void Trips_falls_between_clears_and_trips_again()
    {
        CrossVenueBasisShock shock = new(1, new());
        long now = Start;
        Assert.Equal(VerdictKind.Between, shock.OnPrices(0, Par + 6_000, [Par], now).Kind);
        Assert.Equal(VerdictKind.Trip, shock.OnPrices(0, Par + 6_000, [Par], now += Sustain).Kind);
        Assert.Equal(VerdictKind.Between, shock.OnPrices(0, Par + 4_000, [Par], ++now).Kind);
        Assert.Equal(VerdictKind.Clear, shock.OnPrices(0, Par + 1_000, [Par], ++now).Kind);
        Assert.Equal(VerdictKind.Between, shock.OnPrices(0, Par - 6_000, [Par], ++now).Kind);
        Assert.Equal(VerdictKind.Trip, shock.OnPrices(0, Par - 6_000, [Par], now + Sustain).Kind);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(Par, 0)]
    [InlineData(0, 0)]
    public void Stale_prices_are_no_data_and_start_over(long own, int others)
    {
        CrossVenueBasisShock shock = new(1, new());
        long[] fresh = [Par, Par];
        shock.OnPrices(0, 2 * Par, fresh, Start);
        Assert.Equal(VerdictKind.NoData, shock.OnPrices(0, own, fresh.AsSpan(0, others), Start + Sustain).Kind);
        Assert.Equal(VerdictKind.Between, shock.OnPrices(0, 2 * Par, fresh, Start + Sustain + 1).Kind);
        Assert.Equal(VerdictKind.Trip, shock.OnPrices(0, 2 * Par, fresh, Start + (2 * Sustain) + 1).Kind);
        Assert.Equal(VerdictKind.NoData, shock.OnPrices(0, Par, [0, 0], Start + (2 * Sustain) + 1).Kind);
    }

    [Theory]
    [InlineData(2 * FixedPoint.Minute, VerdictKind.Trip)]
    [InlineData((2 * FixedPoint.Minute) + 1, VerdictKind.Between)]
    public void Two_looks_far_apart_do_not_vouch_for_the_time_between(long pause, VerdictKind expected)
    {
        CrossVenueBasisShock shock = new(1, new());
        shock.OnPrices(0, 2 * Par, [Par], Start);
        Assert.Equal(expected, shock.OnPrices(0, 2 * Par, [Par], Start + pause).Kind);
    }

    // Half of the day at 2 × deviation, half at none: median = deviation = that deviation; the limit is six times it, from 0.5 % to 2 %.
    [Theory]
    [InlineData(95, 1_000, true, 5_000)]
    [InlineData(96, 1_000, false, 6_000)]
    [InlineData(98, 1_000, false, 6_000)]
    [InlineData(96, 833, false, 5_000)]
    [InlineData(96, 834, false, 5_004)]
    [InlineData(288, 3_333, false, 19_998)]
    [InlineData(288, 3_334, false, 20_000)]
    [InlineData(288, 9_000, false, 20_000)]
    public void The_spread_of_the_day_lifts_the_limit(int samples, long deviation, bool isWarming, long limit)
    {
        CrossVenueBasisShock shock = new(1, new());
        long now = Day(shock, samples, deviation);
        Verdict verdict = shock.OnPrices(0, Par + (limit == 20_000 ? 19_999 : limit), [Par], now);
        Assert.Equal((isWarming, limit), (verdict.IsWarming, verdict.Evidence.Threshold));
        Assert.Equal(VerdictKind.Between, shock.OnPrices(0, Par + (limit == 20_000 ? 19_999 : limit), [Par], now + Sustain).Kind);
        shock.OnPrices(0, Par + limit + 1, [Par], now + Sustain);
        Assert.Equal(VerdictKind.Trip, shock.OnPrices(0, Par + limit + 1, [Par], now + (2 * Sustain)).Kind);
        Assert.Equal(VerdictKind.Between, shock.OnPrices(0, Par + (limit * 7 / 10) + 1, [Par], now + (2 * Sustain)).Kind);
        Assert.Equal(VerdictKind.Clear, shock.OnPrices(0, Par + (limit * 7 / 10) - 1, [Par], now + (2 * Sustain)).Kind);
    }

    [Fact]
    public void The_sample_is_the_gap_at_the_end_of_its_five_minutes()
    {
        CrossVenueBasisShock shock = new(1, new() { BaselineSamples = 12 });
        for (int i = 0; i < 12; i++)
        {
            shock.OnPrices(0, 3 * Par, [Par], Start + (i * Slot));
            shock.OnPrices(0, Par + (i % 2 == 0 ? 0 : 3_000), [Par], Start + ((i + 1) * Slot) - 1);
        }

        Assert.Equal(9_000, shock.OnPrices(0, Par, [Par], Start + (12 * Slot)).Evidence.Threshold);
        Assert.False(shock.OnPrices(0, 0, [Par], Start + (20 * Slot)).IsWarming); // 5 of 12 are left
        Assert.True(shock.OnPrices(0, 0, [Par], Start + (22 * Slot)).IsWarming);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Equals_a_list_of_all_gaps(int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        CrossVenueBasisShock shock = new(1, new() { BaselineSamples = 24, SampleSeconds = 30 });
        SortedDictionary<long, long> gaps = [];
        long now = Start + random.Next();
        long since = -1;
        long severe = -1;
        long last = -1;
        long spread = 2_000;
        HashSet<(VerdictKind, Severity, bool)> seen = [];
        for (int step = 0; step < 20_000; step++)
        {
            spread = random.Next(200) == 0 ? random.Next(1, 40_000) : spread;
            now += random.Next(1_000) == 0 ? random.NextInt64(15 * FixedPoint.Minute) : random.NextInt64(4 * FixedPoint.Second);
            long own = random.Next(200) == 0 ? 0 : (100 * Par) + (100 * (spread + random.NextInt64(-spread / 5, (spread / 5) + 1)));
            int count = random.Next(60) == 0 ? 0 : random.Next(1, 5);
            long[] others = Enumerable.Range(0, count).Select(_ => (100 * Par) + random.Next(-99, 100)).ToArray();
            long slot = now / (30 * FixedPoint.Second);
            decimal[] day = gaps.Where(g => g.Key < slot && g.Key >= slot - 24).Select(g => (decimal)g.Value).ToArray();
            decimal limit = 5_000;
            if (day.Length >= 8)
            {
                decimal middle = Median(day);
                limit = Math.Min(20_000, Math.Max(limit, decimal.Floor(6 * Median(day.Select(g => Math.Abs(g - middle))))));
            }

            Verdict got = shock.OnPrices(0, own, others, now);
            VerdictKind kind = VerdictKind.NoData;
            Severity severity = default;
            if (own == 0 || others.Length == 0)
            {
                since = severe = -1;
            }
            else
            {
                decimal median = Median(others.Select(o => (decimal)o));
                decimal gap = Math.Abs(own - median) * 1_000_000 / median;
                gaps[slot] = (long)gap;
                bool paused = now - last > 2 * FixedPoint.Minute;
                bool beyond = gap > limit || gap >= 20_000;
                since = !beyond ? -1 : since < 0 || paused ? now : since;
                severe = gap < 20_000 ? -1 : severe < 0 || paused ? now : severe;
                last = now;
                bool high = severe >= 0 && now - severe >= Sustain;
                bool trips = since >= 0 && now - since >= Sustain;
                kind = trips ? VerdictKind.Trip : gap < limit * 0.7m ? VerdictKind.Clear : VerdictKind.Between;
                severity = !trips ? default : high ? Severity.High : Severity.Medium;
                Assert.Equal((step, (long)gap), (step, got.Evidence.Measured));
            }

            Assert.Equal((step, kind, severity, day.Length < 8), (step, got.Kind, got.Severity, got.IsWarming));
            seen.Add((kind, severity, day.Length < 8));
        }

        output.WriteLine(string.Join(", ", seen));
        Assert.True(seen.Count >= 8);
    }

    [Fact]
    public void Memory_keeps_the_day_and_the_start()
    {
        CrossVenueBasisShock first = new(2, new());
        Day(first, 200, 1_000);
        long now = Start + (288 * Slot);
        first.OnPrices(0, Par + 30_000, [Par], now);
        CrossVenueBasisShock copy = new(2, new());
        TestMemory.Copy(first, copy);
        Assert.Equal(first.OnPrices(0, Par + 30_000, [Par], now + Sustain), copy.OnPrices(0, Par + 30_000, [Par], now + Sustain));
        Assert.Equal(VerdictKind.Trip, copy.OnPrices(0, Par + 30_000, [Par], now + Sustain).Kind);
        Assert.Equal(6_000, copy.OnPrices(0, Par, [Par], now + Sustain).Evidence.Threshold);
        TestMemory.RefusesEveryTruncation(first, () => new CrossVenueBasisShock(2, new()), 7);
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new CrossVenueBasisShock(1, new())));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new CrossVenueBasisShock(2, new() { BaselineSamples = 287 })));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new CrossVenueBasisShock(2, new() { SampleSeconds = 299 })));
    }

    [Theory]
    [InlineData(-2, -1, -1, 0, 0)]
    [InlineData(-1, 5, -1, 0, 0)]
    [InlineData(5, 4, -1, 0, 0)]
    [InlineData(-1, -1, -2, 0, 0)]
    [InlineData(-1, -1, long.MaxValue, 0, 0)]
    [InlineData(-1, -1, 7, FixedPoint.MaxRatio + 1, 0)]
    [InlineData(-1, -1, 7, 0, -FixedPoint.MaxRatio - 1)]
    public void Foreign_bytes_are_refused(long since, long last, long slot, long latest, long sample)
    {
        CanonicalWriter writer = new();
        writer.I32(1);
        writer.I64(since);
        writer.I64(last);
        writer.I64(-1);
        writer.I64(-1);
        writer.I32(1);
        writer.I32(12);
        writer.I32(300);
        writer.I64(slot);
        writer.I64(latest);
        for (int i = 0; i < 12; i++)
        {
            writer.I64(sample);
        }

        byte[] bytes = writer.Written.ToArray();
        Assert.Throws<CanonicalFormatException>(() =>
        {
            CanonicalReader reader = new(bytes);
            new CrossVenueBasisShock(1, new() { BaselineSamples = 12 }).Read(ref reader);
        });
    }

    [Fact]
    public void The_ends_of_the_range_do_not_overflow()
    {
        CrossVenueBasisShock shock = new(1, new() { SustainNs = 0 });
        Verdict verdict = shock.OnPrices(0, FixedPoint.MaxPrice, [1], Start);
        Assert.Equal((VerdictKind.Trip, FixedPoint.MaxRatio), (verdict.Kind, verdict.Evidence.Measured));
        Assert.Equal(999_999, shock.OnPrices(0, 1, [FixedPoint.MaxPrice], Start).Evidence.Measured);
        Assert.Throws<ArgumentOutOfRangeException>(() => shock.OnPrices(0, FixedPoint.MaxPrice + 1, [1], Start));
        Assert.Throws<ArgumentOutOfRangeException>(() => shock.OnPrices(0, -1, [1], Start));
        Assert.Throws<InvalidOperationException>(() => shock.OnPrices(0, 1, new long[33], Start));
    }

    private static long Day(CrossVenueBasisShock shock, int samples, long deviation)
    {
        for (int i = 0; i < samples; i++)
        {
            shock.OnPrices(0, Par + (i % 2 == 0 ? 0 : 2 * deviation), [Par], Start + (i * Slot));
        }

        return Start + (samples * Slot);
    }

    private static decimal Median(IEnumerable<decimal> values)
    {
        decimal[] sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
