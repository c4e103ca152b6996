using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Sims.Engine;
using Xunit;

namespace Basisd.Tests.Sims.Engine;

/// <summary>Each command is executed once, however often it comes and whoever was killed in between; what misbehaviour makes of it.</summary>
public sealed class CommandTests
{
    private const long Slice = FixedPoint.Scale / 1_000;

    [Fact]
    public async Task Cancel_all_leaves_no_order_open_and_none_comes_after_it()
    {
        await using EngineRig rig = await EngineRig.CreateAsync();
        await rig.UntilAsync(async () => (await rig.ListAsync(0, "orders")).Length > 0, "an order rests at alpha");
        rig.Daemon.Send(5, EngineCommandKind.CancelAll, "venue/alpha");
        await rig.UntilAsync(() => rig.Daemon.Acks(5).Length > 0, "it is acknowledged");
        Assert.Empty(await rig.ListAsync(0, "orders"));
        int at = rig.Daemon.OrdersAt("alpha").Length;
        int elsewhere = rig.Daemon.OrdersAt("bravo").Length;
        await rig.UntilAsync(() => rig.Daemon.OrdersAt("bravo").Length > elsewhere + 3, "the other venue goes on");
        Assert.Equal(at, rig.Daemon.OrdersAt("alpha").Length);
        Assert.Empty(await rig.ListAsync(0, "orders"));
    }

    [Fact]
    public async Task A_halt_stops_new_orders_until_the_gate_was_closed_and_opened_again()
    {
        await using EngineRig rig = await EngineRig.CreateAsync();
        await rig.UntilAsync(() => rig.Daemon.OrdersAt("alpha").Length > 2, "it trades");
        rig.Daemon.Send(1, EngineCommandKind.Halt, "platform");
        await rig.UntilAsync(() => rig.Daemon.Acks(1).SequenceEqual([0L]), "it is acknowledged");
        long placed = rig.Engine.OrdersPlaced;
        await BeatsAsync(rig, 10);
        Assert.Equal(placed, rig.Engine.OrdersPlaced);
        rig.Daemon.AllowAllScopes(isAllowed: false);
        await BeatsAsync(rig, 10);
        rig.Daemon.AllowAllScopes();
        await rig.UntilAsync(() => rig.Engine.OrdersPlaced > placed, "a platform that was resumed trades again");
    }

    [Fact]
    public async Task A_reduction_that_comes_again_and_again_is_executed_once_and_never_crosses_zero()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(rate: 0);
        await HoldAsync(rig, "-0.0025");
        for (int i = 0; i < 5; i++)
        {
            rig.Daemon.Send(9, EngineCommandKind.Reduce, "venue/alpha", Slice, 0);
        }

