using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Basisd.Market;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Market;

public sealed class HistoryPlanTests : IDisposable
{
    private const long Start = HistoryFixture.Start * FixedPoint.Second;

    private readonly HistoryFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void PlaysTheFinestSpotOfEachAsset()
    {
        _files.Flat("binance_BTCUSDT_spot_5m.csv", 2, 300);
        _files.Flat("binance_BTCUSDT_spot_1h.csv", 1, 3_600);
        _files.Flat("kraken_BTCUSD_spot_5m.csv", 2, 300);
        _files.Flat("ftx_BTCUSDT_spot_1h.csv", 1, 3_600);
        _files.Flat("okx_BTCUSDT_perp_1m.csv", 10);
        _files.Flat("ftx_PAXGUSD_spot_1h.csv", 1, 3_600);
        _files.Flat("kraken_USDCUSD_spot_1h.csv", 1, 3_600, "0.9995");
        _files.Flat("binance_USDCUSDT_spot_1m.csv", 1, 60, "1");
        _files.Flat("fx_XAUUSD_spot_1h.csv", 1, 3_600);
        _files.Write("ethereum_block_at_hour_1h.csv", "ts_utc_ms,block\n");
        _files.Write("notes.csv", "anything");
        HistoryPlan plan = Plan(new HistoryRequest { Paths = [_files.Root] });

        Assert.Equal(
            ["USDC/USD@kraken", "USDC/USDT@binance", "XAU/USD@fx", "BTC/USD@kraken", "BTC/USDT@binance", "PAXG/USD@ftx"],
            plan.Inputs.Select(i => i.Name));
        Assert.Equal(5, plan.Notices.Length);
        Assert.Contains(plan.Notices, n => Says(n, "ethereum_block_at_hour_1h.csv: skipped: block heights say nothing of the finality"));
        Assert.Contains(plan.Notices, n => Says(n, "okx_BTCUSDT_perp_1m.csv: skipped: a derivative"));

        Topology t = plan.Topology;
        Assert.Equal(["binance", "ftx", "kraken"], t.Venues.Select(v => v.Name));
        Assert.All(t.Venues, v => Assert.False(v.CallsRequired));
        Assert.Equal(["BTC", "PAXG"], t.Assets.Select(a => a.Name));
        Assert.Equal([50_000L, 20_000L], t.Assets.Select(a => a.ExtremeMovePpm));
        Assert.Equal(["USD", "USDC", "USDT"], t.Units.Select(u => u.Name));

        // One market in USD, one in USDT: a tie goes to the first name.
        Assert.Equal("USD", t.Units[t.Assets[0].ReferenceUnit].Name);
        Assert.Equal(["BTC@binance", "BTC@kraken", "PAXG@ftx"], t.Routes.Select(r => r.Name));
        Assert.Equal(["USDT", "USD", "USD"], t.Routes.Select(r => t.Units[r.SettlementUnit].Name));
        Assert.Equal(Start, plan.FirstTime);
        Assert.Equal(Start + (3_599 * FixedPoint.Second), plan.LastTime);
        Assert.All(
            plan.Inputs.Where(i => i.Kind != HistoryFileKind.Gold),
            i => Assert.Equal(i.Name, IsPrice(i) ? t.Instruments[i.Index].Name : t.UnitReferences[i.Index].Name));
        Assert.Equal(300 * FixedPoint.Second, plan.InstrumentIntervals[plan.Inputs.First(i => i.Name == "BTC/USD@kraken").Index]);
    }

