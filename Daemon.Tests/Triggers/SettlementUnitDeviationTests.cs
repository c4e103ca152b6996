using System;
using System.Linq;
using Basisd.Safety;
using Basisd.Triggers;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class SettlementUnitDeviationTests
{
    private const long Sustain = 30 * FixedPoint.Second;

    [Theory]
    [InlineData(1_015_000, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(1_015_001, VerdictKind.Between, VerdictKind.Trip)]
    [InlineData(1_014_999, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(985_000, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(984_999, VerdictKind.Between, VerdictKind.Trip)]
    [InlineData(1_007_500, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(1_007_499, VerdictKind.Clear, VerdictKind.Clear)]
    [InlineData(992_500, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(992_501, VerdictKind.Clear, VerdictKind.Clear)]
    public void The_distance_of_the_median_judges_once_it_lasted(long median, VerdictKind atFirst, VerdictKind later)
    {
        SettlementUnitDeviation deviation = new(2, new());
        long[] rates = [median, 1, FixedPoint.MaxRatio];
        Assert.Equal(atFirst, deviation.OnRates(1, rates, 100).Kind);
        Assert.Equal(atFirst, deviation.OnRates(1, rates, 100 + Sustain - 1).Kind);
        Verdict verdict = deviation.OnRates(1, rates, 100 + Sustain);
        Assert.Equal(later, verdict.Kind);
        Assert.Equal(new Evidence(Math.Abs(median - 1_000_000), 15_000, Sustain), verdict.Evidence);
        Assert.Equal(later == VerdictKind.Trip ? Severity.High : default, verdict.Severity);
    }

    [Fact]
    public void An_even_count_takes_the_middle_exactly()
    {
        SettlementUnitDeviation deviation = new(1, new() { SustainNs = 0 });
        Assert.Equal(VerdictKind.Between, deviation.OnRates(0, [1_015_000, 1_015_000, 1, 2_000_000], 1).Kind);
        Assert.Equal(VerdictKind.Trip, deviation.OnRates(0, [1_015_000, 1_015_001, 1, 2_000_000], 2).Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Too_few_references_are_no_data_and_start_over(int count)
    {
        SettlementUnitDeviation deviation = new(1, new());
        long[] far = [900_000, 900_000, 900_000];
        deviation.OnRates(0, far, 0);
        Verdict verdict = deviation.OnRates(0, far.AsSpan(0, count), Sustain - 1);
        Assert.Equal((VerdictKind.NoData, new Evidence(count, 3, 0)), (verdict.Kind, verdict.Evidence));
        Assert.Equal(VerdictKind.Between, deviation.OnRates(0, far, Sustain).Kind);
        Assert.Equal(VerdictKind.Trip, deviation.OnRates(0, far, 2 * Sustain).Kind);
    }

    [Fact]
    public void Trips_falls_between_clears_and_trips_again()
    {
        SettlementUnitDeviation deviation = new(1, new());
        long now = 5;
        Assert.Equal(VerdictKind.Between, deviation.OnRates(0, [980_000, 980_000, 980_000], now).Kind);
        Assert.Equal(VerdictKind.Trip, deviation.OnRates(0, [1_020_000, 1_020_000, 1_020_000], now += Sustain).Kind);
        Assert.Equal(VerdictKind.Between, deviation.OnRates(0, [990_000, 990_000, 990_000], ++now).Kind);
        Assert.Equal(VerdictKind.Clear, deviation.OnRates(0, [999_000, 999_000, 999_000], ++now).Kind);
        Assert.Equal(VerdictKind.Between, deviation.OnRates(0, [980_000, 980_000, 980_000], ++now).Kind);
        Assert.Equal(VerdictKind.Between, deviation.OnRates(0, [980_000, 980_000, 980_000], now + Sustain - 1).Kind);
        Assert.Equal(VerdictKind.Trip, deviation.OnRates(0, [980_000, 980_000, 980_000], now + Sustain).Kind);
    }

    [Fact]
    public void Equals_a_sorted_median() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll<short[]>(deltas =>
        {
            long[] rates = deltas.Take(32).Select(d => 1_000_000L + d).ToArray();
            Verdict got = new SettlementUnitDeviation(1, new() { SustainNs = 0 }).OnRates(0, rates, 1);
            if (rates.Length < 3)
            {
                return got.Kind == VerdictKind.NoData;
            }

            long[] sorted = rates.Order().ToArray();
            decimal median = (sorted[(rates.Length - 1) / 2] + sorted[rates.Length / 2]) / 2m;
            decimal distance = Math.Abs(median - 1_000_000m);
            return got.Kind == (distance > 15_000 ? VerdictKind.Trip : distance < 7_500 ? VerdictKind.Clear : VerdictKind.Between)
                && got.Evidence.Measured == (long)distance;
        }));

    [Fact]
    public void Memory_keeps_the_start()
    {
        SettlementUnitDeviation first = new(2, new());
        first.OnRates(1, [1, 1, 1], 100);
        SettlementUnitDeviation copy = new(2, new());
        TestMemory.Copy(first, copy);
        Assert.Equal(VerdictKind.Between, copy.OnRates(1, [1, 1, 1], 99 + Sustain).Kind);
        Assert.Equal(VerdictKind.Trip, copy.OnRates(1, [1, 1, 1], 100 + Sustain).Kind);
        TestMemory.RefusesEveryTruncation(first, () => new SettlementUnitDeviation(2, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new SettlementUnitDeviation(1, new())));
    }

    [Fact]
    public void The_ends_of_the_range_do_not_overflow()
    {
        SettlementUnitDeviation deviation = new(1, new() { SustainNs = 0 });
        long[] most = Enumerable.Repeat(FixedPoint.MaxRatio, 32).ToArray();
        Assert.Equal(VerdictKind.Trip, deviation.OnRates(0, most, long.MaxValue).Kind);
        Assert.Throws<InvalidOperationException>(() => deviation.OnRates(0, new long[33], 1));
    }
}
