using System;
using System.Linq;
using Basisd.Safety;
using Basisd.Triggers;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Triggers;

public sealed class ReferencePricesTests
{
    private const long Age = 1_000;
    private const int Btc = 0;
    private const int Eth = 1;
    private const int Usdt = 0;
    private const int Eurx = 2;

    [Theory]
    [InlineData(new long[0], 0)]
    [InlineData(new long[] { 7 }, 7)]
    [InlineData(new long[] { 7, 10 }, 8)]
    [InlineData(new long[] { 10, 900, 7 }, 10)]
    [InlineData(new long[] { 5, 1, 9, 8 }, 6)]
    public void The_median_of_the_fresh_markets(long[] markets, long expected)
    {
        ReferencePrices prices = new(TestTopology.Build(), Age);
        for (int i = 0; i < markets.Length; i++)
        {
            prices.Observe(i, markets[i], 100);
        }

        Assert.Equal(expected, prices.Reference(Btc, 100));
        Assert.Equal(expected, prices.Reference(Btc, 100 + Age));
        Assert.Equal(0, prices.Reference(Btc, 101 + Age));
    }

    [Fact]
    public void Stale_markets_and_perpetuals_have_no_say()
    {
        ReferencePrices prices = new(TestTopology.Build(), Age);
        prices.Observe(0, 10, 100);
        prices.Observe(1, 20, 200);
        prices.Observe(6, 999, 200);
        Assert.Equal(15, prices.Reference(Btc, 100 + Age));
        Assert.Equal(20, prices.Reference(Btc, 101 + Age));
        prices.Observe(1, 24, 300);
        prices.Observe(0, 12, 300);
        Assert.Equal(18, prices.Reference(Btc, 300));
    }

    [Fact]
    public void Another_unit_joins_only_through_a_fresh_rate()
    {
        ReferencePrices prices = new(TestTopology.Build(), Age, rateMaxAgeNs: 50);
        prices.Observe(4, 980_000, 100); // BTC/USD where the reference unit is USDT
        Assert.Equal(0, prices.Reference(Btc, 100));
        prices.SetUnitRate(Usdt, 980_000, 100);
        Assert.Equal(1_000_000, prices.Reference(Btc, 100));
        Assert.Equal(1_000_000, prices.Reference(Btc, 150));
        Assert.Equal(0, prices.Reference(Btc, 151));
        prices.Observe(0, 1_100_000, 151);
        Assert.Equal(1_100_000, prices.Reference(Btc, 151));
        prices.SetUnitRate(Usdt, 980_000, 151);
        Assert.Equal(1_050_000, prices.Reference(Btc, 151));
        prices.SetUnitRate(Usdt, 0, 151);
        Assert.Equal(1_100_000, prices.Reference(Btc, 151));

        prices.Observe(8, 2_000_000, 151); // ETH/EURX, reference unit USD
        Assert.Equal(0, prices.Reference(Eth, 151));
        prices.SetUnitRate(Eurx, 1_100_000, 151);
        Assert.Equal(2_200_000, prices.Reference(Eth, 151));
    }

    [Fact]
    public void Equals_a_sorted_median_on_any_history() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll<short[]>(ops =>
        {
            ReferencePrices prices = new(TestTopology.Build(), Age);
            (long Price, long At)[] newest = new (long, long)[4];
            long now = 5_000;
            foreach (short op in ops)
            {
                int market = op & 3;
                now += op & 511;
                long price = 1 + Math.Abs((long)op);
                prices.Observe(market, price, now);
                newest[market] = (price, now);
                long[] fresh = newest.Where(n => n.Price != 0 && now - n.At <= Age).Select(n => n.Price).Order().ToArray();
                Assert.Equal((fresh[(fresh.Length - 1) / 2] + fresh[fresh.Length / 2]) / 2, prices.Reference(Btc, now));
            }

            return true;
        }));

    [Fact]
    public void The_ends_of_the_ranges_do_not_overflow()
    {
        ReferencePrices prices = new(TestTopology.Build(), Age);
        for (int i = 0; i < 6; i++)
        {
            prices.Observe(i, FixedPoint.MaxPrice, 1);
        }

        Assert.Equal(FixedPoint.MaxPrice, prices.Reference(Btc, 1));
        prices.SetUnitRate(Usdt, 1, 1); // USD prices would leave the range of prices: they are left out
        Assert.Equal(FixedPoint.MaxPrice, prices.Reference(Btc, 1));
        prices.SetUnitRate(Usdt, FixedPoint.MaxRatio, 1);
        Assert.Equal(FixedPoint.MaxPrice, prices.Reference(Btc, 1));
        prices.Observe(8, 1, 1);
        prices.SetUnitRate(Eurx, 1, 1); // rounds to nothing: left out, never a price of zero
        Assert.Equal(0, prices.Reference(Eth, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => prices.Observe(0, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => prices.Observe(0, FixedPoint.MaxPrice + 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => prices.SetUnitRate(0, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => prices.SetUnitRate(0, FixedPoint.MaxRatio + 1, 1));
    }

    [Fact]
    public void Too_many_markets_are_refused_by_name()
    {
        TopologyBuilder builder = new();
        builder.AddAsset("BTC", "USD", 50_000);
        for (int i = 0; i <= ReferencePrices.MostMarkets; i++)
        {
            builder.AddVenue($"v{i}");
            builder.AddInstrument("BTC", "USD", $"v{i}", isPerpetual: false);
        }

        Assert.Contains("'BTC'", Assert.Throws<TopologyException>(() => new ReferencePrices(builder.Build(), Age)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_round_trip_continues_identically()
    {
        ReferencePrices first = new(TestTopology.Build(), Age);
        first.Observe(0, 10, 100);
        first.Observe(4, 30, 300);
        first.SetUnitRate(Usdt, 990_000, 300);
        ReferencePrices copy = new(TestTopology.Build(), Age);
        TestMemory.Copy(first, copy);
        for (long now = 300; now < 1_500; now += 100)
        {
            Assert.Equal(first.Reference(Btc, now), copy.Reference(Btc, now));
        }

        TestMemory.RefusesEveryTruncation(first, () => new ReferencePrices(TestTopology.Build(), Age));
    }
}
