using System;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class MarketDislocationTests
{
    private const long Sustain = FixedPoint.Minute;
    private const long Par = FixedPoint.Ppm;

    [Theory]
    [InlineData(1_049_999, VerdictKind.Between)]
    [InlineData(1_050_000, VerdictKind.Trip)]
    [InlineData(1_050_001, VerdictKind.Trip)]
    [InlineData(950_001, VerdictKind.Between)]
    [InlineData(950_000, VerdictKind.Trip)]
    [InlineData(1_034_999, VerdictKind.Clear)]
    [InlineData(1_035_000, VerdictKind.Between)]
    [InlineData(1_035_001, VerdictKind.Between)]
    public void A_reference_off_par_trips_once_it_lasted(long rate, VerdictKind later)
    {
        MarketDislocation market = new(2, new());
        VerdictKind atFirst = later == VerdictKind.Trip ? VerdictKind.Between : later;
        Assert.Equal(atFirst, market.OnRates(1, [rate, rate], 2, 100).Kind);
        Assert.Equal(atFirst, market.OnRates(1, [rate, rate], 2, 99 + Sustain).Kind);
        Verdict verdict = market.OnRates(1, [rate, rate], 2, 100 + Sustain);
        Assert.Equal(later, verdict.Kind);
        Assert.Equal(later == VerdictKind.Trip ? Severity.Critical : default, verdict.Severity);
        Assert.Equal(new Evidence(Math.Abs(rate - Par), 50_000, Sustain, Measure.FromPar), verdict.Evidence);
    }

    [Theory]
    [InlineData(19_999, VerdictKind.Between)]
    [InlineData(20_000, VerdictKind.Between)]
    [InlineData(20_001, VerdictKind.Trip)]
    [InlineData(13_999, VerdictKind.Clear)]
    [InlineData(14_000, VerdictKind.Between)]
    public void References_that_disagree_trip_once_it_lasted(long apart, VerdictKind later)
    {
        MarketDislocation market = new(1, new());
        long[] rates = [Par - 10_000, Par, Par - 10_000 + apart];
        market.OnRates(0, rates, 3, 100);
        Assert.NotEqual(VerdictKind.Trip, market.OnRates(0, rates, 3, 99 + Sustain).Kind);
        Verdict verdict = market.OnRates(0, rates, 3, 100 + Sustain);
        Assert.Equal(later, verdict.Kind);
        if (later != VerdictKind.Clear)
        {
            Assert.Equal(new Evidence(apart, 20_000, Sustain, Measure.Disagreement), verdict.Evidence);
        }
    }

    [Theory]
    [InlineData(1, 1, VerdictKind.Clear)]
    [InlineData(1, 2, VerdictKind.Trip)]
    [InlineData(0, 1, VerdictKind.NoData)]
    [InlineData(0, 2, VerdictKind.Trip)]
    [InlineData(2, 2, VerdictKind.Clear)]
    [InlineData(3, 4, VerdictKind.Clear)]
    public void Too_few_references_trip_where_enough_are_configured(int fresh, int configured, VerdictKind later)
    {
        MarketDislocation market = new(1, new());
        long[] rates = [Par, Par, Par];
        Assert.Equal(Verdict.None, market.OnRates(0, [], configured, 1));
        market.OnRates(0, rates, configured, 50);
        VerdictKind atFirst = market.OnRates(0, rates.AsSpan(0, fresh), configured, 100).Kind;
        Assert.Equal(later == VerdictKind.Trip ? VerdictKind.NoData : later, atFirst);
        Assert.Equal(atFirst, market.OnRates(0, rates.AsSpan(0, fresh), configured, 99 + Sustain).Kind);
        Verdict verdict = market.OnRates(0, rates.AsSpan(0, fresh), configured, 100 + Sustain);
        Assert.Equal(later, verdict.Kind);
        if (later == VerdictKind.Trip)
        {
            Assert.Equal(new Evidence(fresh, 2, Sustain, Measure.References), verdict.Evidence);
        }
    }

    [Fact]
    public void Time_without_a_reference_starts_over()
    {
        MarketDislocation market = new(1, new());
        market.OnRates(0, [900_000, 900_000], 1, 0);
        Assert.Equal(VerdictKind.NoData, market.OnRates(0, [], 1, Sustain - 1).Kind);
        Assert.Equal(VerdictKind.Between, market.OnRates(0, [900_000, 900_000], 1, Sustain).Kind);
        Assert.Equal(VerdictKind.Trip, market.OnRates(0, [900_000], 1, 2 * Sustain).Kind);
        Assert.Equal(VerdictKind.Clear, market.OnRates(0, [Par], 1, (2 * Sustain) + 1).Kind);
        market.OnRates(0, [1, FixedPoint.MaxRatio], 2, (2 * Sustain) + 2);
        Assert.Equal(VerdictKind.Trip, market.OnRates(0, [1, FixedPoint.MaxRatio], 2, (3 * Sustain) + 2).Kind);
    }

    [Fact]
    public void Memory_keeps_the_starts()
    {
        MarketDislocation first = new(2, new());
        first.OnRates(1, [900_000], 2, 100);
        MarketDislocation copy = new(2, new());
        TestMemory.Copy(first, copy);
        Assert.Equal(VerdictKind.NoData, copy.OnRates(1, [900_000], 2, 99 + Sustain).Kind);
        Assert.Equal(VerdictKind.Trip, copy.OnRates(1, [900_000], 2, 100 + Sustain).Kind);
        TestMemory.RefusesEveryTruncation(first, () => new MarketDislocation(2, new()));
        Assert.Throws<CanonicalFormatException>(() => TestMemory.Copy(first, new MarketDislocation(1, new())));
        TestMemory.SurvivesForeignBytes(first, () => new MarketDislocation(2, new()), m => m.OnRates(1, [900_000], 2, 300));
    }
}
