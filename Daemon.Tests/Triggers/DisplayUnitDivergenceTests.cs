using System;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class DisplayUnitDivergenceTests
{
    private const long Sustain = 5 * FixedPoint.Minute;

    [Theory]
    [InlineData(1_004_999, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(1_005_000, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(1_005_001, VerdictKind.Between, VerdictKind.Trip)]
    [InlineData(995_001, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(995_000, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(994_999, VerdictKind.Between, VerdictKind.Trip)]
    [InlineData(1_002_499, VerdictKind.Clear, VerdictKind.Clear)]
    [InlineData(1_002_500, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(1_002_501, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(997_501, VerdictKind.Clear, VerdictKind.Clear)]
    [InlineData(997_500, VerdictKind.Between, VerdictKind.Between)]
    [InlineData(FixedPoint.MaxRatio, VerdictKind.Between, VerdictKind.Trip)]
    public void The_distance_alerts_once_it_lasted(long rate, VerdictKind atFirst, VerdictKind later)
    {
        DisplayUnitDivergence divergence = new(2, new());
        Assert.Equal(atFirst, divergence.OnRate(1, rate, 100).Kind);
        Assert.Equal(atFirst, divergence.OnRate(1, rate, 99 + Sustain).Kind);
        Verdict verdict = divergence.OnRate(1, rate, 100 + Sustain);
        Assert.Equal(later, verdict.Kind);
        Assert.Equal(later, divergence.OnRate(1, rate, 101 + Sustain).Kind);
        Assert.Equal(later == VerdictKind.Trip ? Severity.Low : default, verdict.Severity);
        Assert.Equal(new Evidence(Math.Abs(rate - 1_000_000), 5_000, Sustain, Measure.FromPar), verdict.Evidence);
    }

    [Fact]
    public void Trips_falls_between_clears_and_trips_again()
    {
        DisplayUnitDivergence divergence = new(1, new());
        divergence.OnRate(0, 990_000, 0);
        Assert.Equal(VerdictKind.Trip, divergence.OnRate(0, 1_010_000, Sustain).Kind);
        Assert.Equal(VerdictKind.Between, divergence.OnRate(0, 1_004_000, Sustain + 1).Kind);
        Assert.Equal(VerdictKind.Clear, divergence.OnRate(0, 1_000_000, Sustain + 2).Kind);
        Assert.Equal(VerdictKind.Between, divergence.OnRate(0, 990_000, Sustain + 3).Kind);
        Assert.Equal(VerdictKind.Trip, divergence.OnRate(0, 990_000, (2 * Sustain) + 3).Kind);
    }

    [Fact]
    public void No_rate_is_no_data_and_starts_over()
    {
        DisplayUnitDivergence divergence = new(1, new());
        Assert.Equal(Verdict.None, divergence.OnRate(0, 0, 0));
        divergence.OnRate(0, 990_000, 0);
        Assert.Equal(VerdictKind.NoData, divergence.OnRate(0, 0, Sustain - 1).Kind);
        Assert.Equal(VerdictKind.Between, divergence.OnRate(0, 990_000, Sustain).Kind);
        Assert.Equal(VerdictKind.Trip, divergence.OnRate(0, 990_000, 2 * Sustain).Kind);
    }

    [Fact]
    public void Memory_keeps_the_start()
    {
        DisplayUnitDivergence first = new(2, new());
        first.OnRate(1, 990_000, 100);
        DisplayUnitDivergence copy = new(2, new());
        TestMemory.Copy(first, copy);
        Assert.Equal(VerdictKind.Between, copy.OnRate(1, 990_000, 99 + Sustain).Kind);
        Assert.Equal(VerdictKind.Trip, copy.OnRate(1, 990_000, 100 + Sustain).Kind);
        TestMemory.RefusesEveryTruncation(first, () => new DisplayUnitDivergence(2, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new DisplayUnitDivergence(1, new())));
        TestMemory.SurvivesForeignBytes(first, () => new DisplayUnitDivergence(2, new()), m => m.OnRate(1, 990_000, 300));
    }
}