    [Fact]
    public void AllIntervalsPlaysTheRestButNoMarketTwice()
    {
        _files.Flat("binance_BTCUSDT_spot_5m.csv", 2, 300);
        _files.Flat("binance_BTCUSDT_spot_1h.csv", 1, 3_600);
        _files.Flat("ftx_BTCUSDT_spot_1h.csv", 1, 3_600);
        _files.Flat("okx_BTCUSDT_perp_1m.csv", 10);
        HistoryPlan plan = Plan(new HistoryRequest { Paths = [_files.Root], AllIntervals = true });
        Assert.Equal(["BTC/USDT:perp@okx", "BTC/USDT@binance", "BTC/USDT@ftx"], plan.Inputs.Select(i => i.Name));
        Assert.Equal([60, 300, 3_600], plan.Inputs.Select(i => i.IntervalSeconds));
        Assert.Equal([false, true, true], plan.Topology.Instruments.Select(i => i.IsReference));
        Assert.Contains("plays from binance_BTCUSDT_spot_5m.csv", Assert.Single(plan.Notices).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNamedPlays()
    {
        _files.Flat("binance_BTCUSDT_spot_5m.csv", 2, 300);
        string coarse = _files.Flat("binance_BTCUSDT_spot_1h.csv", 1, 3_600);
        string perp = _files.Flat("okx_BTCUSDT_perp_1m.csv", 10);
        HistoryPlan plan = Plan(new HistoryRequest { Paths = [_files.Root, coarse, perp] });
        Assert.Equal([("BTC/USDT:perp@okx", 60), ("BTC/USDT@binance", 3_600)], plan.Inputs.Select(i => (i.Name, i.IntervalSeconds)));
    }

    [Fact]
    public void ANamedFileNeedsNoTellingName()
    {
        string path = _files.Flat("mine.csv", 3, 300);
        string unit = _files.Flat("usdc.csv", 3, 60, "0.99");
        string other = _files.Flat("binance_ETHUSD_spot_1m.csv", 3);
        HistoryPlan plan = Plan(new HistoryRequest
        {
            Named = [Named($"BTC@a={path}"), Named($"BTC/USDC@b={path}"), Named($"USDC@k={unit}"), Named($"BTC@c={other}")],
        });
        Assert.Equal(["USDC/USD@k", "BTC/USD@c", "BTC/USDC@b", "BTC/USDT@a"], plan.Inputs.Select(i => i.Name));
        Assert.Equal([60, 60, 300, 300], plan.Inputs.Select(i => i.IntervalSeconds));
        Assert.Contains("its name says ETH", Assert.Single(plan.Notices).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesTheWholeBeforeItPlays()
    {
        _files.Flat("binance_BTCUSDT_spot_1m.csv", 3);
        _files.Write("kraken_BTCUSDT_spot_1m.csv", HistoryFixture.Header + "1700000040000,1,1,1,1,0\n1700000100000,1,x,1,1,0\n");
        _files.Write("okx_BTCUSDT_spot_1m.csv", HistoryFixture.Header + "1700000040000,1,1,1,1,0\n1700000160000,1,1,1,1,0\n");
        Assert.Null(HistoryPlan.Open(new HistoryRequest { Paths = [_files.Root] }, out HistoryError[] errors));
        Assert.Equal(2, errors.Length);
        const string Wrong = "kraken_BTCUSDT_spot_1m.csv: line 3, column 3: high: expected a decimal number (digits, one point), found 'x'";
        const string Gap = "okx_BTCUSDT_spot_1m.csv: line 3, column 1: ts_utc_ms: gap of 1 missing 1m bar: ";
        Assert.EndsWith(Wrong, errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains(Gap, errors[1].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "no such file or directory")]
    [InlineData(".", "holds no *.csv file")]
    public void SaysWhatIsNotThere(string path, string problem)
    {
        Assert.Null(HistoryPlan.Open(new HistoryRequest { Paths = [Path.Combine(_files.Root, path)] }, out HistoryError[] errors));
        Assert.Contains(problem, Assert.Single(errors).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesWhatItCannotChooseOrUnderstand()
    {
        string a = _files.Flat("binance_BTCUSDT_spot_1m.csv", 1);
        string b = _files.Flat("binance_BTCUSDT_spot_1m_more.csv", 1);
        string depth = _files.Flat("depth_x_btc_usd_1m.csv", 1);
        string chain = _files.Flat("ethereum_block_at_hour_1h.csv", 1);
        string odd = _files.Flat("odd.csv", 1);
        Assert.Contains("second file", Refused(new HistoryRequest { Paths = [a, b] }), StringComparison.Ordinal);
        Assert.Contains("nothing to play: ", Refused(new HistoryRequest { Paths = [chain] }), StringComparison.Ordinal);
        Assert.Contains("expected the header ts_utc_ms,mid_close", Refused(new HistoryRequest { Paths = [depth] }), StringComparison.Ordinal);
        Assert.Contains("name is not understood", Refused(new HistoryRequest { Paths = [a, odd] }), StringComparison.Ordinal);
        Assert.Contains("no usable interval", Refused(new HistoryRequest { Named = [Named($"BTC@x={odd}")] }), StringComparison.Ordinal);
        Assert.Contains("no asset in scope", Refused(new HistoryRequest { Named = [Named($"DOGE@x={a}")] }), StringComparison.Ordinal);
        Assert.Contains("order-book depth", Refused(new HistoryRequest { Named = [Named($"BTC@x={depth}")] }), StringComparison.Ordinal);
        Assert.Contains("nothing to play: name a directory", Refused(new HistoryRequest()), StringComparison.Ordinal);
        Assert.Contains("between the given times", Refused(new HistoryRequest { Paths = [a], To = Start }), StringComparison.Ordinal);
        Assert.Contains("between the given times", Refused(new HistoryRequest { Paths = [a], From = long.MaxValue }), StringComparison.Ordinal);
        HistoryPlan twice = Plan(new HistoryRequest { Paths = [a, a] });
        Assert.Single(twice.Inputs);
    }

    [Fact]
    public void MergesByTimeThenByInput()
    {
        _files.Flat("binance_BTCUSDT_spot_1m.csv", 2, start: HistoryFixture.Start);
        _files.Flat("kraken_BTCUSDT_spot_1m.csv", 2, price: "101", start: HistoryFixture.Start + 60);
        _files.Flat("kraken_USDCUSD_spot_1m.csv", 1, price: "0.9995", start: HistoryFixture.Start + 30);
        _files.Write("kraken_calls_1s.csv", $"{CallFile.Header}\n{(HistoryFixture.Start + 60) * 1_000},timeout,200\n");
        HistoryPlan plan = Plan(new HistoryRequest { Paths = [_files.Root] });
        List<Observation> all = Read(plan);
        Assert.Equal(120 + 120 + 60 + 1, all.Count);
        for (int i = 0; i < all.Count; i++)
        {
            Assert.Equal((ulong)i + 1, all[i].Sequence);
            Assert.True(i == 0 || (all[i].SourceTime, Rank(all[i])).CompareTo((all[i - 1].SourceTime, Rank(all[i - 1]))) > 0);
        }

        List<Observation> minute = all.FindAll(o => o.SourceTime == Start + (60 * FixedPoint.Second));
        ObservationKind[] kinds = [ObservationKind.UnitRate, ObservationKind.CallResult, ObservationKind.Price, ObservationKind.Price];
        Assert.Equal(kinds, minute.Select(o => o.Kind));
        Assert.Equal([999_500L, 1, 100 * FixedPoint.Scale, 101 * FixedPoint.Scale], minute.Select(o => o.V0));
        Assert.Equal((200 * FixedPoint.Millisecond, -1L, 1u), (minute[1].V1, minute[1].V2, minute[1].Index));
        Assert.Equal(plan.FirstTime, all[0].SourceTime);
        Assert.Equal(plan.LastTime, all[^1].SourceTime);

        static long Rank(in Observation o) => o.Kind switch
        {
            ObservationKind.UnitRate => 0,
            ObservationKind.CallResult => 100 + o.Index,
            _ => 200 + o.Index,
        };
    }

    [Theory]
    [InlineData(0, 360)]
    [InlineData(1, 360)]
    [InlineData(59, 61)]
    [InlineData(60, 120)]
    [InlineData(61, 62)]
    [InlineData(240, 241)]
    [InlineData(241, 301)]
    [InlineData(299, 10_000)]
    public void BoundsCutTheSameSequence(int from, int to)
    {
        _files.Write("binance_BTCUSDT_spot_1m.csv", Wave());
        _files.Write("kraken_BTCUSDT_spot_1m.csv", Wave());
        List<Observation> whole = Read(Plan(new HistoryRequest { Paths = [_files.Root], AllowGaps = true }));
        long first = Start + (from * FixedPoint.Second);
        long end = Start + (to * FixedPoint.Second);
        HistoryPlan cut = Plan(new HistoryRequest { Paths = [_files.Root], AllowGaps = true, From = first, To = end });
        List<Observation> inside = whole.FindAll(o => o.SourceTime >= first && o.SourceTime < end);
        List<(long, uint, long)> expected = inside.ConvertAll(o => (o.SourceTime, o.Index, o.V0));
        Assert.Equal(expected, Read(cut).ConvertAll(o => (o.SourceTime, o.Index, o.V0)));
        Assert.NotEmpty(expected);
        Assert.Equal(first, cut.FirstTime);
        Assert.True(cut.LastTime < end);
    }

    [Fact]
    public void MapsOntoGivenNames()
    {
        _files.Flat("binance_BTCUSDT_spot_1m.csv", 1);
        _files.Flat("kraken_BTCUSD_spot_1m.csv", 1);
        _files.Flat("kraken_USDCUSD_spot_1m.csv", 1);
        _files.Flat("x_DOGEUSDT_spot_1m.csv", 1);
        _files.Write("kraken_calls_1s.csv", $"{CallFile.Header}\n{HistoryFixture.Start * 1_000},ok,20\n");
        _files.Write("nobody_calls_1s.csv", $"{CallFile.Header}\n{HistoryFixture.Start * 1_000},ok,20\n");
        TopologyBuilder builder = new();
        builder.AddVenue("x");
        builder.AddVenue("kraken");
        builder.AddAsset("DOGE", "USDT", 80_000);
        builder.AddAsset("BTC", "USD", 50_000);
        builder.AddInstrument("DOGE", "USDT", "x", false);
        builder.AddInstrument("BTC", "USD", "kraken", false);
        builder.AddUnitReference("USDT", "USD", "kraken");
        Topology topology = builder.Build();
        HistoryPlan plan = Plan(new HistoryRequest { Paths = [_files.Root], Topology = topology });
        Assert.Same(topology, plan.Topology);
        Assert.Equal([("kraken", 1), ("BTC/USD@kraken", 1), ("DOGE/USDT@x", 0)], plan.Inputs.Select(i => (i.Name, i.Index)));
        Assert.Equal(3, plan.Notices.Count(n => n.Reason.EndsWith("is not in the configuration", StringComparison.Ordinal)));
    }

    [Fact]
    public void FindsTheLargestMove()
    {
        _files.Write("binance_BTCUSDT_spot_1m.csv", Wave());
        _files.Flat("binance_ETHUSDT_spot_1h.csv", 1, 3_600);
        HistoryPlan plan = Plan(new HistoryRequest { Paths = [_files.Root], AllowGaps = true });
        LargestMove move = plan.LargestMove()!;

        // 104 against 96 within the five bars from minute 0 on.
        Assert.Equal(new LargestMove("BTC", "BTC/USDT@binance", Start, 83_333), move);
    }

    [Fact]
    public void ACoarseBarCountsWithWhatFiveMinutesOfItCover()
    {
        _files.Write("binance_BTCUSDT_spot_1h.csv", HistoryFixture.Header + "1700000040000,100,112,100,100,0\n");
        Assert.Equal(20_000, Plan(new HistoryRequest { Paths = [_files.Root] }).LargestMove()!.MovePpm);
    }

    [Fact]
    public void AnAbsurdMoveDoesNotOverflow()
    {
        _files.Write("binance_BTCUSDT_spot_1h.csv", HistoryFixture.Header + "1700000040000,1,10000000,0.00000001,1,0\n");
        Assert.True(Plan(new HistoryRequest { Paths = [_files.Root] }).LargestMove()!.MovePpm > 0);
    }

    [Fact]
    public void AFileThatChangesUnderTheRunEndsIt()
    {
        string path = _files.Flat("binance_BTCUSDT_spot_1m.csv", 3);
        _files.Flat("kraken_BTCUSDT_spot_1m.csv", 3);
        HistoryPlan plan = Plan(new HistoryRequest { Paths = [_files.Root] });
        File.WriteAllText(path, HistoryFixture.Header + "1700000040000,1,1,1,1,0\nbroken\n");
        using (HistoryReader reader = plan.OpenReader())
        {
            int count = 0;
            while (reader.Next(out _))
            {
                count++;
            }

            Assert.InRange(count, 1, 121);
            Assert.Equal(3, reader.Error!.Line);
        }

        File.Delete(path);
        using HistoryReader none = plan.OpenReader();
        Assert.False(none.Next(out _));
        Assert.Contains("cannot be opened", none.Error!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadingAllocatesNothingPerObservation()
    {
        _files.Flat("binance_BTCUSDT_spot_1m.csv", 200);
        _files.Flat("kraken_USDCUSD_spot_1m.csv", 200, price: "1");
        HistoryPlan plan = Plan(new HistoryRequest { Paths = [_files.Root] });
        Assert.Equal(0, SteadyAllocation.LeastOf(() =>
        {
            using HistoryReader reader = plan.OpenReader();
            Assert.True(reader.Next(out _));
            int count = 0;
            long allocated = SteadyAllocation.Of(() =>
            {
                while (reader.Next(out _))
                {
                    count++;
                }
            });
            Assert.Equal((200 * 60 * 2) - 1, count);
            return allocated;
        }));
    }

    internal static List<Observation> Read(HistoryPlan plan) => First(plan, int.MaxValue);

    internal static List<Observation> First(HistoryPlan plan, int most)
    {
        using HistoryReader reader = plan.OpenReader();
        List<Observation> all = [];
        while (all.Count < most && reader.Next(out Observation o))
        {
            all.Add(o);
        }

        Assert.Null(reader.Error);
        return all;
    }

    internal static HistoryPlan Plan(HistoryRequest request)
    {
        HistoryPlan? plan = HistoryPlan.Open(request, out HistoryError[] errors);
        Assert.True(plan is not null, string.Join('\n', errors.Select(e => e.ToString())));
        return plan;
    }

    private static bool IsPrice(HistoryInput input) => input.Kind == HistoryFileKind.Price;

    private static bool Says(HistoryNotice notice, string text) => notice.ToString().Contains(text, StringComparison.Ordinal);

    private static string Refused(HistoryRequest request)
    {
        Assert.Null(HistoryPlan.Open(request, out HistoryError[] errors));
        return Assert.Single(errors).Problem;
    }

    private static NamedInput Named(string text)
    {
        NamedInput? named = NamedInput.Parse(text, out HistoryError? error);
        Assert.True(named is not null, error?.ToString());
        return named;
    }

    // Five bars, one of them missing, that differ.
    private static string Wave() => HistoryFixture.Header
        + "1700000040000,100,104,99,101,0\n1700000100000,101,103,98,99,0\n1700000160000,99,100,97,98,0\n"
        + "1700000280000,98,99,96,97,0\n1700000340000,97,98,97,98,0\n";
}
