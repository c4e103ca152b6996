using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// Commands while either side is killed at any moment: each is done at most once, and in the end each is acknowledged in the journal. Count and seed
/// come from the environment: <c>BASISD_COMMAND_KILLS</c>, <c>BASISD_KILL_SEED</c>.
/// </summary>
[Collection("daemon killed")]
public sealed class CommandKillTests
{
    private const int DefaultKills = 25;
    private const int MostOrders = 4;
    private const int LongestRestMs = 12;
    private static readonly string[] s_scopes = ["venue/alpha", "asset/BTC", "route/BTC@alpha", "platform"];

    private int _submitted;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_is_done_at_most_once_and_acknowledged_in_the_end_whoever_is_killed()
    {
        KillPlan plan = new("BASISD_COMMAND_KILLS", DefaultKills);
        int kills = plan.Count;
        string what = plan.ToString();
        Random random = plan.Random;
        Random deaths = new(plan.Seed + 1);

        // Windows as long as they may be: a miss would halt the platform, and that is another test.
        using DaemonRig rig = new(Configurations.Plain.Replace(
            "\"triggers\": {",
            "\"triggers\": { \"internal.risk_control_timeout\": { \"cancel_ack\": \"10m\", \"zero_orders\": \"10m\", "
            + "\"limit_ack\": \"10m\" },",
            StringComparison.Ordinal));
        ConcurrentDictionary<long, int> venue = new();
        ObedientEngine engine = new(rig.EngineSocket, venue, () => deaths.Next(3) == 0 ? (DeathPoint)deaths.Next(1, 4) : DeathPoint.None);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await rig.StartAsync();
        Thread thread = new(() => engine.Run(stop.Token)) { Name = "engine" };
        thread.Start();
        int ordered = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            int acts = random.Next();
            Task<int> orders = Task.Run(() => OrderAsync(rig, acts), Cancel);

            // Anywhere between an order's way in and its acknowledgement, and now and then far behind it.
            int submitted = Volatile.Read(ref _submitted) + random.Next(1, MostOrders);
            await Poll.UntilAsync(() => Volatile.Read(ref _submitted) >= submitted, () => $"{what}: nobody orders");
            await Task.Delay(random.Next(LongestRestMs), Cancel);
            rig.Daemon.Kill();
            ordered += await orders;
            await rig.StartAsync();
        }

        StatusSnapshot status = await rig.StatusWhenAsync(
            s => s.Commands.Commands.All(c => c.AcknowledgedAt != 0), $"{what}: every command acknowledged");
        await stop.CancelAsync();
        thread.Join();
        Assert.Null(engine.Changed);
        Assert.All(engine.Effects, e => Assert.True(e.Value == 1, $"{what}: command {e.Key} was done {e.Value} times"));
        foreach (CommandStatus command in status.Commands.Commands)
        {
            Assert.True(engine.Effects.ContainsKey(command.Id), $"{what}: command {command.Id} is acknowledged and was never done");
            Assert.Equal("not readable", command.State);
        }

        long last = status.Commands.Commands[^1].Id;
        Assert.Equal(last, engine.Effects.Count);
        string shown = $"{kills} kills of the daemon, {engine.Deaths} of the engine: {ordered} orders answered, {last} commands, "
            + $"told {engine.Heard} times";
        TestContext.Current.TestOutputHelper?.WriteLine(shown);
        Assert.True(last >= kills && engine.Deaths > 0 && engine.Heard > last, "too little happened to prove anything: " + shown);
    }

    // Orders until the daemon is gone; never so many that the book forgets one that nobody acknowledged.
    private async Task<int> OrderAsync(DaemonRig rig, int seed)
    {
        Random random = new(seed);
        using AdminClient admin = new(rig.AdminSocket, Poll.Patience);
        int answered = 0;
        AdminResult<OperatorReply> result;
        do
        {
            string scope = s_scopes[random.Next(s_scopes.Length)];
            CommandRequest request = random.Next(2) == 0
                ? new CommandRequest("cancel_all", scope, "end to end")
                : new CommandRequest("limit", scope, "end to end") { MaxPosition = random.Next(), MaxOrder = random.Next() };
            Interlocked.Increment(ref _submitted);
            result = await admin.CommandAsync(request, CancellationToken.None);
            answered += result.Outcome == AdminOutcome.Ok ? 1 : 0;
            await Task.Delay(random.Next(10), Cancel);
        }
        while (result.Outcome != AdminOutcome.Unreachable);
        return answered;
    }
}
