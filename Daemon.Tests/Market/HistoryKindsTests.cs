using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Basisd.Market;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Market;

/// <summary>Recorded series that are no candles of a market, second by second; and files that follow one another.</summary>
public sealed class HistoryKindsTests : IDisposable
{
    private const long Start = HistoryFixture.Start;
    private const string Candles = HistoryFixture.Header;

    private readonly HistoryFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Funding_comes_once_per_interval_in_ppm_with_the_most_common_step()
    {
        _files.Write(
            "binance_BTC_funding_2022.csv",
            $"ts_utc_ms,rate\n{Ms(0, 8)},0.0001\n{Ms(28_800, 13)},-0.0000099\n{Ms(57_600)},0.000658153991747989\n{Ms(64_800)},-1\n");
        HistoryPlan plan = Plan();
        Assert.Equal(["BTC/USDT:perp@binance"], plan.Topology.Instruments.Select(i => i.Name));
        Assert.Equal(["BTC@binance"], plan.Topology.Routes.Select(r => r.Name));
        List<Observation> all = HistoryPlanTests.Read(plan);
        Assert.Equal([(0L, 100L), (28_800, -9), (57_600, 658), (64_800, -1_000_000)], all.Select(o => (At(o), o.V0)));
        Assert.All(all, o => Assert.Equal((ObservationKind.Funding, 8 * 3_600 * FixedPoint.Second), (o.Kind, o.V1)));
    }

    [Fact]
    public void Funding_takes_the_unit_of_the_perpetual_that_plays()
    {
        _files.Write("hyperliquid_PAXG_funding_2025.csv", $"ts_utc_ms,rate\n{Ms(0)},0\n{Ms(3_600)},0\n");
        _files.Write("bitmex_XBTUSD_funding_2025.csv", $"ts_utc_ms,rate\n{Ms(0)},0\n{Ms(14_400)},0\n");
        _files.Flat("hyperliquid_PAXGUSDC_perp_5m.csv", 24, 300);
        HistoryPlan plan = Plan(new HistoryRequest { AllIntervals = true });
        Assert.Equal(["BTC/USD:perp@bitmex", "PAXG/USDC:perp@hyperliquid"], plan.Topology.Instruments.Select(i => i.Name));
        Assert.Equal([14_400, 3_600], plan.Inputs.Where(i => i.Kind == HistoryFileKind.Funding).Select(i => i.IntervalSeconds));
        Assert.Equal(["USD", "USDC"], plan.Topology.Routes.Select(r => plan.Topology.Units[r.SettlementUnit].Name));
    }

