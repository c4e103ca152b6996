using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Basisd.Host.Metrics;
using Basisd.Market;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Market;

/// <summary>Files of observations of any kind: what is taken, what is refused and where, and that nothing brings them down.</summary>
public sealed class ObservationFileTests(ITestOutputHelper output) : IDisposable
{
    internal const string Header = ObservationFile.Header + "\n";

    /// <summary>A row of every kind.</summary>
    internal static readonly string[] Rows =
    [
        "call_result,kraken,1,200000000,-1",
        "price,BTC/USDT@kraken,6000000000000",
        "depth,BTC/USDT@kraken,100000000,90000000,2500",
        "slippage,BTC@kraken,-5,30,1",
        "cost_alpha,BTC@kraken,40,-20",
        "margin_ratio,BTC-PERP@kraken,1490000,100000000",
        "funding,BTC/USDT:perp@kraken,-1200,28800000000000",
        "transfer_status,ETH@kraken,0,1",
        "confirmation,BTC@kraken+bravo,3600000000000,1,77",
        "chain_status,SOL,60000000000,0,0,1",
        "unit_rate,USDC/USD@kraken,973000",
        "gold,-,200000000000,1",
        "balance_pair,PAXG@kraken,100,99,-1",
        "order_event,BTC@kraken,-9223372036854775808,4,-100,0",
        "fill,BTC@kraken,1,9223372036854775807,-100,1",
        "position,position/BTC-PERP@kraken,-5,0",
        "command_ack,-,7,1",
        "integrity_report,venue/kraken,3,4",
        "engine_heartbeat,-,12",
    ];

    private readonly HistoryFixture _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Every_kind_has_the_word_that_metrics_have()
    {
        Assert.Equal(ObservationWords.All().Select(k => NodeMetrics.SnakeCase(k.ToString())), ObservationWords.All().Select(ObservationWords.Of));
        Assert.Equal(ObservationRanges.KindCount - 1, ObservationWords.All().Length);
        Assert.Equal(ObservationWords.All().Select(ObservationWords.Of), Rows.Select(r => r.Split(',')[0]));
    }

    [Fact]
    public void Every_kind_plays_and_makes_its_names()
    {
        _files.Write("all_observations.csv", Good());
        HistoryPlan plan = HistoryPlanTests.Plan(new HistoryRequest { Paths = [_files.Root] });
        List<Observation> all = HistoryPlanTests.Read(plan);
        Assert.Equal(ObservationWords.All(), all.Select(o => o.Kind));
        Assert.Empty(plan.Notices);
        Topology t = plan.Topology;
        Assert.Equal(["bravo", "kraken"], t.Venues.Select(v => v.Name));
        Assert.Equal(["BTC", "ETH", "PAXG", "SOL"], t.Assets.Select(a => a.Name));
        Assert.Equal(["BTC@kraken", "BTC@kraken+bravo", "ETH@kraken", "PAXG@kraken"], t.Routes.Select(r => r.Name));
        Assert.Equal(["BTC/USDT:perp@kraken", "BTC/USDT@kraken"], t.Instruments.Select(i => i.Name));
        Assert.Equal(["USDC/USD@kraken"], t.UnitReferences.Select(r => r.Name));
        Assert.Equal(["position/BTC-PERP@kraken"], t.Positions.Select(p => p.Name));
        Assert.Equal("USDT", t.Units[t.Assets[0].ReferenceUnit].Name);
        Observation kept = all[(int)ObservationKind.Confirmation - 1];
        Assert.Equal((1u, 3_600_000_000_000L, 1L, 77L, 0L, 0L), (kept.Index, kept.V0, kept.V1, kept.V2, kept.V3, kept.V4));
        Assert.Equal(t.Scopes.First(s => s.Name == "venue/kraken").Index, (int)all[(int)ObservationKind.IntegrityReport - 1].Index);
        Assert.True(plan.Plays(ObservationKind.CallResult, 1) && !plan.Plays(ObservationKind.CallResult, 0));
    }

