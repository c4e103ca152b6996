using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Gate;
using Basisd.Host.Http;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>
/// The published daemon as a cluster of three nodes with a real etcd: forming, a follower that stops, a killed owner, a planned switchover, etcd
/// gone (SPEC 12).
/// </summary>
[Collection("daemon live")]
public sealed class ClusterTests
{
    private const string Paused = "module/rewards";

    [Fact]
    public async Task A_slot_survives_its_owner_moves_when_asked_and_goes_on_without_etcd()
    {
        await using ClusterRig rig = await ClusterRig.StartAsync();
        await PlacedAsync(rig, "east", rig.A);
        await PlacedAsync(rig, "west", rig.B);
        await FollowerStops(rig);
        await OwnerKilled(rig);
        await Switchover(rig);
        await EtcdGone(rig);
    }

    /// <summary>A slot is where it is preferred: at the first start, or, where that node was late, after an operator has moved it there.</summary>
    private static async Task PlacedAsync(ClusterRig rig, string slot, ClusterNodeRig on)
    {
        await rig.SeenAsync(rig.C, s => s.Slots.All(t => t.InSync.Count == 2 && t.Owner.Length > 0), "two owners, two replicas each");
        string owner = Slot((await rig.C.SeesAsync())!, slot).Owner;
        if (owner != on.Name)
        {
            AdminResult<OperatorReply> let = await rig.Nodes.Single(n => n.Name == owner).Admin.ClusterActAsync(
                new ClusterActRequest("switchover", slot, on.Name, null), TestContext.Current.CancellationToken);
            Assert.True(let.Outcome == AdminOutcome.Ok, let.Error);
            await rig.SeenAsync(rig.C, s => Slot(s, slot).Owner == on.Name && s.Slots.All(t => t.InSync.Count == 2), $"{slot} on {on.Name}");
        }
    }

    private static async Task OwnerKilled(ClusterRig rig)
    {
        long epoch = Slot((await rig.C.SeesAsync())!, "east").Epoch;
        await Poll.UntilAsync(() => rig.A.IsOpen("east"), () => $"the gate of east stays closed; a said:\n{rig.A.Daemon!.Output}");
        AdminResult<OperatorReply> paused = await rig.A.Admin.PauseAsync(
            Paused, "before the owner dies", lift: false, TestContext.Current.CancellationToken);
        Assert.True(paused.Outcome == AdminOutcome.Ok, $"{paused.Error}; a said:\n{rig.A.Daemon!.Output}");
        Assert.False(rig.C.IsOpen("east"));
        rig.A.Daemon!.Kill();
        await rig.SeenAsync(
            rig.C, s => Slot(s, "east") is { Owner: "b" or "c" } east && east.Epoch == epoch + 1, "another owner of east under the next epoch");
        string owner = Slot((await rig.C.SeesAsync())!, "east").Owner;
        ClusterNodeRig heir = rig.Nodes.Single(n => n.Name == owner);
        await Poll.UntilAsync(() => heir.IsOpen("east"), () => $"the gate of east stays closed on {heir.Name}; it said:\n{heir.Daemon!.Output}");
        using GateReader reader = GateReader.Attach(heir.Gate("east"));
        Assert.Equal((ulong)epoch + 1, reader.Header().Epoch);
        GateCell cell = reader.Cell(reader.IndexOf(Paused));
        Assert.True((Mode)cell.Mode == Mode.Bscb, $"{Paused} is {(Mode)cell.Mode} after the takeover: authority expanded");

        await rig.A.StartAsync();
        await rig.SeenAsync(rig.C, s => s.Slots.All(t => t.InSync.Count == 2), "the old owner in sync again");
    }

    private static async Task Switchover(ClusterRig rig)
    {
        await rig.SeenAsync(rig.B, s => Slot(s, "west").Role == "owner", "west open on b");
        ClusterStatus before = (await rig.B.SeesAsync())!;
        string to = Slot(before, "east").Owner == "c" ? "a" : "c";
        AdminResult<OperatorReply> let = await rig.B.Admin.ClusterActAsync(
            new ClusterActRequest("switchover", "west", to, null), TestContext.Current.CancellationToken);
        Assert.True(let.Outcome == AdminOutcome.Ok, $"{let.Error}; b said:\n{rig.B.Daemon!.Output}");
        ClusterNodeRig heir = rig.Nodes.Single(n => n.Name == to);
        long next = Slot(before, "west").Epoch + 1;
        await rig.SeenAsync(heir, s => Slot(s, "west") is { } west && west.Epoch == next && west.Owner == to, "west on the node that was named");
        await Poll.UntilAsync(() => heir.IsOpen("west"), () => $"the gate of west stays closed on {to}; it said:\n{heir.Daemon!.Output}");
        Assert.False(rig.B.IsOpen("west"));
        await rig.SeenAsync(rig.C, s => s.Slots.All(t => t.InSync.Count == 2), "everybody in sync again");
    }

    private static async Task EtcdGone(ClusterRig rig)
    {
        ClusterStatus before = (await rig.C.SeesAsync())!;
        ClusterNodeRig east = rig.Nodes.Single(n => n.Name == Slot(before, "east").Owner);
        ClusterNodeRig west = rig.Nodes.Single(n => n.Name == Slot(before, "west").Owner);
        rig.Etcd.Kill(0);
        Stopwatch gone = Stopwatch.StartNew();

        // Longer than any confirmed renewal entitles an owner: only the word of the others holds the gates open.
        while (gone.Elapsed < TimeSpan.FromSeconds(5))
        {
            Assert.True(east.IsOpen("east"), $"east closed without etcd; {east.Name} said:\n{east.Daemon!.Output}");
            Assert.True(west.IsOpen("west"), $"west closed without etcd; {west.Name} said:\n{west.Daemon!.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }

        Assert.Contains((await east.SeesAsync())!.History, e => e.Kind == "failsafe_held");
        await rig.Etcd.RestartAsync(0);
        await rig.SeenAsync(
            rig.C, s => s.ArbiterSilenceNs is >= 0 and < 1_000_000_000 && Slot(s, "east").Epoch == Slot(before, "east").Epoch,
            "etcd back, nothing moved");
    }

    /// <summary>Who stops says so: its silence is told, and is no fault that closes anything. Who dies is one.</summary>
    private static async Task FollowerStops(ClusterRig rig)
    {
        rig.C.Daemon!.Signal(Signals.Terminate);
        await rig.SeenAsync(rig.A, s => s.Nodes.Single(n => n.Name == "c").State == "silent", "c silent");
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.False(await IsFaultAsync(rig.A, "module/node-c"));

        await rig.C.StartAsync();
        await rig.SeenAsync(rig.A, s => s.Slots.All(t => t.InSync.Count == 2), "c in sync again");
        rig.C.Daemon!.Kill();
        await Poll.UntilAsync(() => IsFaultAsync(rig.A, "module/node-c"), () => "c died and a made nothing of it");
        await rig.C.StartAsync();
        await rig.SeenAsync(rig.C, s => s.Slots.All(t => t.InSync.Count == 2), "c in sync once more");
    }

    private static async Task<bool> IsFaultAsync(ClusterNodeRig node, string scope)
    {
        AdminResult<StatusSnapshot> status = await node.Admin.StatusAsync(TestContext.Current.CancellationToken);
        Assert.True(status.Outcome == AdminOutcome.Ok, status.Error);
        return status.Value!.Causes.Any(c => c.Trigger == "internal.node_silent" && c.Scope == scope);
    }

    private static ClusterSlotStatus Slot(ClusterStatus status, string name) => status.Slots.Single(s => s.Name == name);
}