    [Theory]
    [InlineData("0,x", 2, "expected a decimal number from -1 to 1")]
    [InlineData("0,1.5", 2, "expected a decimal number from -1 to 1")]
    [InlineData("0,1e-5", 2, "expected a decimal number")]
    [InlineData("-60,0.0001", 1, "must ascend")]
    [InlineData("0", 0, "expected 2 columns")]
    public void A_bad_rate_is_an_error(string row, int column, string says)
    {
        string[] parts = row.Split(',');
        string text = string.Join(',', parts.Skip(1).Prepend($"{Ms(3_600 + long.Parse(parts[0]) - (column == 1 ? 3_600 : 0))}"));
        _files.Write("a_BTC_funding_1.csv", $"ts_utc_ms,rate\n{Ms(0)},0.0001\n{text}\n");
        HistoryError error = Refused();
        Assert.Equal((3L, column), (error.Line, error.Column));
        Assert.Contains(says, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Gold_is_a_line_from_open_to_close_and_closed_between_bars()
    {
        _files.Write("fx_XAUUSD_spot_1m.csv", $"{Candles}{Ms(0)},2000,2100,1900,2006,1\n{Ms(120)},2010,2010,1998,1998,1\n");
        List<Observation> all = HistoryPlanTests.Read(Plan());
        Assert.Equal(180, all.Count);
        Assert.All(all, o => Assert.Equal((ObservationKind.Gold, 0u), (o.Kind, o.Index)));
        Assert.Equal((2_000 * FixedPoint.Scale, 1L), (all[0].V0, all[0].V1));
        Assert.Equal((2_003 * FixedPoint.Scale, 1L), (all[30].V0, all[30].V1));
        Assert.All(all[60..120], o => Assert.Equal((2_006 * FixedPoint.Scale, 0L), (o.V0, o.V1)));
        Assert.Equal((2_004 * FixedPoint.Scale, 1L), (all[150].V0, all[150].V1));
    }

    [Fact]
    public void Gold_begins_inside_a_closed_market_too()
    {
        _files.Write("fx_XAUUSD_spot_1m.csv", $"{Candles}{Ms(0)},2000,2000,2000,2000,1\n{Ms(300)},2010,2010,2010,2010,1\n");
        _files.Flat("x_PAXGUSD_spot_1m.csv", 3, start: Start + 120);
        List<Observation> gold = HistoryPlanTests.Read(Plan()).FindAll(o => o.Kind == ObservationKind.Gold);
        Assert.Equal(180, gold.Count);
        Assert.All(gold, o => Assert.Equal((2_000 * FixedPoint.Scale, 0L), (o.V0, o.V1)));
    }

    [Fact]
    public void There_is_one_gold_reference()
    {
        _files.Flat("fx_XAUUSD_spot_1h.csv", 2, 3_600);
        _files.Flat("comex_GCF_futures_1h.csv", 2, 3_600);
        Assert.Contains("one gold reference", Refused().Problem, StringComparison.Ordinal);
        File.Delete(Path.Combine(_files.Root, "fx_XAUUSD_spot_1h.csv"));
        Assert.Equal("XAU/USD@comex", Assert.Single(Plan().Inputs).Name);
    }

    [Fact]
    public void Depth_at_the_touch_holds_through_its_interval()
    {
        _files.Write(
            "depth_kraken_btc_usd_1m.csv",
            $"ts_utc_ms,mid_close,spread_mean,spread_last,depth_mean,depth_last\n{Ms(0)},100,1,1,0.5,0.25\n{Ms(120)},100,0,0,0,0\n");
        HistoryPlan plan = Plan();
        List<Observation> all = HistoryPlanTests.Read(plan);
        Assert.Equal(["BTC/USD@kraken"], plan.Topology.Instruments.Select(i => i.Name));
        Assert.Equal(120, all.Count);
        Assert.All(all[..60], o => Assert.Equal((ObservationKind.Depth, 50_000_000L, 50_000_000L, 1L), (o.Kind, o.V0, o.V1, o.V2)));
        Assert.Equal((120L, 0L, 1L), (At(all[60]), all[60].V0, all[60].V2));
        Assert.Contains("1 missing 1m bar in it", Assert.Single(plan.Notices).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_in_USD_becomes_quantities_at_the_middle_of_each_band()
    {
        _files.Write(
            "binance_BTCUSDT_spot_l2_1s_x.csv",
            "ts_utc_ms,best_bid,best_ask,bid_usd_2bps,ask_usd_2bps,bid_usd_5bps,ask_usd_5bps,bid_usd_10bps,ask_usd_10bps\n"
            + $"{Ms(0)},99,101,100,200,300,400,500,600.5\n{Ms(1)},99,101,0,0,0,0,0,0\n");
        _files.Write("hyperliquid_ETH_depth50bps_6h.csv", $"ts_utc_ms,mid,spread_bps,depth_50bps_usd\n{Ms(0, 204)},2000,0.2,1000000\n");
        List<Observation> all = HistoryPlanTests.Read(Plan());
        Assert.Equal(7, all.Count);
        Assert.Equal(
            [
                (100_000_000L, 200_000_000L, 200L), (300_000_000, 400_000_000, 500), (500_000_000, 600_500_000, 1_000),
                (50_000_000_000, 50_000_000_000, 5_000),
            ],
            all[..4].Select(o => (o.V0, o.V1, o.V2)));
        Assert.Equal([1L, 1, 1], all[4..].Select(At));
    }

    [Theory]
    [InlineData("101,100,1,1,1,1,1,1", 3, "below best bid")]
    [InlineData("0.00000001,0.00000001,10000000000,1,1,1,1,1", 4, "units of the asset")]
    [InlineData("100,100,-1,1,1,1,1,1", 4, "from 0 to 10000000000")]
    [InlineData("0,100,1,1,1,1,1,1", 2, "from 0.00000001")]
    public void Bad_depth_is_an_error(string row, int column, string says)
    {
        _files.Write(
            "a_BTCUSDT_spot_l2_1s.csv",
            $"ts_utc_ms,best_bid,best_ask,bid_usd_2bps,ask_usd_2bps,bid_usd_5bps,ask_usd_5bps,bid_usd_10bps,ask_usd_10bps\n{Ms(0)},{row}\n");
        HistoryError error = Refused();
        Assert.Equal((2L, column), (error.Line, error.Column));
        Assert.Contains(says, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_oracle_holds_its_answer_until_the_next_round_or_its_heartbeat_is_overdue()
    {
        const long Silent = 30 * 3_600;
        _files.Write(
            "chainlink_USDCUSD_oracle_rounds.csv",
            $"{Candles}{Ms(0)},1,1,1,1,0\n{Ms(7)},0.97,0.97,0.97,0.97,0\n{Ms(Silent)},0.99,0.99,0.99,0.99,0\n");
        List<Observation> all = HistoryPlanTests.Read(Plan());
        Assert.Equal(7 + (25 * 3_600) + (25 * 3_600), all.Count);
        Assert.Equal([1_000_000L, 970_000, 970_000, 990_000], [all[6].V0, all[7].V0, all[6 + (25 * 3_600)].V0, all[7 + (25 * 3_600)].V0]);
        Assert.Equal(Silent, At(all[7 + (25 * 3_600)]));
    }

    [Fact]
    public void Implied_rates_are_three_references_known_at_the_end_of_their_bar()
    {
        _files.Write("DERIVED_ftx_implied_USDTUSD_1h.csv", $"ts_utc_ms,via_btc,via_eth,via_sol\n{Ms(0)},0.99,0.98,0.97\n{Ms(3_600)},1,1,1\n");
        HistoryPlan plan = Plan();
        Assert.Equal(["USDT/USD@ftx-via-btc", "USDT/USD@ftx-via-eth", "USDT/USD@ftx-via-sol"], plan.Topology.UnitReferences.Select(r => r.Name));
        List<Observation> all = HistoryPlanTests.Read(plan);
        Assert.Equal(3 * 7_200, all.Count);
        Assert.Equal([(3_600L, 990_000L), (3_600, 980_000), (3_600, 970_000)], all[..3].Select(o => (At(o), o.V0)));
        Assert.Equal((10_799L, 1_000_000L), (At(all[^1]), all[^1].V0));
    }

    [Fact]
    public void Where_markets_play_the_rest_plays_only_while_they_do()
    {
        _files.Flat("binance_BTCUSDT_spot_1m.csv", 2, start: Start + 36_000);
        _files.Write("chainlink_USDCUSD_oracle_rounds.csv", $"{Candles}{Ms(0)},1,1,1,1,0\n{Ms(36_060)},0.99,0.99,0.99,0.99,0\n");
        _files.Write("binance_BTC_funding_2020.csv", $"ts_utc_ms,rate\n{Ms(-28_800)},0.0001\n{Ms(0)},0.0001\n");
        _files.Flat("uniswapv3_USDCUSDT_onchain_1h.csv", 48, 3_600, price: "1");
        HistoryPlan plan = Plan();
        Assert.Equal((Start + 36_000, Start + 36_119), (plan.FirstTime / FixedPoint.Second, plan.LastTime / FixedPoint.Second));
        List<Observation> all = HistoryPlanTests.Read(plan);
        Assert.Equal(360, all.Count);
        Assert.Equal(1_000_000, all.First(o => o.Kind == ObservationKind.UnitRate).V0);
        Assert.Equal(990_000, all.Last(o => o is { Index: 0, V0: < 1_000_000 }).V0);
        Assert.Contains("where the markets play", Assert.Single(plan.Notices).Reason, StringComparison.Ordinal);
        Assert.Equal(["BTC/USDT@binance"], plan.Topology.Instruments.Select(i => i.Name));
    }

    [Fact]
    public void Files_of_one_market_that_follow_one_another_are_one()
    {
        string late = _files.Flat("binance_BTCUSDT_spot_1m_b.csv", 3, price: "101", start: Start + 180);
        string early = _files.Flat("binance_BTCUSDT_spot_1m_c.csv", 3);
        HistoryPlan plan = HistoryPlanTests.Plan(new HistoryRequest { Paths = [late, early] });
        List<Observation> all = HistoryPlanTests.Read(plan);
        Assert.Equal(Enumerable.Range(0, 360).Select(i => (long)i), all.Select(At));
        Assert.Equal([100L, 101], all.Select(o => o.V0 / FixedPoint.Scale).Distinct());
        Assert.Single(plan.Topology.Instruments);
        Assert.Empty(plan.Notices);
    }

    [Fact]
    public void Between_files_a_gap_is_a_gap_and_an_overlap_an_error()
    {
        _files.Flat("binance_BTCUSDT_spot_1m_a.csv", 3);
        string next = _files.Flat("binance_BTCUSDT_spot_1m_b.csv", 3, start: Start + 300);
        Assert.Contains("gap of 2 missing 1m bars between binance_BTCUSDT_spot_1m_a.csv", Refused().Problem, StringComparison.Ordinal);
        HistoryPlan plan = Plan(new HistoryRequest { AllowGaps = true });
        Assert.Equal([0L, 2], plan.Inputs.Select(i => i.MissingBars));
        Assert.Equal(360, HistoryPlanTests.Read(plan).Count);
        File.Delete(next);
        next = _files.Flat("binance_BTCUSDT_spot_1m_b.csv", 3, start: Start + 190);
        Assert.Contains("not on the grid of 1m candles", Refused().Problem, StringComparison.Ordinal);
        File.Delete(next);
        _files.Flat("binance_BTCUSDT_spot_1m_b.csv", 3, start: Start + 120);
        HistoryError error = Refused();
        Assert.Contains("BTC/USDT@binance has a second file", error.Problem, StringComparison.Ordinal);
        Assert.Contains("2023-11-14 22:16:00 to 2023-11-14 22:16:59", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Gold_rounds_and_funding_are_joined_too()
    {
        _files.Flat("fx_XAUUSD_spot_1m_a.csv", 1);
        _files.Flat("fx_XAUUSD_spot_1m_b.csv", 1, start: Start + 600);
        _files.Write("o_USDCUSD_oracle_rounds_a.csv", $"{Candles}{Ms(0)},1,1,1,1,0\n");
        _files.Write("o_USDCUSD_oracle_rounds_b.csv", $"{Candles}{Ms(300)},0.9,0.9,0.9,0.9,0\n");
        _files.Flat("x_BTCUSD_spot_1m.csv", 11);
        List<Observation> all = HistoryPlanTests.Read(Plan());
        Assert.Equal(660, all.Count(o => o.Kind == ObservationKind.Gold));
        Assert.Equal(540, all.Count(o => o is { Kind: ObservationKind.Gold, V1: 0 }));
        Assert.Equal(300, all.Count(o => o is { Kind: ObservationKind.UnitRate, V0: 1_000_000 }));
        Assert.Equal(360, all.Count(o => o is { Kind: ObservationKind.UnitRate, V0: 900_000 }));
    }

    [Theory]
    [InlineData("0.0002", "0.0003", "0.0004", 4)]
    [InlineData("0.0002", "0.00031", "0.0004", 0)]
    [InlineData("0.0002", "0.0003", null, 0)]
    public void Funding_files_may_overlap_where_they_say_the_same(string second, string third, string? fourth, int rows)
    {
        _files.Write("a_BTC_funding_1.csv", $"ts_utc_ms,rate\n{Ms(0)},0.0001\n{Ms(28_800)},0.0002\n{Ms(57_600)},0.0003\n");
        string last = fourth is null ? string.Empty : $"{Ms(86_400)},{fourth}\n";
        _files.Write("a_BTC_funding_2.csv", $"ts_utc_ms,rate\n{Ms(28_800)},{second}\n{Ms(57_600)},{third}\n{last}");
        if (rows == 0)
        {
            Assert.Contains("has a second file", Refused().Problem, StringComparison.Ordinal);
            return;
        }

        Assert.Equal([100L, 200, 300, 400], HistoryPlanTests.Read(Plan()).Select(o => o.V0));
    }

    [Fact]
    public void A_venue_with_several_units_has_an_instrument_for_each_and_says_what_its_route_settles_in()
    {
        _files.Flat("kraken_BTCUSD_spot_1m.csv", 3);
        _files.Flat("kraken_BTCUSDC_spot_1m.csv", 3);
        _files.Flat("kraken_BTCUSDT_spot_1m.csv", 3);
        _files.Flat("coinbase_BTCUSDT_spot_1m.csv", 3);
        _files.Write(
            "depth_coinbase_btc_usd_1m.csv", $"ts_utc_ms,mid_close,spread_mean,spread_last,depth_mean,depth_last\n{Ms(0)},100,1,1,0.5,0.25\n");
        HistoryPlan plan = Plan();
        Topology t = plan.Topology;
        string[] markets = ["BTC/USD@coinbase", "BTC/USD@kraken", "BTC/USDC@kraken", "BTC/USDT@coinbase", "BTC/USDT@kraken"];
        Assert.Equal(markets, t.Instruments.Select(i => i.Name));
        Assert.Equal([("BTC@coinbase", "USDT"), ("BTC@kraken", "USDT")], t.Routes.Select(r => (r.Name, t.Units[r.SettlementUnit].Name)));
        const string Said = "BTC is quoted in several units at kraken: the route BTC@kraken settles in USDT; the value of USD, USDC binds none there";
        Assert.Equal(Said, Assert.Single(plan.Notices).Reason);
    }

    private static long Ms(long second, long more = 0) => ((Start + second) * 1_000) + more;

    private static long At(Observation o) => (o.SourceTime / FixedPoint.Second) - Start;

    private HistoryPlan Plan(HistoryRequest? request = null) =>
        HistoryPlanTests.Plan((request ?? new HistoryRequest()) with { Paths = [_files.Root] });

    private HistoryError Refused()
    {
        Assert.Null(HistoryPlan.Open(new HistoryRequest { Paths = [_files.Root] }, out HistoryError[] errors));
        return Assert.Single(errors);
    }
}
