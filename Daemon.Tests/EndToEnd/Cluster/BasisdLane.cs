using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>The faults of the table on the bed, one after another, each on the owner of the next slot.</summary>
internal sealed class BasisdLane(ClusterBed bed, FailoverLog log)
{
    private readonly TimeSpan _time = BedGround.Slice;
    private readonly System.Diagnostics.Stopwatch _watch = System.Diagnostics.Stopwatch.StartNew();
    private int _turn;

    /// <summary>Whether its time is over: the others end with it.</summary>
    public bool IsDone => _watch.Elapsed > _time;

    /// <summary>Every fault once.</summary>
    public async Task CycleAsync()
    {
        await RunAsync("kill -9", v => v.Kill(), v => v.StartAsync());
        await RunAsync("kill -9, then basisd release", v => { v.Kill(); v.Release(); }, v => v.StartAsync());
        await RunAsync("clean stop", v => v.StopAsync().GetAwaiter().GetResult(), v => v.StartAsync());
        await SwitchoverAsync();
        await RunAsync("SIGSTOP", v => v.Freeze(), v => Now(v.Thaw));
        await RunAsync("cut off from etcd and peers", v => bed.Network.Cut(v.Name, Rest(v)), v => Now(() => bed.Network.Heal(v.Name)));
        await RunAsync("one-way: heard by nobody", v => bed.Network.DropTo(v.Name, Rest(v)), v => Now(() => bed.Network.Heal(v.Name)));
        await RunAsync("one-way: hears nobody", v => bed.Network.DropFrom(v.Name, Rest(v)), v => Now(() => bed.Network.Heal(v.Name)));
    }

    private static Task Now(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private string Next() => ClusterBed.Slots[_turn++ % ClusterBed.Slots.Length];

    private int[] Rest(BedNode victim) => [.. bed.Nodes.Where(n => n != victim).Select(n => n.Number), .. BedEtcd.Numbers];

    private async Task RunAsync(string fault, Action<BedNode> strike, Func<BedNode, Task> heal)
    {
        BedNode victim = await bed.OwnerAsync(Next());
        TakeoverWatch watch = await TakeoverWatch.BeginAsync(bed, victim);
        watch.Strike();
        strike(victim);
        Log(fault, await watch.TakenAsync());
        await heal(victim);
        await bed.WholeAsync(fault);
    }

    private async Task SwitchoverAsync()
    {
        string slot = Next();
        BedNode owner = await bed.OwnerAsync(slot);
        TakeoverWatch watch = await TakeoverWatch.BeginAsync(bed, owner, slot);
        watch.Strike();
        AdminResult<OperatorReply> let = await owner.Admin.ClusterActAsync(
            new ClusterActRequest("switchover", slot, null, null), TestContext.Current.CancellationToken);
        Assert.True(let.Outcome == AdminOutcome.Ok, $"{let.Error}\n{bed.Said()}");
        Log("planned switchover", await watch.TakenAsync());
        await bed.WholeAsync("switchover");
    }

    private void Log(string fault, IEnumerable<Takeover> taken)
    {
        foreach (Takeover t in taken)
        {
            log.Add(
                "basisd", fault, ("detected", t.Detected), ("claimed", t.Claimed), ("replay", t.Replay), ("commit", t.Commit),
                ("reconcile", t.Reconcile), ("opened", t.Opened), ("gate", t.GateOpen), ("order", t.FirstOrder), ("gap", t.Gap));
        }
    }
}
