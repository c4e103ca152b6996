using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Linux;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Commands;
using Xunit;

namespace Basisd.Tests.Host.Loop;

/// <summary><c>basisd plan</c> against a live node: real engine socket, real admin socket, and nothing is sent or journaled by asking.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class PlanLifeTests : IDisposable
{
    private const long One = FixedPoint.Scale;
    private const int Patience = 30_000;

    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-plan-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Without_facts_there_is_no_plan_and_what_is_missing_is_named()
    {
        await using LiveNode node = await LiveNode.StartAsync(Configuration());
        await node.UntilAsync("inputs", s => s.Scopes.All(x => x.AwaitingInputs.Count == 0));
        (int code, string said, _) = Run("plan", "reduce");
        Assert.Equal(1, code);
        Assert.Contains("no plan: BTC-PERP@alpha: its quantity was never reported", said, StringComparison.Ordinal);
        (code, said, _) = Run("plan", "reallocate", "BTC", "--from", "alpha", "--amount", "1.5");
        Assert.Equal(1, code);
        Assert.Contains("no plan for 1.5 BTC away from alpha: no other venue may take any of it", said, StringComparison.Ordinal);
        Assert.Contains("no depth was ever reported", said, StringComparison.Ordinal);
        (code, _, string error) = Run("plan", "reallocate", "BTC", "--from", "alpha");
        Assert.Equal(1, code);
        Assert.Contains("nobody has reported a balance of BTC at alpha: name the amount", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_is_shown_whole_and_nothing_is_journaled()
    {
        NodeConfiguration configuration = Configuration();
        await using LiveNode node = await LiveNode.StartAsync(configuration);
        await node.UntilAsync("inputs", s => s.Scopes.All(x => x.AwaitingInputs.Count == 0));
        Report(configuration);
        (int code, string said, _) = Run("plan", "reduce");
        Assert.Equal(0, code);
        Assert.Contains("10 slices in 45s; nothing was sent", said, StringComparison.Ordinal);
        Assert.Contains("+ 45s", said.Replace("+45s", "+ 45s", StringComparison.Ordinal), StringComparison.Ordinal);

        ReductionPlanView plan = Json(HttpJson.Default.ReductionPlanView, "plan", "reduce", "--position", "BTC-PERP@alpha", "--to", "0.5");
        Assert.Equal(8, plan.Slices.Count);
        Assert.Equal(-One * 3 / 2, plan.Slices.Sum(s => s.Quantity));
        Assert.Equal("allow", plan.Positions[0].Permission);
        Assert.Equal(2 * One, plan.Positions[0].Depth);
        plan = Json(HttpJson.Default.ReductionPlanView, "plan", "reduce", "asset/BTC", "--quantity", "0.3");
        Assert.Equal([-15_000_000L, -15_000_000L], plan.Slices.Select(s => s.Quantity));
        plan = Json(HttpJson.Default.ReductionPlanView, "plan", "reduce", "venue/alpha", "--share", "5%");
        Assert.Equal([-10_000_000L], plan.Slices.Select(s => s.Quantity));

        ReallocationPlanView move = Json(HttpJson.Default.ReallocationPlanView, "plan", "reallocate", "BTC", "--from", "alpha");
        Assert.Equal((One, One, true), (move.Amount, move.Held, move.FromHealthy));
        Assert.Equal([("bravo", 40_000_000L), ("carol", 60_000_000L)], move.Venues.Select(v => (v.Venue, v.Amount)));
        (code, said, _) = Run("plan", "reallocate", "BTC", "--from", "alpha");
        Assert.Equal(0, code);
        Assert.Contains("1 BTC would leave alpha; nothing was moved", said, StringComparison.Ordinal);
        Assert.Contains("note: alpha is healthy", said, StringComparison.Ordinal);
        (code, said, _) = Run("plan", "reallocate", "BTC", "--from", "alpha", "--amount", "1.1");
        Assert.Equal(1, code);
        Assert.Contains("1.1 is more than the venue holds, 1", said, StringComparison.Ordinal);

        // Frozen: the plan can be seen before anybody orders containment, and that the gate would not let it through is said.
        Assert.Equal(0, Run("halt", "--reason", "test").Code);
        plan = Json(HttpJson.Default.ReductionPlanView, "plan", "reduce");
        Assert.Equal("deny", plan.Positions[0].Permission);
        Assert.Equal(1, Run("plan", "reallocate", "BTC", "--from", "alpha").Code);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_said_with_its_remedy()
    {
        await using LiveNode node = await LiveNode.StartAsync(Configuration());
        foreach ((string[] words, int code, string problem) in new (string[], int, string)[]
        {
            (["plan", "reduce", "asset/DOGE"], 1, "there is no scope 'asset/DOGE'"),
            (["plan", "reduce", "--position", "X@alpha"], 1, "there is no position 'X@alpha'; there is BTC-PERP@alpha"),
            (["plan", "reduce", "--quantity", "1"], 1, "name an asset, a route or one position"),
            (["plan", "reduce", "--quantity", "0"], 2, "quantity is above 0"),
            (["plan", "reduce", "--quantity", "1.123456789"], 2, "at most eight"),
            (["plan", "reduce", "--share", "101%"], 2, "is no share"),
            (["plan", "reduce", "--share", "0.00001%"], 2, "is no share"),
            (["plan", "reduce", "--share", "half"], 2, "is no share"),
            (["plan", "reduce", "--to", "1"], 2, "name it"),
            (["plan", "reduce", "--share", "5%", "--quantity", "1"], 2, "exclude each other"),
            (["plan", "reduce", "asset/BTC", "--position", "BTC-PERP@alpha"], 2, "exclude each other"),
            (["plan", "reallocate", "DOGE", "--from", "alpha"], 1, "there is no asset 'DOGE'; there is BTC"),
            (["plan", "reallocate", "BTC", "--from", "x"], 1, "there is no venue 'x'; there is alpha, bravo, carol"),
            (["plan", "reallocate", "BTC"], 2, "--from"),
            (["plan", "reallocate", "BTC", "--from", "alpha", "--amount", "0"], 2, "amount is above 0"),
        })
        {
            (int answered, string output, string error) = Run(words);
            Assert.True(answered == code, $"{string.Join(' ', words)}: {answered}\n{output}{error}");
            Assert.Contains(problem, error, StringComparison.Ordinal);
        }
    }

    private static void Report(NodeConfiguration configuration)
    {
        using EngineClient engine = EngineClient.Connect(configuration.Engine.Socket, "facts", default, Patience);
        long now = BootClock.WallNs();
        engine.Send(
        [
            Of(ObservationKind.MarginRatio, 0, 1_800_000, 2 * One),
            Of(ObservationKind.Depth, 0, 2 * One, 2 * One, 2_500),
            Of(ObservationKind.Depth, 1, 2 * One, 2 * One, 2_500),
            Of(ObservationKind.Depth, 2, 2 * One, 4 * One, 2_500),
            Of(ObservationKind.Depth, 3, 9 * One, 3 * One, 2_500),
            Of(ObservationKind.BalancePair, 0, One, One),
        ]);
        engine.Send(new ControlRecord { Kind = ControlKind.Ping, V0 = 1 }, []);
        ControlRecord pong = engine.Await(ControlKind.Pong, Patience);
        Assert.Equal((6, 0), (pong.V1, pong.V3));

        Observation Of(ObservationKind kind, uint index, long v0, long v1, long v2 = 0) =>
            new() { Kind = kind, Index = index, SourceTime = now, V0 = v0, V1 = v1, V2 = v2 };
    }

    private T Json<T>(System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, params string[] words)
    {
        (int code, string output, string error) = Run([.. words, "--json"]);
        Assert.True(code == 0, $"{string.Join(' ', words)}: {code} {output} {error}");
        return JsonSerializer.Deserialize(output, type) ?? throw new InvalidOperationException(output);
    }

    private (int Code, string Output, string Error) Run(params string[] words) =>
        Verb.Run([.. words, "--run-dir", Path.Combine(_directory, "run")]);

    private NodeConfiguration Configuration()
    {
        string json = $$"""
            {
              "node": { "name": "node-1", "state_dir": "{{Path.Combine(_directory, "state")}}", "run_dir": "{{Path.Combine(_directory, "run")}}" },
              "http": { "listen": "127.0.0.1:0" },
              "plan": { "depth_max_age": "1h", "slippage_max_age": "1h" },
              "triggers": { "asset.liquidity_compression": { "enabled": false } },
              "topology": {
                "units": ["USDT"], "assets": [{ "name": "BTC", "reference_unit": "USDT" }],
                "venues": [{ "name": "alpha" }, { "name": "bravo" }, { "name": "carol" }],
                "instruments": [
                  { "asset": "BTC", "unit": "USDT", "venue": "alpha", "kind": "perp" },
                  { "asset": "BTC", "unit": "USDT", "venue": "alpha" },
                  { "asset": "BTC", "unit": "USDT", "venue": "bravo" },
                  { "asset": "BTC", "unit": "USDT", "venue": "carol" }
                ],
                "routes": [
                  { "asset": "BTC", "venue": "alpha", "settlement_unit": "USDT" },
                  { "asset": "BTC", "venue": "bravo", "settlement_unit": "USDT" },
                  { "asset": "BTC", "venue": "carol", "settlement_unit": "USDT" }
                ],
                "positions": [{ "name": "BTC-PERP@alpha", "venue": "alpha", "smallest_slice": 1000 }]
              }
            }
            """;
        ConfigurationResult loaded = ConfigurationLoader.Parse("test.json", Encoding.UTF8.GetBytes(json));
        return loaded.Configuration ?? throw new InvalidOperationException(string.Join('\n', loaded.Errors));
    }
}
