using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class AbnormalPricingTests(ITestOutputHelper output)
{
    private const long Sustain = 5 * FixedPoint.Second;
    private const long Start = 1_700_000_000 * FixedPoint.Second;
    private const long Par = 1_000_000;

    [Theory]
    [InlineData(9_999, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(10_000, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(10_001, VerdictKind.Between, VerdictKind.Trip)]
    [InlineData(-10_001, VerdictKind.Between, VerdictKind.Trip)]
    [InlineData(49_999, VerdictKind.Between, VerdictKind.Trip)]
    [InlineData(50_000, VerdictKind.Between, VerdictKind.Trip)]
    [InlineData(50_001, VerdictKind.Trip, VerdictKind.Trip)]
    [InlineData(-50_001, VerdictKind.Trip, VerdictKind.Trip)]
    [InlineData(5_001, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(5_000, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(4_999, VerdictKind.Clear, VerdictKind.Clear)]
    [InlineData(-4_999, VerdictKind.Clear, VerdictKind.Clear)]
    public void The_distance_from_the_others_judges(long gap, VerdictKind atFirst, VerdictKind later)
    {
        AbnormalPricing pricing = new(2, new());
        long[] others = [Par, 1, FixedPoint.MaxPrice];
        Verdict first = pricing.OnPrice(1, Par + gap, others, Start);
        Assert.Equal(atFirst, first.Kind);
        Assert.Equal(first.Kind == VerdictKind.Trip ? Severity.High : default, first.Severity);
        bool outright = atFirst == VerdictKind.Trip;
        Assert.Equal(
            new Evidence(Math.Abs(gap), outright ? 50_000 : 10_000, outright ? 0 : Sustain, Measure.OffMedian), first.Evidence);
        Assert.Equal(atFirst, pricing.OnPrice(1, Par + gap, others, Start + Sustain - 1).Kind);
        Verdict verdict = pricing.OnSecond(1, Par + gap, Start + Sustain - 1, others, Start + Sustain);
        Assert.Equal(later, verdict.Kind);
        Assert.Equal(new Evidence(Math.Abs(gap), 10_000, Sustain, Measure.OffMedian), verdict.Evidence);
    }

    [Fact]
    public void Once_is_judged_on_prices_only()
    {
        AbnormalPricing pricing = new(1, new());
        Assert.Equal(VerdictKind.Clear, pricing.OnPrice(0, Par, [Par, Par], Start).Kind);
        Verdict late = pricing.OnSecond(0, Par, Start, [Par * 2, Par * 2], Start + 1);
        Assert.Equal((VerdictKind.Trip, Measure.Frozen), (late.Kind, late.Evidence.Measure));
        AbnormalPricing first = new(1, new());
        Assert.Equal(VerdictKind.Between, first.OnSecond(0, Par, Start, [Par * 2, Par * 2], Start + 1).Kind);
        Assert.Equal(VerdictKind.Trip, first.OnPrice(0, Par, [Par * 2, Par * 2], Start + 1).Kind);
    }

    [Theory]
    [InlineData(2_999, VerdictKind.Clear)]
    [InlineData(3_000, VerdictKind.Trip)]
    [InlineData(3_001, VerdictKind.Trip)]
    [InlineData(-2_999, VerdictKind.Clear)]
    [InlineData(-3_000, VerdictKind.Trip)]
    public void A_price_that_stands_while_the_others_move_is_frozen(long move, VerdictKind expected)
    {
        AbnormalPricing pricing = new(1, new());
        long[] before = [Par, Par];
        long[] after = [Par + move, Par + move];
        Assert.Equal(VerdictKind.Clear, pricing.OnPrice(0, Par + 1, before, Start).Kind);
        Assert.Equal(VerdictKind.Clear, pricing.OnPrice(0, Par + 1, before, Start + 1).Kind);
        Verdict sentAgain = pricing.OnPrice(0, Par + 1, after, Start + 2);
        Assert.Equal(expected, sentAgain.Kind);
        Verdict silent = pricing.OnSecond(0, Par + 1, Start + 2, after, Start + 3);
        Assert.Equal(sentAgain, silent);
        if (expected == VerdictKind.Trip)
        {
            Assert.Equal((new Evidence(Math.Abs(move), 3_000, 0, Measure.Frozen), Severity.High), (silent.Evidence, silent.Severity));
        }

        Assert.Equal(VerdictKind.Clear, pricing.OnPrice(0, Par, after, Start + 4).Kind); // moved by the least: not frozen
    }

    [Theory]
    [InlineData(-1, VerdictKind.Clear)]
    [InlineData(0, VerdictKind.Clear)]
    [InlineData(1, VerdictKind.Trip)]
    public void A_price_older_than_two_seconds_is_old(long beyond, VerdictKind expected)
    {
        AbnormalPricing pricing = new(1, new());
        pricing.OnPrice(0, Par, [Par, Par], Start);
        long now = Start + (2 * FixedPoint.Second) + beyond;
        Verdict verdict = pricing.OnSecond(0, Par, Start, [Par, Par], now);
        Assert.Equal(expected, verdict.Kind);
        if (expected == VerdictKind.Trip)
        {
            Assert.Equal(new Evidence((2 * FixedPoint.Second) + beyond, 2 * FixedPoint.Second, 0, Measure.Age), verdict.Evidence);
        }

        Assert.Equal(VerdictKind.NoData, pricing.OnSecond(0, Par, Start, [Par], now).Kind); // one other is not enough to be late against
        Assert.Equal(VerdictKind.Clear, pricing.OnPrice(0, Par, [Par, Par], now).Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Fewer_than_two_others_are_no_data_and_start_over(int count)
    {
        AbnormalPricing pricing = new(1, new());
        long[] others = [Par, Par];
        pricing.OnPrice(0, Par + 20_000, others, Start);
        Verdict verdict = pricing.OnPrice(0, 5 * Par, others.AsSpan(0, count), Start + 1);
        Assert.Equal((VerdictKind.NoData, new Evidence(count, 2, 0, Measure.References)), (verdict.Kind, verdict.Evidence));
        pricing.OnPrice(0, Par + 20_000, others, Start + 2);
        Assert.Equal(VerdictKind.Between, pricing.OnPrice(0, Par + 20_001, others, Start + Sustain).Kind);
        Assert.Equal(VerdictKind.Trip, pricing.OnPrice(0, Par + 20_002, others, Start + Sustain + 2).Kind);
        Assert.Equal(VerdictKind.NoData, pricing.OnPrice(0, 0, others, Start + Sustain + 3).Kind);
        Assert.Equal(VerdictKind.NoData, pricing.OnPrice(0, Par, [0, 0], Start + Sustain + 3).Kind);
    }

    [Fact]
    public void Nothing_is_said_of_what_was_never_seen()
    {
        AbnormalPricing pricing = new(1, new());
        Assert.Equal(VerdictKind.None, pricing.OnSecond(0, 0, 0, [Par, Par], Start).Kind);
        pricing.OnPrice(0, Par, [Par, Par], Start);
        Assert.Equal(VerdictKind.NoData, pricing.OnSecond(0, 0, 0, [Par, Par], Start).Kind);
    }

    [Theory]
    [InlineData(2 * FixedPoint.Minute, VerdictKind.Trip)]
    [InlineData((2 * FixedPoint.Minute) + 1, VerdictKind.Between)]
    public void Two_looks_far_apart_do_not_vouch_for_the_time_between(long pause, VerdictKind expected)
    {
        AbnormalPricing pricing = new(1, new());
        pricing.OnPrice(0, Par + 20_000, [Par, Par], Start);
        Assert.Equal(expected, pricing.OnPrice(0, Par + 20_001, [Par, Par], Start + pause).Kind);
    }

    [Fact]
    public void Trips_falls_between_clears_and_trips_again()
    {
        AbnormalPricing pricing = new(1, new());
        long now = Start;
        Assert.Equal(VerdictKind.Trip, pricing.OnPrice(0, 2 * Par, [Par, Par], now).Kind);
        Assert.Equal(VerdictKind.Between, pricing.OnPrice(0, Par + 6_000, [Par, Par], ++now).Kind);
        Assert.Equal(VerdictKind.Clear, pricing.OnPrice(0, Par + 1_000, [Par, Par], ++now).Kind);
        Assert.Equal(VerdictKind.Between, pricing.OnPrice(0, Par + 20_000, [Par, Par], ++now).Kind);
        Assert.Equal(VerdictKind.Trip, pricing.OnPrice(0, Par + 20_001, [Par, Par], now + Sustain).Kind);
        Assert.Equal(VerdictKind.Clear, pricing.OnPrice(0, Par, [Par, Par], now + Sustain).Kind);
        Assert.Equal(VerdictKind.Trip, pricing.OnSecond(0, Par, now + Sustain, [Par + 3_000, Par + 3_000], now + Sustain + 1).Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Equals_a_list_of_all_prices(int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        AbnormalPricing pricing = new(1, new());
        List<(long Own, decimal Median, bool Enough, long At)> looks = [];
        long now = Start;
        long own = 0;
        long ownAt = 0;
        long level = 100 * Par;
        HashSet<(VerdictKind, Measure)> seen = [];
        for (int step = 0; step < 20_000; step++)
        {
            now += random.Next(2_000) == 0 ? random.NextInt64(5 * FixedPoint.Minute) : random.NextInt64(2 * FixedPoint.Second);
            level = Math.Max(Par, level + (random.Next(20) == 0 ? 10 : 1) * random.NextInt64(-level / 2_000, (level / 2_000) + 1));
            bool isNew = random.Next(3) != 0;
            if (isNew)
            {
                int mood = (step / 100) % 4;
                int off = mood == 3 ? random.Next(60) : mood == 2 ? 15 : random.Next(3);
                own = random.Next(4) == 0 && own != 0 ? own : level + (level * off / 1_000);
                ownAt = now;
            }

            int count = random.Next(100) == 0 ? 1 : random.Next(2, 6);
            long[] others = Enumerable.Range(0, count).Select(_ => level + random.Next(-5, 6)).ToArray();
            looks.Add((own, Median(others), others.Length > 1, now));
            (VerdictKind kind, Measure measure) = own == 0 ? (VerdictKind.None, Measure.Own) : Dumb(looks, isNew, now - ownAt);
            Verdict got = isNew ? pricing.OnPrice(0, own, others, now) : pricing.OnSecond(0, own, ownAt, others, now);
            Assert.Equal((step, kind, measure), (step, got.Kind, got.Evidence.Measure));
            seen.Add((kind, measure));
        }

        output.WriteLine(string.Join(", ", seen));
        Assert.True(seen.Count >= 6);
    }

    [Fact]
    public void Memory_keeps_price_anchor_and_start()
    {
        AbnormalPricing first = new(2, new());
        first.OnPrice(1, Par + 20_000, [Par, Par], Start);
        AbnormalPricing copy = new(2, new());
        TestMemory.Copy(first, copy);
        Assert.Equal(VerdictKind.Trip, copy.OnPrice(1, Par + 20_000, [Par, Par], Start + Sustain).Kind);
        Assert.Equal(Measure.Frozen, copy.OnPrice(1, Par + 20_000, [Par + 20_000, Par + 20_000], Start + Sustain).Evidence.Measure);
        TestMemory.RefusesEveryTruncation(first, () => new AbnormalPricing(2, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new AbnormalPricing(1, new())));
    }

    [Theory]
    [InlineData(-1, 0, -1, -1)]
    [InlineData(FixedPoint.MaxPrice + 1, 0, -1, -1)]
    [InlineData(0, -1, -1, -1)]
    [InlineData(0, (2 * FixedPoint.MaxPrice) + 1, -1, -1)]
    [InlineData(0, 0, -2, -1)]
    [InlineData(0, 0, 5, 4)]
    [InlineData(0, 0, -1, 4)]
    public void Foreign_bytes_are_refused(long own, long anchor, long since, long last)
    {
        CanonicalWriter writer = new();
        writer.I32(1);
        writer.I64(own);
        writer.I64(anchor);
        writer.I64(since);
        writer.I64(last);
        byte[] bytes = writer.Written.ToArray();
        Assert.Throws<CanonicalFormatException>(() =>
        {
            CanonicalReader reader = new(bytes);
            new AbnormalPricing(1, new()).Read(ref reader);
        });
    }

    [Fact]
    public void The_ends_of_the_range_do_not_overflow()
    {
        AbnormalPricing pricing = new(1, new());
        Assert.Equal(FixedPoint.MaxRatio, pricing.OnPrice(0, FixedPoint.MaxPrice, [1, 1], Start).Evidence.Measured);
        Assert.Equal(VerdictKind.Trip, pricing.OnPrice(0, FixedPoint.MaxPrice, [FixedPoint.MaxPrice, FixedPoint.MaxPrice], Start).Kind);
        Assert.Throws<ArgumentOutOfRangeException>(() => pricing.OnPrice(0, FixedPoint.MaxPrice + 1, [1, 1], Start));
        Assert.Throws<ArgumentOutOfRangeException>(() => pricing.OnPrice(0, -1, [1, 1], Start));
    }

    // From all looks ever: the run of looks beyond one percent, and the first look with enough others since the price last changed.
    private static (VerdictKind Kind, Measure Measure) Dumb(List<(long Own, decimal Median, bool Enough, long At)> looks, bool isNew, long age)
    {
        (long own, decimal median, bool enough, long now) = looks[^1];
        if (!enough)
        {
            return (VerdictKind.NoData, Measure.References);
        }

        decimal gap = Gap(own, median);
        int i = looks.Count - 1;
        while (i > 0 && looks[i - 1].Own != 0 && looks[i - 1].Enough && Gap(looks[i - 1].Own, looks[i - 1].Median) > 0.01m
            && looks[i].At - looks[i - 1].At <= 2 * FixedPoint.Minute)
        {
            i--;
        }

        bool lasts = gap > 0.01m && now - looks[i].At >= Sustain;
        int changed = looks.Count - 1;
        while (changed > 0 && looks[changed - 1].Own == own)
        {
            changed--;
        }

        decimal anchor = looks.Skip(changed).First(l => l.Enough).Median;
        return isNew && gap > 0.05m ? (VerdictKind.Trip, Measure.OffMedian)
            : lasts ? (VerdictKind.Trip, Measure.OffMedian)
            : Math.Abs(median - anchor) >= 0.003m * anchor ? (VerdictKind.Trip, Measure.Frozen)
            : age > 2 * FixedPoint.Second ? (VerdictKind.Trip, Measure.Age)
            : (gap < 0.005m ? VerdictKind.Clear : VerdictKind.Between, Measure.OffMedian);
    }

    private static decimal Gap(long own, decimal median) => Math.Abs(own - median) / median;

    private static decimal Median(long[] values)
    {
        long[] sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2m;
    }
}
