using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class FundingDislocationTests(ITestOutputHelper output)
{
    private const long Hour = 60 * FixedPoint.Minute;
    private const long Day = 24 * Hour;
    private const long Eight = 8 * Hour;
    private const long Start = 19_000 * Day;

    // Median 100, deviation 100: z = 0.6745 × (rate − 100) ÷ 100.
    [Theory]
    [InlineData(1, 1_001, false, VerdictKind.Trip, Measure.RobustZ, 6_077_245)]
    [InlineData(1, 990, false, VerdictKind.Between, Measure.RobustZ, 6_003_050)]
    [InlineData(1, 999, false, VerdictKind.Between, Measure.RobustZ, 6_063_755)]
    [InlineData(1, 1_000, false, VerdictKind.Trip, Measure.RobustZ, 6_070_500)]
    [InlineData(1, 544, false, VerdictKind.Clear, Measure.RobustZ, 2_994_780)]
    [InlineData(1, 545, false, VerdictKind.Between, Measure.RobustZ, 3_001_525)]
    [InlineData(1, -344, false, VerdictKind.Clear, Measure.RobustZ, 2_994_780)]
    [InlineData(1, -345, false, VerdictKind.Between, Measure.RobustZ, 3_001_525)]
    [InlineData(1, 100, false, VerdictKind.Clear, Measure.RobustZ, 0)]
    [InlineData(2, 1_879, false, VerdictKind.Between, Measure.RobustZ, 5_999_677)]
    [InlineData(2, 1_880, false, VerdictKind.Trip, Measure.RobustZ, 6_003_050)]
    [InlineData(2, -999, true, VerdictKind.Between, Measure.RobustZ, 3_706_377)]
    [InlineData(2, -1_000, true, VerdictKind.Trip, Measure.SignFlip, 1_000)]
    [InlineData(2, -1_001, true, VerdictKind.Trip, Measure.SignFlip, 1_001)]
    [InlineData(2, -1_000, false, VerdictKind.Between, Measure.RobustZ, 3_709_750)]
    public void A_rate_is_held_against_the_month_before(int spread, long rate, bool flips, VerdictKind kind, Measure measure, long measured)
    {
        FundingDislocation funding = new(2, [0, 0], new());
        long now = Quiet(funding, 1, 90, spread);
        funding.OnFunding(1, rate > 0 != flips ? 100 : -1, Eight, now);
        Verdict verdict = funding.OnFunding(1, rate, Eight, now += Eight);
        Assert.Equal((kind, measure, measured, false), (verdict.Kind, verdict.Evidence.Measure, verdict.Evidence.Measured, verdict.IsWarming));
        Assert.Equal(kind == VerdictKind.Trip ? Severity.Medium : default, verdict.Severity);
        Assert.Equal(measure == Measure.RobustZ ? (6_000_000, 30 * Day) : (1_000, 0), (verdict.Evidence.Threshold, verdict.Evidence.WindowNs));
    }

    // Deviation 9 is taken for 10, 11 stays.
    [Theory]
    [InlineData(0, 500, 67_450 * 400L)]
    [InlineData(9, 500, 67_450 * 400L)]
    [InlineData(10, 500, 67_450 * 400L)]
    [InlineData(11, 500, 674_500 * 400L / 11)]
    public void A_month_without_deviation_has_a_floor(int deviation, long rate, long z)
    {
        FundingDislocation funding = new(1, [0], new());
        long now = Start;
        for (int i = 0; i < 90; i++, now += Eight)
        {
            funding.OnFunding(0, 100 + ((i % 2 == 0 ? 1 : -1) * deviation), Eight, now);
        }

        Assert.Equal(z, funding.OnFunding(0, rate, Eight, now).Evidence.Measured);
    }

    [Theory]
    [InlineData(799, VerdictKind.Between, Measure.Own)]
    [InlineData(800, VerdictKind.Trip, Measure.AtCap)]
    [InlineData(801, VerdictKind.Trip, Measure.AtCap)]
    [InlineData(-800, VerdictKind.Trip, Measure.AtCap)]
    [InlineData(700, VerdictKind.Between, Measure.Own)]
    [InlineData(699, VerdictKind.Clear, Measure.Own)]
    [InlineData(-699, VerdictKind.Clear, Measure.Own)]
    [InlineData(0, VerdictKind.Clear, Measure.Own)]
    public void While_warming_the_cap_and_the_absolute_limit_judge(long rate, VerdictKind kind, Measure measure)
    {
        FundingDislocation funding = new(1, [800], new());
        Verdict verdict = funding.OnFunding(0, rate, Eight, Start);
        Assert.Equal((kind, true), (verdict.Kind, verdict.IsWarming));
        Assert.Equal(
            new Evidence(Math.Abs(rate), measure == Measure.AtCap ? 800 : 1_000, measure == Measure.AtCap ? 0 : 30 * Day, measure), verdict.Evidence);
    }

    [Theory]
    [InlineData(-1, 1_000, VerdictKind.Trip)]
    [InlineData(-1, 999, VerdictKind.Between)]
    [InlineData(1, -1_000, VerdictKind.Trip)]
    [InlineData(0, 1_000, VerdictKind.Between)]
    [InlineData(1, 5_000, VerdictKind.Between)]
    [InlineData(-5_000, 5_000, VerdictKind.Trip)]
    public void A_flip_judges_while_warming(long before, long rate, VerdictKind kind)
    {
        FundingDislocation funding = new(1, [0], new());
        funding.OnFunding(0, before, Eight, Start);
        Assert.Equal(kind, funding.OnFunding(0, rate, Eight, Start + Eight).Kind);
    }

    [Theory]
    [InlineData(8, 12, VerdictKind.Trip)]
    [InlineData(8, 13, VerdictKind.Between)]
    [InlineData(1, 9, VerdictKind.Trip)]
    [InlineData(1, 10, VerdictKind.Between)]
    public void Only_the_interval_just_before_can_be_flipped_from(int interval, int gap, VerdictKind kind)
    {
        FundingDislocation funding = new(1, [0], new());
        funding.OnFunding(0, -1_000, interval * Hour, Start);
        Assert.Equal(kind, funding.OnFunding(0, 1_000, interval * Hour, Start + (gap * Hour)).Kind);
    }

    [Theory]
    [InlineData(10, 1, 80)]
    [InlineData(10, 8, 10)]
    [InlineData(10, 24, 3)]
    [InlineData(-7, 4, -14)]
    [InlineData(1_000_000_000_000, 1, 1_000_000_000_000)]
    public void Rates_are_taken_per_eight_hours(long rate, int hours, long expected)
    {
        FundingDislocation funding = new(1, [0], new());
        Assert.Equal(Math.Abs(expected), funding.OnFunding(0, rate, hours * Hour, Start).Evidence.Measured);
        Assert.Equal(FixedPoint.MaxRatio, funding.OnFunding(0, FixedPoint.MaxRatio, 1, Start + Day).Evidence.Measured);
        Assert.Equal(VerdictKind.Trip, funding.OnFunding(0, -FixedPoint.MaxRatio, 1, Start + Day + 1).Kind);
    }

    [Fact]
    public void A_report_within_half_an_interval_restates()
    {
        FundingDislocation funding = new(1, [0], new());
        funding.OnFunding(0, -5, Eight, Start);
        Assert.Equal(VerdictKind.Trip, funding.OnFunding(0, 1_000, Eight, Start + Eight).Kind);
        Assert.Equal(VerdictKind.Trip, funding.OnFunding(0, 1_000, Eight, Start + Eight + (Eight / 2) - 1).Kind);
        Assert.Equal(VerdictKind.Between, funding.OnFunding(0, 10, Eight, Start + Eight + (Eight / 2) - 1).Kind); // tripped: no restatement clears
        Assert.Equal(VerdictKind.Trip, funding.OnFunding(0, 1_001, Eight, Start + Eight + (Eight / 2) - 1).Kind);
        Assert.Equal(VerdictKind.Clear, funding.OnFunding(0, 10, Eight, Start + Eight + (Eight / 2)).Kind); // the next one
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(30, false)]
    [InlineData(31, false)]
    public void A_third_of_the_month_has_to_be_covered(int intervals, bool isWarming)
    {
        FundingDislocation funding = new(1, [0], new());
        long now = Quiet(funding, 0, intervals, 1);
        Assert.Equal(isWarming, funding.OnFunding(0, 100, Eight, now).IsWarming);
    }

    // The gap counts for nine hours: 28 × 8 h + 9 h and 29 × 8 h + 9 h, where 240 h are a third. Rates older than the month are gone.
    [Theory]
    [InlineData(29, 15, true)]
    [InlineData(30, 15, false)]
    [InlineData(60, 26, true)]
    public void A_gap_covers_nothing_and_old_rates_leave(int intervals, int days, bool isWarming)
    {
        FundingDislocation funding = new(1, [0], new());
        long now = Quiet(funding, 0, intervals, 1) + (days * Day);
        Assert.Equal(isWarming, funding.OnFunding(0, 100, Eight, now).IsWarming);
    }

    [Fact]
    public void Trips_falls_between_clears_and_trips_again()
    {
        FundingDislocation funding = new(1, [0], new());
        long now = Quiet(funding, 0, 90, 1);
        Assert.Equal(VerdictKind.Trip, funding.OnFunding(0, 1_500, Eight, now).Kind);
        Assert.Equal(VerdictKind.Trip, funding.OnFunding(0, 1_500, Eight, now += Eight).Kind);
        Assert.Equal(VerdictKind.Between, funding.OnFunding(0, 700, Eight, now += Eight).Kind);
        Assert.Equal(VerdictKind.Clear, funding.OnFunding(0, 200, Eight, now += Eight).Kind);
        Assert.Equal(VerdictKind.Trip, funding.OnFunding(0, -1_500, Eight, now + Eight).Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Equals_a_sorted_list(int seed)
    {
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        FundingDislocation funding = new(1, [9_000], new() { BaselineDays = 6 });
        List<(long At, decimal Rate, bool Tripped)> all = [];
        long now = Start;
        int hours = seed % 2 == 0 ? 8 : 1;
        HashSet<(VerdictKind, Measure)> seen = [];
        for (int step = 0; step < 3_000; step++)
        {
            now += random.Next(300) == 0 ? random.NextInt64(8 * Day) : random.NextInt64(hours * Hour) + (hours * Hour / 4);
            long rate = random.Next(20) == 0 ? random.Next(-1_500, 1_500) * hours : random.Next(80, 120) * hours;
            bool restates = all.Count > 0 && now - all[^1].At < hours * Hour / 2;
            (long at, bool tripped) = restates ? (all[^1].At, all[^1].Tripped) : (now, false);
            if (restates)
            {
                all.RemoveAt(all.Count - 1);
            }

            long per8 = rate * 8 / hours;
            all.Add((at, per8, tripped));
            (VerdictKind kind, Measure measure, bool isWarming) = Dumb(all, hours);
            all[^1] = (at, per8, tripped || kind == VerdictKind.Trip);
            kind = kind == VerdictKind.Clear && tripped ? VerdictKind.Between : kind;
            Verdict got = funding.OnFunding(0, rate, hours * Hour, now);
            Assert.Equal((step, kind, measure, isWarming), (step, got.Kind, got.Evidence.Measure, got.IsWarming));
            seen.Add((kind, measure));
        }

        output.WriteLine(string.Join(", ", seen));
        Assert.True(seen.Count >= 6);
    }

    [Fact]
    public void Memory_keeps_the_month()
    {
        FundingDislocation first = new(2, [0, 0], new());
        long now = Quiet(first, 1, 200, 1);
        first.OnFunding(1, -1_500, Eight, now);
        FundingDislocation copy = new(2, [0, 0], new());
        TestMemory.Copy(first, copy);
        Assert.Equal(first.OnFunding(1, 100, Eight, now + 1), copy.OnFunding(1, 100, Eight, now + 1));
        Assert.Equal(VerdictKind.Between, copy.OnFunding(1, 100, Eight, now + 2).Kind);
        Assert.Equal(first.OnFunding(1, 990, Eight, now + Eight), copy.OnFunding(1, 990, Eight, now + Eight));
        TestMemory.RefusesEveryTruncation(first, () => new FundingDislocation(2, [0, 0], new()), 7);
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new FundingDislocation(1, [0], new())));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new FundingDislocation(2, [0, 0], new() { BaselineDays = 29 })));
    }

    [Theory]
    [InlineData(721, 5, 6, 0)]
    [InlineData(-1, 5, 6, 0)]
    [InlineData(2, -1, 6, 0)]
    [InlineData(2, 6, 5, 0)]
    [InlineData(2, 5, 6, FixedPoint.MaxRatio + 1)]
    [InlineData(2, 5, 6, long.MinValue)]
    public void Foreign_bytes_are_refused(int count, long firstAt, long secondAt, long rate)
    {
        CanonicalWriter writer = new();
        writer.I32(1);
        writer.I32(720);
        writer.I32(count);
        writer.Bool(false);
        writer.I64(firstAt);
        writer.I64(rate);
        writer.I64(secondAt);
        writer.I64(rate);
        byte[] bytes = writer.Written.ToArray();
        Assert.Throws<CanonicalFormatException>(() =>
        {
            CanonicalReader reader = new(bytes);
            new FundingDislocation(1, [0], new()).Read(ref reader);
        });
    }

    [Fact]
    public void What_the_gateway_refuses_is_refused_here()
    {
        FundingDislocation funding = new(1, [0], new());
        Assert.Throws<ArgumentOutOfRangeException>(() => funding.OnFunding(0, 1, 0, Start));
        Assert.Throws<ArgumentOutOfRangeException>(() => funding.OnFunding(0, FixedPoint.MaxRatio + 1, 1, Start));
        Assert.Throws<ArgumentOutOfRangeException>(() => funding.OnFunding(0, -FixedPoint.MaxRatio - 1, 1, Start));
        Assert.Throws<ArgumentException>(() => new FundingDislocation(2, [0], new()));
        Assert.Throws<ArgumentException>(() => new FundingDislocation(1, [-1], new()));
    }

    private static (VerdictKind Kind, Measure Measure, bool IsWarming) Dumb(List<(long At, decimal Rate, bool Tripped)> all, int hours)
    {
        long gap = Math.Max(9 * Hour, hours * Hour * 3 / 2);
        (long at, decimal rate, _) = all[^1];
        (long At, decimal Rate, bool Tripped)[] before = all.SkipLast(1).TakeLast((6 * 24) - 1).Where(s => at - s.At <= 6 * Day).ToArray();
        long covered = before.Select((s, i) => Math.Min(gap, (i + 1 < before.Length ? before[i + 1].At : at) - s.At)).Sum();
        bool isWarming = before.Length == 0 || covered < 2 * Day;
        decimal z = 0;
        if (!isWarming)
        {
            decimal median = Median(before.Select(s => s.Rate));
            z = 0.6745m * Math.Abs(rate - median) / Math.Max(10, Median(before.Select(s => Math.Abs(s.Rate - median))));
        }

        bool flips = before.Length > 0 && at - before[^1].At <= gap && before[^1].Rate * rate < 0;
        decimal size = Math.Abs(rate);
        Measure usual = isWarming ? Measure.Own : Measure.RobustZ;
        return size >= 9_000 ? (VerdictKind.Trip, Measure.AtCap, isWarming)
            : size >= 1_000 && z > 6 ? (VerdictKind.Trip, Measure.RobustZ, isWarming)
            : size >= 1_000 && flips ? (VerdictKind.Trip, Measure.SignFlip, isWarming)
            : ((isWarming ? size < 700 : z < 3) ? VerdictKind.Clear : VerdictKind.Between, usual, isWarming);
    }

    private static decimal Median(IEnumerable<decimal> values)
    {
        decimal[] sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    // Rates around a median of 100 with a median absolute deviation of 100 × spread; ends at the next settlement.
    private static long Quiet(FundingDislocation funding, int instrument, int intervals, int spread)
    {
        long now = Start;
        for (int i = 0; i < intervals; i++, now += Eight)
        {
            funding.OnFunding(instrument, 100 + (((i % 3) - 1) * 100L * spread), Eight, now);
        }

        return now;
    }
}