        await rig.UntilAsync(async () => rig.Daemon.Acks(9).Length > 0 && await rig.PositionAsync(0) == -3 * Slice / 2, "one slice is bought back");
        rig.Daemon.Send(9, EngineCommandKind.Reduce, "venue/alpha", Slice, 0);
        await rig.UntilAsync(() => rig.Daemon.Acks(9).Length > 1, "it is acknowledged again");
        Assert.Equal(1, rig.Engine.CommandsExecuted);
        rig.Daemon.Send(10, EngineCommandKind.Reduce, "venue/alpha", 5 * Slice, 0);
        await rig.UntilAsync(() => rig.Daemon.Acks(10).Length > 0, "a slice that is too large is acknowledged");
        Assert.Equal(0, await rig.PositionAsync(0));
        Assert.Equal(3, (await rig.ListAsync(0, "fills")).Length);
    }

    [Theory]
    [InlineData(Misbehaviour.Before)]
    [InlineData(Misbehaviour.After)]
    public async Task A_reduction_is_executed_once_when_the_engine_is_killed(string at)
    {
        await using EngineRig rig = await EngineRig.CreateAsync(rate: 0);
        await HoldAsync(rig, "0.005");
        await rig.Engine.MisbehaveAsync(new Misbehaviour(0, MisbehaviourKind.Die, 0, at, "", "", 1));
        rig.Daemon.Send(3, EngineCommandKind.Reduce, "venue/alpha", Slice, 0);
        await rig.UntilAsync(() => rig.Deaths == 1, "it dies");
        Assert.Equal(at == Misbehaviour.Before ? 5 * Slice : 4 * Slice, await rig.PositionAsync(0));
        Assert.Empty(rig.Daemon.Acks(3));
        await rig.StopEngineAsync();
        rig.StartEngine(rate: 0);
        await rig.UntilAsync(() => rig.Engine.IsConnected, "the next one connects");
        rig.Daemon.Send(3, EngineCommandKind.Reduce, "venue/alpha", Slice, 0);
        await rig.UntilAsync(() => rig.Daemon.Acks(3).SequenceEqual([0L]), "the same command is acknowledged");
        Assert.Equal(4 * Slice, await rig.PositionAsync(0));
    }

    [Fact]
    public async Task A_limit_bounds_orders_and_positions()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(rate: 0);
        await rig.UntilAsync(() => rig.Engine.IsConnected, "it connects");
        rig.Daemon.Send(2, EngineCommandKind.Limit, "platform", Slice, Slice / 10);
        await rig.UntilAsync(() => rig.Daemon.Acks(2).SequenceEqual([0L]), "it is acknowledged");
        rig.Daemon.Send(4, (EngineCommandKind)9, "platform");
        await rig.UntilAsync(() => rig.Daemon.Acks(4).SequenceEqual([1L]), "what it does not do is refused");
    }

    [Fact]
    public async Task A_lower_epoch_is_refused()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(rate: 0);
        await rig.UntilAsync(() => rig.Engine.IsConnected, "it connects");
        rig.Daemon.Send(1, EngineCommandKind.Halt, "platform", epoch: 7);
        await rig.UntilAsync(() => rig.Daemon.Acks(1).SequenceEqual([0L]), "the epoch is taken");
        rig.Daemon.Send(2, EngineCommandKind.CancelAll, "platform", epoch: 6);
        await rig.UntilAsync(() => rig.Daemon.Acks(2).SequenceEqual([1L]), "a lower one is refused");
        Assert.Equal(1, rig.Engine.CommandsExecuted);
    }

    [Fact]
    public async Task Ignored_is_neither_done_nor_acknowledged()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(rate: 0);
        await HoldAsync(rig, "0.005");
        rig.Engine.Misbehaviour.Add(new Misbehaviour(0, MisbehaviourKind.Ignore, 0, "", "", "", 1));
        rig.Daemon.Send(3, EngineCommandKind.Reduce, "venue/alpha", Slice, 0);
        rig.Daemon.Send(4, EngineCommandKind.Reduce, "venue/alpha", Slice, 0);
        await rig.UntilAsync(() => rig.Daemon.Acks(4).Length > 0, "the next one is acknowledged");
        Assert.Empty(rig.Daemon.Acks(3));
        Assert.Equal(4 * Slice, await rig.PositionAsync(0));
        rig.Daemon.Send(3, EngineCommandKind.Reduce, "venue/alpha", Slice, 0);
        await rig.UntilAsync(() => rig.Daemon.Acks(3).Length > 0, "the retry is done");
        Assert.Equal(3 * Slice, await rig.PositionAsync(0));
    }

    [Fact]
    public async Task Acknowledged_without_doing_leaves_everything_as_it_was()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(rate: 0);
        await HoldAsync(rig, "0.005");
        rig.Engine.Misbehaviour.Add(new Misbehaviour(0, MisbehaviourKind.AckWithoutDoing, 0, "", "", "", -1));
        rig.Daemon.Send(3, EngineCommandKind.Reduce, "venue/alpha", Slice, 0);
        await rig.UntilAsync(() => rig.Daemon.Acks(3).SequenceEqual([0L]), "it is acknowledged");
        Assert.Equal(5 * Slice, await rig.PositionAsync(0));
        Assert.Equal(0, rig.Engine.CommandsExecuted);
    }

    [Fact]
    public async Task A_late_acknowledgement_comes_when_it_was_told_to()
    {
        const int Late = 700;
        await using EngineRig rig = await EngineRig.CreateAsync(rate: 0);
        await HoldAsync(rig, "0.005");
        rig.Engine.Misbehaviour.Add(new Misbehaviour(0, MisbehaviourKind.AckLate, Late, "", "", "", 1));
        Stopwatch watch = Stopwatch.StartNew();
        rig.Daemon.Send(3, EngineCommandKind.Reduce, "venue/alpha", Slice, 0);
        await rig.UntilAsync(async () => await rig.PositionAsync(0) == 4 * Slice, "it is done");
        await rig.UntilAsync(() => rig.Daemon.Acks(3).Length > 0, "it is acknowledged");
        Assert.True(watch.ElapsedMilliseconds >= Late, $"after {watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task Through_the_gate_and_unknown_orders_are_what_they_say()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(isOpen: false);
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.Price).Length > 4, "it knows prices");
        await rig.Engine.MisbehaveAsync(new Misbehaviour(0, MisbehaviourKind.UnknownOrder, 0, "", "alpha", "", 1));
        await rig.UntilAsync(async () => (await rig.ListAsync(0, "fills")).Length == 1, "the venue has a fill");
        Assert.Empty(rig.Daemon.Of(ObservationKind.OrderEvent));
        rig.Engine.Misbehaviour.Add(new Misbehaviour(0, MisbehaviourKind.TradeThroughGate, 0, "", "", "", -1));
        await rig.UntilAsync(() => rig.Daemon.OrdersAt("alpha").Length > 2, "it trades through a closed gate");
        string unknown = (await rig.ListAsync(0, "fills"))[0].GetProperty("client_order_id").GetString()!;
        Assert.DoesNotContain(rig.Daemon.Told, o => o.Kind is ObservationKind.OrderEvent or ObservationKind.Fill && $"{o.V0}" == unknown);
    }

    /// <summary>Gives alpha's perpetual a position, placed by nobody who is told of.</summary>
    private static async Task HoldAsync(EngineRig rig, string quantity)
    {
        await rig.UntilAsync(() => rig.Engine.IsConnected && rig.Daemon.Of(ObservationKind.Price).Length > 0, "it is at work");
        string body = "{\"client_order_id\":\"1\",\"market\":\"BTC/USDT:perp\",\"quantity\":\"" + quantity + "\"}";
        Assert.Contains("filled", await rig.PostAsync(0, "/sim/orders", body), StringComparison.Ordinal);
    }

    // The engine's own pulse as a clock: so many rounds of its link have passed.
    private static async Task BeatsAsync(EngineRig rig, int count)
    {
        int beats = rig.Daemon.Of(ObservationKind.EngineHeartbeat).Length;
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.EngineHeartbeat).Length >= beats + count, "it lives");
    }
}
