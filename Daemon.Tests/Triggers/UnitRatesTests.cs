using System;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class UnitRatesTests
{
    private const long Age = 1_000;
    private const int Usdt = 0;
    private const int Usd = 1;
    private const int Eurx = 2;

    [Fact]
    public void The_base_unit_is_worth_one_and_has_no_references()
    {
        UnitRates rates = new(TestTopology.Build(), Age);
        Assert.Equal(1_000_000, rates.Median(Usd, 0));
        Assert.Equal(0, rates.Fresh(Usd, 0, new long[UnitRates.MostReferences]));
        Assert.Equal(0, rates.Median(Usdt, 0));
    }

    [Fact]
    public void References_are_fresh_up_to_their_age()
    {
        UnitRates rates = new(TestTopology.Build(), Age);
        rates.Observe(0, 999_000, 100);
        rates.Observe(1, 1_001_001, 200);
        Assert.Equal([999_000, 1_001_001], Fresh(rates, Usdt, 100 + Age));
        Assert.Equal(1_000_000, rates.Median(Usdt, 100 + Age));
        Assert.Equal([1_001_001], Fresh(rates, Usdt, 101 + Age));
        Assert.Equal([], Fresh(rates, Usdt, 201 + Age));
        Assert.Equal(0, rates.Median(Usdt, 201 + Age));
    }

    [Fact]
    public void A_reference_in_another_unit_counts_only_through_a_fresh_step()
    {
        UnitRates rates = new(TestTopology.Build(), Age);
        rates.Observe(2, 900_000, 100); // USDT in EURX
        Assert.Equal([], Fresh(rates, Usdt, 100));
        rates.Observe(5, 1_100_000, 100); // EURX in USDT is no step to USD: neither has one
        Assert.Equal([], Fresh(rates, Usdt, 100));
        Assert.Equal([], Fresh(rates, Eurx, 100));
        rates.Observe(3, 1_100_000, 50);
        Assert.Equal([990_000], Fresh(rates, Usdt, 100));
        rates.Observe(4, 1_120_000, 100);
        Assert.Equal([999_000], Fresh(rates, Usdt, 100)); // the median of the steps
        Assert.Equal([1_008_000], Fresh(rates, Usdt, 51 + Age));
        Assert.Equal([], Fresh(rates, Usdt, 101 + Age));
    }

    [Fact]
    public void The_ends_of_the_range_do_not_overflow()
    {
        UnitRates rates = new(TestTopology.Build(), Age);
        for (int reference = 0; reference < 6; reference++)
        {
            rates.Observe(reference, FixedPoint.MaxRatio, 1);
        }

        Assert.Equal([FixedPoint.MaxRatio, FixedPoint.MaxRatio], Fresh(rates, Usdt, 1)); // the third leaves the range: no rate
        Assert.Equal(FixedPoint.MaxRatio, rates.Median(Eurx, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => rates.Observe(0, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => rates.Observe(0, FixedPoint.MaxRatio + 1, 1));
    }

    [Fact]
    public void Memory_round_trip_continues_identically()
    {
        UnitRates first = new(TestTopology.Build(), Age);
        first.Observe(0, 999_000, 100);
        first.Observe(2, 900_000, 200);
        first.Observe(3, 1_100_000, 300);
        UnitRates copy = new(TestTopology.Build(), Age);
        TestMemory.Copy(first, copy);
        for (long now = 300; now < 1_500; now += 100)
        {
            Assert.Equal(Fresh(first, Usdt, now), Fresh(copy, Usdt, now));
        }

        TestMemory.RefusesEveryTruncation(first, () => new UnitRates(TestTopology.Build(), Age));
    }

    private static long[] Fresh(UnitRates rates, int unit, long now)
    {
        long[] buffer = new long[UnitRates.MostReferences];
        return buffer[..rates.Fresh(unit, now, buffer)];
    }
}
