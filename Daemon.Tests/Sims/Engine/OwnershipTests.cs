using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Node;
using Basisd.Sims.Engine;
using Xunit;

namespace Basisd.Tests.Sims.Engine;

/// <summary>
/// An engine of a cluster: nothing before activate, everything under its epoch, nothing after deactivate, and on from what is handed over.
/// </summary>
public sealed class OwnershipTests
{
    [Fact]
    public async Task Nothing_before_activate_everything_under_its_epoch_and_nothing_after_deactivate()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(clusterEpoch: 3);
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.Price).Length > 8, "it tells prices");
        Assert.Empty(rig.Daemon.Of(ObservationKind.OrderEvent));
        Assert.Equal(0, rig.Engine.OrdersPlaced);
        rig.Daemon.Send(1, EngineCommandKind.Activate, "platform", argument0: 5, epoch: 3);
        await rig.UntilAsync(() => rig.Daemon.Acks(1).SequenceEqual([0L]), "it is activated");
        await rig.UntilAsync(() => rig.Engine.OrdersPlaced > 4, "it trades");
        rig.Daemon.Send(2, EngineCommandKind.Deactivate, "platform", argument0: 5, epoch: 3);
        await rig.UntilAsync(() => rig.Daemon.Acks(2).SequenceEqual([0L]), "it is deactivated");
        long placed = rig.Engine.OrdersPlaced;
        int beats = rig.Daemon.Of(ObservationKind.EngineHeartbeat).Length;
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.EngineHeartbeat).Length > beats + 10, "it lives");
        Assert.Equal(placed, rig.Engine.OrdersPlaced);
        Assert.False(rig.Engine.MayAct);
        foreach (JsonElement seen in (await rig.ListAsync(0, "epochs")).Concat(await rig.ListAsync(1, "epochs")))
        {
            Assert.Equal((3, 5, "main", 0), (
                seen.GetProperty("epoch").GetInt32(), seen.GetProperty("slot").GetInt32(), seen.GetProperty("account").GetString(),
                seen.GetProperty("refused").GetInt32()));
        }

        rig.Daemon.Send(3, EngineCommandKind.Activate, "platform", argument0: 5, epoch: 2);
        await rig.UntilAsync(() => rig.Daemon.Acks(3).SequenceEqual([1L]), "a lower epoch is refused");
        Assert.False(rig.Engine.MayAct);
    }

    [Fact]
    public async Task A_gate_of_another_epoch_lets_nothing_pass()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(clusterEpoch: 3);
        await rig.UntilAsync(() => rig.Engine.IsConnected, "it connects");
        rig.Daemon.Send(1, EngineCommandKind.Activate, "platform", epoch: 4);
        await rig.UntilAsync(() => rig.Daemon.Acks(1).SequenceEqual([0L]), "it is activated");
        int beats = rig.Daemon.Of(ObservationKind.EngineHeartbeat).Length;
        await rig.UntilAsync(() => rig.Daemon.Of(ObservationKind.EngineHeartbeat).Length > beats + 10, "it lives");
        Assert.False(rig.Engine.MayAct);
        Assert.Equal(0, rig.Engine.OrdersPlaced);
    }

    [Fact]
    public async Task Another_engine_goes_on_from_what_is_handed_over_with_rising_ids_and_no_order_twice()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(clusterEpoch: 3);
        await rig.UntilAsync(() => rig.Engine.IsConnected, "it connects");
        rig.Daemon.Send(1, EngineCommandKind.Activate, "platform", epoch: 3);
        await rig.UntilAsync(() => rig.Engine.Fills > 4 && rig.Daemon.State.Id > 1, "it trades and commits");
        await rig.StopEngineAsync();
        long[] before = [.. rig.Daemon.Of(ObservationKind.OrderEvent).Where(o => o.V1 == 0).Select(o => o.V0)];

        // Another node: no file of the first one, only what its copy of the journal has.
        rig.RestartDaemon(clusterEpoch: 4);
        rig.StartEngine(rate: 40);
        await rig.UntilAsync(() => rig.Engine.IsConnected, "the other one connects");
        rig.Daemon.Send(2, EngineCommandKind.Activate, "platform", epoch: 4);
        await rig.UntilAsync(() => rig.Engine.OrdersPlaced > 4 && rig.Engine.Fills > 2, "it goes on");

        // A fill that was taken twice, or not at all, would keep the two apart for good.
        await rig.UntilAsync(
            async () => rig.Daemon.Of(ObservationKind.Position).LastOrDefault(o => o.Index == 0).V0 == await rig.PositionAsync(0),
            "it knows the position that the venue shows");
        rig.Daemon.Send(3, EngineCommandKind.Deactivate, "platform", epoch: 4);
        await rig.UntilAsync(() => rig.Daemon.Acks(3).SequenceEqual([0L]), "it stops");
        // What it found open it told again: that is the first one's, and its own word of it need not have been heard.
        long[] after = [.. rig.Daemon.Of(ObservationKind.OrderEvent).Where(o => o.V1 == 0 && !before.Contains(o.V0)).Select(o => o.V0)];
        Assert.NotEmpty(after);
        Assert.True(after.Min() > before.Max(), $"{after.Min()} after {before.Max()}");
        Assert.Equal(after.Length, after.Distinct().Count());
    }

    [Fact]
    public async Task What_the_last_engine_did_not_live_to_tell_is_told_before_the_activate()
    {
        await using EngineRig rig = await EngineRig.CreateAsync(clusterEpoch: 3);
        await rig.UntilAsync(() => rig.Engine.IsConnected, "it connects");
        rig.Daemon.Send(1, EngineCommandKind.Activate, "platform", epoch: 3);
        await rig.UntilAsync(() => rig.Engine.Fills > 4 && rig.Daemon.State.Id > 1, "it trades and commits");
        rig.Daemon.ConfirmsCommits = false;
        int filled = await rig.CountAsync("fills");
        await rig.UntilAsync(
            async () => await rig.CountAsync("fills") > filled + 4 && (await UncommittedAsync(rig)).Length > 0,
            "it trades on, and that is not committed");
        await rig.StopEngineAsync();
        string[] open = await UncommittedAsync(rig);
        HashSet<string> known = [.. rig.Daemon.Of(ObservationKind.Fill).Select(FillKey)];
        rig.RestartDaemon(clusterEpoch: 4);
        rig.StartEngine(rate: 40);
        await rig.UntilAsync(
            async () =>
            {
                string[] told = [.. rig.Daemon.Of(ObservationKind.Fill).Select(FillKey)];
                return told.Length > 4 && known.Union(told).Count() == await rig.CountAsync("fills");
            },
            "it tells every fill");
        await rig.UntilAsync(
            () => !open.Except(rig.Daemon.Of(ObservationKind.OrderEvent).Where(o => o.V1 == 0).Select(o => $"{o.V0}")).Any(),
            "it tells every order that it finds open");
        Assert.Equal(0, rig.Engine.OrdersPlaced);
        Assert.Empty(rig.Daemon.Of(ObservationKind.CommandAck));
    }

    // Ids of orders that are open at a venue and that the state to be handed over does not name.
    private static async Task<string[]> UncommittedAsync(EngineRig rig)
    {
        string state = Encoding.UTF8.GetString(rig.Daemon.State.Bytes);
        IEnumerable<JsonElement> all = (await rig.ListAsync(0, "orders")).Concat(await rig.ListAsync(1, "orders"));
        return [.. all.Select(o => o.GetProperty("client_order_id").GetString()!).Where(id => !state.Contains(id, StringComparison.Ordinal))];
    }

    private static string FillKey(Observation fill) => $"{fill.Index}/{fill.V1}";

    [Fact]
    public void Order_ids_rise_over_epochs_whatever_the_clocks_say()
    {
        OrderIds ids = new(DateTimeOffset.UnixEpoch.AddYears(60));
        long single = ids.Next();
        Assert.True(ids.TryEnter(1, DateTimeOffset.UnixEpoch.AddYears(60)));
        long first = ids.Next();
        Assert.True(ids.TryEnter(2, DateTimeOffset.UnixEpoch.AddYears(50)));
        long second = ids.Next();
        Assert.True(single < first && first < second && second < OrderIds.OfCommand(0, 0));
        ids.Raise(second + 100);
        Assert.Equal(second + 101, ids.Next());
        Assert.False(ids.TryEnter(1, DateTimeOffset.UnixEpoch.AddYears(60)));
        Assert.False(ids.TryEnter(1 << 20, DateTimeOffset.UnixEpoch));
    }
}