    /// <summary>A row, the column that is wrong, and a word of what is said.</summary>
    public static TheoryData<string, int, string> Faults() => new()
    {
        { "x,price,BTC/USDT@kraken,1", 1, "Unix milliseconds" },
        { "0,price,BTC/USDT@kraken,1", 1, "Unix milliseconds" },
        { "1600000000000,price,BTC/USDT@kraken,1", 1, "must not go back" },
        { "TIME,prices,BTC/USDT@kraken,1", 2, "expected a kind (call_result, price" },
        { "TIME,,BTC/USDT@kraken,1", 2, "found nothing" },
        { "TIME,price,,1", 3, "expected a name" },
        { "TIME,price,BTC@kraken,1", 3, "expected a market such as" },
        { "TIME,price,DOGE/USDT@kraken,1", 3, "no asset in scope" },
        { "TIME,price,BTC/EUR@kraken,1", 3, "no known unit" },
        { "TIME,price,BTC/USDT@Kraken,1", 3, "no venue name" },
        { "TIME,price,BTC/USDT@kra\u00e9ken,1", 3, "plain text" },
        { "TIME,call_result,BTC@kraken,0", 3, "no venue name" },
        { "TIME,slippage,BTC,1,1", 3, "expected a route" },
        { "TIME,slippage,BTC@a+a,1,1", 3, "twice" },
        { "TIME,unit_rate,USD/USD@a,1000000", 3, "in itself" },
        { "TIME,margin_ratio,BTC,1,1", 3, "expected a position" },
        { "TIME,margin_ratio,B C@a,1,1", 3, "do not have" },
        { "TIME,gold,XAU,1,1", 3, "expected -" },
        { "TIME,integrity_report,node/a,1,1", 3, "expected a scope" },
        { "TIME,integrity_report,module/,1,1", 3, "expected a scope" },
        { "TIME,call_result,a123456789a123456789a123456789a123456789a123456789a123456789,1", 3, "longer than" },
        { "TIME,price,BTC/USDT@kraken,", 4, "whole number" },
        { "TIME,price,BTC/USDT@kraken,0", 4, "expected 1 to 1000000000000000, found 0" },
        { "TIME,price,BTC/USDT@kraken,1.5", 4, "whole number" },
        { "TIME,price,BTC/USDT@kraken,+1", 4, "whole number" },
        { "TIME,price,BTC/USDT@kraken,-", 4, "whole number" },
        { "TIME,price,BTC/USDT@kraken,99999999999999999999999", 4, "whole number" },
        { "TIME,order_event,BTC@kraken,9223372036854775808,0", 4, "64 bits" },
        { "TIME,price,BTC/USDT@kraken,1,1,5", 6, "price has no such value" },
        { "TIME,transfer_status,BTC@kraken,1,2", 5, "expected 0 to 1, found 2" },
        { "TIME,transfer_status,BTC@kraken,1,,1", 6, "behind an empty one" },
        { "TIME,fill,BTC@kraken,1,1,0,1", 6, "fill of nothing" },
        { "TIME,depth,BTC/USDT@kraken,1,1", 6, "expected 1 to" },
        { "TIME,chain_status,BTC,1,0,0,0,1", 8, "has no such value" },
        { "TIME,price,BTC/USDT@kraken", 0, "expected 4 to 8 columns" },
        { "TIME,price,BTC/USDT@kraken,1,0,0,0,0,0", 0, "expected 4 to 8 columns" },
        { "", 0, "the line is empty" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_named_by_line_and_column(string row, int column, string says)
    {
        string bad = row.Replace("TIME", $"{(HistoryFixture.Start + 1_000) * 1_000}", StringComparison.Ordinal);
        string path = _files.Write("bad_observations.csv", Good() + bad + "\n");
        Assert.Null(HistoryPlan.Open(new HistoryRequest { Paths = [path] }, out HistoryError[] errors));
        HistoryError error = Assert.Single(errors);
        Assert.Equal((Rows.Length + 2, column), (error.Line, error.Column));
        Assert.Contains(says, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_within_a_second_keep_their_order_and_play_at_it()
    {
        long ms = HistoryFixture.Start * 1_000;
        _files.Write("a_observations.csv", Header + $"{ms + 7},engine_heartbeat,-,1\n{ms + 7},price,BTC/USDT@a,5\n{ms + 999},engine_heartbeat,-,2\n");
        _files.Write("b_observations.csv", Header + $"{ms + 500},engine_heartbeat,-,3,,,,\n");
        List<Observation> all = HistoryPlanTests.Read(HistoryPlanTests.Plan(new HistoryRequest { Paths = [_files.Root] }));
        Assert.Equal([1L, 5, 2, 3], all.Select(o => o.V0));
        Assert.All(all, o => Assert.Equal(HistoryFixture.Start * FixedPoint.Second, o.SourceTime));
    }

    [Fact]
    public void What_another_file_plays_is_refused()
    {
        _files.Flat("kraken_BTCUSDT_spot_1m.csv", 3);
        string path = _files.Write("x_observations.csv", Header + $"{HistoryFixture.Start * 1_000},price,BTC/USDT@kraken,5\n");
        Assert.Null(HistoryPlan.Open(new HistoryRequest { Paths = [_files.Root] }, out HistoryError[] errors));
        Assert.Contains("has price of BTC/USDT@kraken, which ", Assert.Single(errors).ToString(), StringComparison.Ordinal);
        File.WriteAllText(path, Header + $"{HistoryFixture.Start * 1_000},depth,BTC/USDT@kraken,5,5,1\n");
        Assert.NotNull(HistoryPlan.Open(new HistoryRequest { Paths = [_files.Root] }, out _));
    }

    [Fact]
    public void Rows_about_names_that_a_configuration_lacks_are_passed_over_and_said()
    {
        _files.Write("all_observations.csv", Good());
        TopologyBuilder builder = new();
        builder.AddVenue("kraken");
        builder.AddAsset("BTC", "USDT", 50_000);
        builder.AddRoute("BTC", "kraken", null, "USDT");
        Topology topology = builder.Build();
        HistoryPlan plan = HistoryPlanTests.Plan(new HistoryRequest
        {
            Paths = [_files.Root],
            Topology = topology,
            ScopeNames = ["platform", "asset/BTC", "route/BTC@kraken", "venue/kraken"],
        });
        List<Observation> all = HistoryPlanTests.Read(plan);
        Assert.Equal(9, all.Count);
        Assert.Equal(3u, all.First(o => o.Kind == ObservationKind.IntegrityReport).Index);
        string said = Assert.Single(plan.Notices).Reason;
        Assert.StartsWith("rows skipped, not in the configuration: balance_pair PAXG@kraken, chain_status SOL, ", said, StringComparison.Ordinal);
        Assert.Equal(10, said.Split(", ").Length - 1);
    }

    [Fact]
    public void Reading_allocates_nothing_per_row()
    {
        StringBuilder text = new(Header);
        for (int i = 0; i < 2_000; i++)
        {
            text.Append($"{(HistoryFixture.Start + (i / 3)) * 1_000},depth,BTC/USDT@kraken,{i},{i},2500\n");
        }

        _files.Write("d_observations.csv", text.ToString());
        using HistoryReader reader = HistoryPlanTests.Plan(new HistoryRequest { Paths = [_files.Root] }).OpenReader();
        Assert.True(reader.Next(out _));
        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = 1;
        while (reader.Next(out _))
        {
            count++;
        }

        Assert.Equal((2_000, 0L), (count, GC.GetAllocatedBytesForCurrentThread() - before));
    }

    [Fact]
    public void Random_and_mutated_bytes_are_a_plan_or_a_clear_error()
    {
        const int Seed = 20_261_121;
        byte[] good = Encoding.ASCII.GetBytes(Good());
        int plans = 0;
        for (int seed = Seed; seed < Seed + 3_000; seed++)
        {
            Random random = new(seed);
            byte[] bytes = seed % 5 == 0 ? Noise(random) : Mutated(random, good);
            using ObservationFile file = new(new MemoryStream(bytes), "f.csv");
            int rows = 0;
            while (file.Next(out ObservationRow row))
            {
                rows++;
                Observation o = new() { Kind = row.Kind, V0 = row.V0, V1 = row.V1, V2 = row.V2, V3 = row.V3, V4 = row.V4 };
                Assert.True(ObservationRanges.IsKind(row.Kind) && ObservationRanges.FirstRefused(o) < 0, $"seed {seed}: row {rows}");
                Assert.True(row.Name.Length > 0 && row.Second > 0, $"seed {seed}");
            }

            plans += file.Error is null ? 1 : 0;
            Assert.True(file.Error is null ? rows > 0 : file.Error.Problem.Length > 0 && file.Error.Line >= rows, $"seed {seed}: {file.Error}");
        }

        output.WriteLine($"{plans} of 3000 were still files");
        Assert.InRange(plans, 50, 2_900);
    }

    [Fact]
    public void A_mutated_file_in_a_folder_is_a_plan_that_plays_or_a_clear_error()
    {
        byte[] good = Encoding.ASCII.GetBytes(Good());
        for (int seed = 1; seed <= 150; seed++)
        {
            string path = Path.Combine(_files.Root, "m_observations.csv");
            File.WriteAllBytes(path, Mutated(new Random(seed), good));
            HistoryPlan? plan = HistoryPlan.Open(new HistoryRequest { Paths = [path] }, out HistoryError[] errors);
            bool isSaid = errors.Length > 0 && errors.All(e => e.Problem.Length > 0);
            Assert.True(plan is null ? isSaid : HistoryPlanTests.Read(plan).Count > 0, $"seed {seed}");
        }
    }

    internal static string Good() =>
        Header + string.Concat(Rows.Select((row, i) => $"{((HistoryFixture.Start + i) * 1_000) + (i * 7 % 10)},{row}\n"));

    private static byte[] Noise(Random random)
    {
        byte[] noise = new byte[random.Next(400)];
        random.NextBytes(noise);
        return random.Next(2) == 0 ? noise : [.. Encoding.ASCII.GetBytes(Header), .. noise];
    }

    private static byte[] Mutated(Random random, byte[] good)
    {
        List<byte> bytes = [.. good];
        const string Alphabet = "0123456789,-@/:+.\n\r abzXYZ_\0\u00ff";
        for (int i = random.Next(3); i >= 0; i--)
        {
            int at = random.Next(Header.Length, bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)Alphabet[random.Next(Alphabet.Length)]; break;
                case 1: bytes.Insert(at, (byte)Alphabet[random.Next(Alphabet.Length)]); break;
                case 2: bytes.RemoveAt(at); break;
                default: bytes.RemoveRange(at, Math.Min(random.Next(60), bytes.Count - at)); break;
            }
        }

        return [.. bytes];
    }
}
