using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Commands.Demo;
using Basisd.Controls;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// Reductions told by the real daemon, carried out by the reference engine at a simulated venue, each a process of its own, with either or both
/// of them killed at every step: before an order is acted on, after it and before the acknowledgement, and at any moment between. The venue's own
/// book is the judge: each command has at most one order, each one that counts as verified has its order, and what left the positions is what
/// these orders filled. Rounds and seed: <c>BASISD_BOTH_KILLS</c>, <c>BASISD_KILL_SEED</c>.
/// </summary>
[Collection("daemon live")]
public sealed class BothSidesKillTests : IDisposable
{
    private const int DefaultRounds = 5;
    private const long KeepPpm = 700_000;
    private const int LongestRestMs = 700;

    private static readonly string[] s_deaths = ["before", "after", "engine", "daemon", "both"];

    private readonly HttpClient _http = new() { Timeout = Poll.Patience };
    private readonly List<Uri> _venues = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reduction_is_done_at_most_once_whoever_is_killed()
    {
        KillPlan plan = new("BASISD_BOTH_KILLS", DefaultRounds);
        int rounds = plan.Count;
        string what = plan.ToString();
        List<DaemonProcess> venues = [];
        DaemonProcess? engine = null;
        DaemonRig? rig = null;
        try
        {
            foreach (string name in DemoConfiguration.Venues)
            {
                string[] markets = [.. DemoConfiguration.Markets.SelectMany(m => (string[])["--market", m])];
                venues.Add(DaemonProcess.Start(DaemonBinary.Path, ["sim", "venue", "--name", name, "--seed", "5", .. markets]));
                _venues.Add(new Uri(await SaidAsync(venues[^1], "listening on ")));
            }

            // Windows as long as they may be: a miss would halt the platform, and that is another test.
            rig = new DaemonRig(DemoConfiguration.Json(_venues)
                .Replace(
                    "\"zero_orders\": \"3s\"", "\"cancel_ack\": \"10m\", \"zero_orders\": \"10m\", \"reduction_slice\": \"10m\"",
                    StringComparison.Ordinal)
                .Replace("\"trips\": 20, \"scopes\": 16", "\"shadow\": true", StringComparison.Ordinal)
                .Replace("\"recovery\":", "\"reduction\": { \"interval\": \"100ms\" }, \"recovery\":", StringComparison.Ordinal));
            await rig.StartAsync();
            engine = await TradeAsync(rig, what);
            decimal[] before = await PositionsAsync();
            int deaths = 0;
            int taken = 0;
            for (int round = 0; round < rounds; round++)
            {
                string venue = DemoConfiguration.Venues[round % DemoConfiguration.Venues.Length];
                string death = s_deaths[round % s_deaths.Length];
                if (death is "before" or "after")
                {
                    await DieAtAsync(engine, death);
                }

                CommandRequest request = new("reduce", $"venue/{venue}", "end to end") { ToPpm = KeepPpm };
                AdminResult<OperatorReply> reply = await rig.Admin.CommandAsync(request, Cancel);
                taken += reply.Outcome == AdminOutcome.Ok ? 1 : 0;
                await Task.Delay(plan.Random.Next(LongestRestMs), Cancel);
                if (death is "engine" or "both")
                {
                    engine.Kill();
                }

                if (death is "daemon" or "both")
                {
                    rig.Daemon.Kill();
                    await rig.StartAsync();
                }

                // Whoever was told to die at the next command and met none in its time is told so in vain, and lives on.
                await Poll.UntilAsync(
                    async () => engine.HasExited || death == "daemon" || await IsDoneAsync(rig),
                    () => $"{what}, round {round}: nobody dies, nothing ends");
                if (engine.HasExited)
                {
                    deaths++;
                    engine.Dispose();
                    engine = await StartEngineAsync(rig, rate: 0);
                }

                await Poll.UntilAsync(
                    () => IsDoneAsync(rig),
                    () => $"{what}, round {round} ({death}): {Described(rig)}\nthe daemon:\n{rig.Daemon.Output}\nthe engine:\n{engine.Output}"
                        + $"\nthe journal:\n{Told(rig)}");
            }

            await JudgeAsync(rig, what, before, deaths, taken, rounds);
        }
        finally
        {
            engine?.Dispose();
            rig?.Dispose();
            venues.ForEach(v => v.Dispose());
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task JudgeAsync(DaemonRig rig, string what, decimal[] before, int deaths, int taken, int rounds)
    {
        CommandsReply commands = (await rig.Admin.CommandsAsync(Cancel)).Value!;
        Dictionary<long, HashSet<long>> orders = [];
        decimal[] filled = new decimal[before.Length];
        for (int venue = 0; venue < _venues.Count; venue++)
        {
            foreach (JsonElement fill in await ItemsAsync(venue, "fills?limit=1000"))
            {
                long order = long.Parse(fill.GetProperty("client_order_id").GetString()!, CultureInfo.InvariantCulture);
                if (order >= PollTally.CommandOrders)
                {
                    long command = (order - PollTally.CommandOrders) >> 16;
                    orders.TryAdd(command, []);
                    orders[command].Add(order);
                    string market = fill.GetProperty("market").GetString()!;
                    filled[PositionOf(venue, market)] += decimal.Parse(fill.GetProperty("quantity").GetString()!, CultureInfo.InvariantCulture);
                }
            }
        }

        Assert.All(orders, o => Assert.True(o.Value.Count == 1, $"{what}: command {o.Key} has {o.Value.Count} orders"));
        decimal[] after = await PositionsAsync();
        Assert.Equal(before.Zip(filled, (b, f) => b + f), after);
        Assert.All(before.Zip(after), p => Assert.True(Math.Abs(p.Second) <= Math.Abs(p.First) && p.First * p.Second >= 0, $"{what}: {p}"));
        List<CommandStatus> reductions = [.. commands.Commands.Where(c => c.Kind == "reduce")];
        Assert.All(reductions, c => Assert.True(
            c.State == "verified" && orders.ContainsKey(c.Id), $"{what}: command {c.Id} is {c.State}, at the venue: {orders.ContainsKey(c.Id)}"));
        string shown = $"{rounds} rounds: {taken} orders taken, {deaths} deaths of the engine, {reductions.Count} slices remembered, "
            + $"{orders.Count} filled";
        TestContext.Current.TestOutputHelper?.WriteLine(shown);
        Assert.True(orders.Count >= rounds / 2 && deaths >= rounds / 2, "too little happened to prove anything: " + shown);
    }

    // Trades until there is something to reduce at every venue, and then only reports.
    private async Task<DaemonProcess> TradeAsync(DaemonRig rig, string what)
    {
        DaemonProcess engine = await StartEngineAsync(rig, rate: 40);
        decimal[] positions = [];
        await Poll.UntilAsync(
            async () =>
            {
                positions = await PositionsAsync();
                bool held = Enumerable.Range(0, _venues.Count).All(v => positions.Skip(v * 2).Take(2).Any(p => Math.Abs(p) >= 0.01m));
                return held && await IsOpenAsync(rig);
            },
            () => $"{what}: positions {string.Join(' ', positions)}\nthe engine:\n{engine.Output}");
        engine.Kill();
        engine.Dispose();

        // What the first life left open is withdrawn by the next one; until then it may still be filled, and would move what is to be judged.
        engine = await StartEngineAsync(rig, rate: 0);
        int open = 0;
        await Poll.UntilAsync(
            async () =>
            {
                open = 0;
                for (int venue = 0; venue < _venues.Count; venue++)
                {
                    open += (await ItemsAsync(venue, "orders?limit=1000")).Length;
                }

                return open == 0;
            },
            () => $"{what}: {open} orders are open\nthe engine:\n{engine.Output}");
        return engine;
    }

    private static async Task<bool> IsOpenAsync(DaemonRig rig) => (await rig.StatusAsync()).PlatformMode == "NORMAL";

    private async Task<DaemonProcess> StartEngineAsync(DaemonRig rig, int rate)
    {
        string[] venues = [.. DemoConfiguration.Venues.SelectMany((v, i) => (string[])["--venue", $"{v}={_venues[i]}"])];
        DaemonProcess engine = DaemonProcess.Start(
            DaemonBinary.Path,
            [
                "sim", "engine", .. venues, "--run-dir", rig.Run, "--rate", $"{rate}", "--control", "127.0.0.1:0", "--state",
                System.IO.Path.Combine(rig.Root, "engine.state"),
            ]);
        await SaidAsync(engine, "control on ");
        return engine;
    }

    private async Task DieAtAsync(DaemonProcess engine, string step)
    {
        using StringContent body = new($$"""{"kind":"die","at":"{{step}}"}""", Encoding.UTF8, "application/json");
        Uri control = new(await SaidAsync(engine, "control on "));
        using HttpResponseMessage answer = await _http.PostAsync(new Uri(control, "/sim/faults"), body, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<bool> IsDoneAsync(DaemonRig rig)
    {
        AdminResult<CommandsReply> reply = await rig.Admin.CommandsAsync(Cancel);
        return reply.Value is { Containment: null } commands && commands.Commands.All(c => c.State is not ("outstanding" or "acknowledged"));
    }

    private static string Described(DaemonRig rig)
    {
        CommandsReply? reply = rig.Admin.CommandsAsync(Cancel).GetAwaiter().GetResult().Value;
        return reply is null ? "no answer" : $"{reply.Containment}; {string.Join("; ", reply.Commands.TakeLast(4))}";
    }

    // The latest entries of the journal, as they stand while the daemon runs.
    private static string Told(DaemonRig rig)
    {
        using DaemonProcess tail = DaemonProcess.Start(DaemonBinary.Path, ["journal", "tail", rig.State, "-n", "100"]);
        _ = tail.ExitAsync().GetAwaiter().GetResult();
        return tail.Output;
    }

    private async Task<decimal[]> PositionsAsync()
    {
        decimal[] positions = new decimal[2 * _venues.Count];
        for (int venue = 0; venue < _venues.Count; venue++)
        {
            foreach (JsonElement item in await ItemsAsync(venue, "positions"))
            {
                int at = PositionOf(venue, item.GetProperty("position").GetString()!);
                positions[at] = decimal.Parse(item.GetProperty("quantity").GetString()!, CultureInfo.InvariantCulture);
            }
        }

        return positions;
    }

    private async Task<JsonElement[]> ItemsAsync(int venue, string list)
    {
        List<JsonElement> items = [];
        string query = list;
        while (true)
        {
            string text = await _http.GetStringAsync(new Uri(_venues[venue], $"/sim/{query}"), Cancel);
            JsonElement page = JsonDocument.Parse(text).RootElement;
            items.AddRange(page.GetProperty("items").EnumerateArray());
            if (!page.TryGetProperty("next", out JsonElement next) || next.ValueKind == JsonValueKind.Null)
            {
                return [.. items];
            }

            query = $"{list}&after={next}";
        }
    }

    private static int PositionOf(int venue, string name) => (venue * 2) + (name.StartsWith("BTC", StringComparison.Ordinal) ? 0 : 1);

    private static async Task<string> SaidAsync(DaemonProcess process, string mark)
    {
        string address = "";
        await Poll.UntilAsync(
            () =>
            {
                string[] after = process.Output.Split(mark);
                address = after.Length > 1 && after[1].Contains('\n', StringComparison.Ordinal) ? after[1].Split('\n', ' ')[0].Trim() : "";
                return address.Length > 0;
            },
            () => $"'{mark}' was never said:\n{process.Output}");
        return address;
    }
}
