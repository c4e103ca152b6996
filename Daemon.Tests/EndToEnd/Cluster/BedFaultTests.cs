using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Xunit;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>
/// Faults of a whole cluster in network namespaces while engines trade (SPEC 12): who takes over, who must not, and that every order and every
/// acknowledged commit is accounted for.
/// </summary>
[Collection("daemon live")]
public sealed class BedFaultTests(BedFixture fixture) : IClassFixture<BedFixture>
{
    private static readonly TimeSpan s_hold = TimeSpan.FromSeconds(6);

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public async Task A_killed_owner_is_replaced_by_silence()
    {
        ClusterBed bed = await fixture.BedAsync();
        BedNode victim = await bed.OwnerAsync("west");
        TakeoverWatch watch = await TakeoverWatch.BeginAsync(bed, victim);
        watch.Strike();
        victim.Kill();
        Assert.All(await watch.TakenAsync(), Said);
        await EndAsync(bed, victim);
    }

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public async Task A_killed_owner_whose_slots_are_let_go_is_replaced_at_once()
    {
        ClusterBed bed = await fixture.BedAsync();
        BedNode victim = await bed.OwnerAsync("west");
        TakeoverWatch watch = await TakeoverWatch.BeginAsync(bed, victim);
        watch.Strike();
        victim.Kill();
        victim.Release();
        Assert.All(await watch.TakenAsync(), t =>
        {
            Said(t);
            Assert.True(t.Claimed < 2_000, $"{t}: it was not the release");
        });
        await EndAsync(bed, victim);
    }

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public async Task A_planned_switchover_under_load_hands_over_in_order()
    {
        ClusterBed bed = await fixture.BedAsync();
        BedNode owner = await bed.OwnerAsync("north");
        TakeoverWatch watch = await TakeoverWatch.BeginAsync(bed, owner, "north");
        watch.Strike();
        await SwitchAsync(bed, owner, "north", null);
        Assert.All(await watch.TakenAsync(), Said);
        await EndAsync(bed);
    }

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public async Task An_owner_that_stands_still_for_ten_seconds_wakes_up_as_a_follower()
    {
        ClusterBed bed = await fixture.BedAsync();
        BedNode victim = await bed.OwnerAsync("west");
        TakeoverWatch watch = await TakeoverWatch.BeginAsync(bed, victim);
        watch.Strike();
        Stopwatch still = Stopwatch.StartNew();
        victim.Freeze();
        Assert.All(await watch.TakenAsync(), Said);
        await Task.Delay(Left(still, TimeSpan.FromSeconds(10)), TestContext.Current.CancellationToken);
        victim.Thaw();
        await EndAsync(bed);
        Assert.DoesNotContain((await bed.SeenAsync(victim)).Slots, s => watch.Slots.Contains(s.Name) && s.Owner == victim.Name);
    }

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public Task An_owner_that_is_cut_off_closes_before_another_opens() => ReplacedAsync((network, name, others) => network.Cut(name, others));

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public Task An_owner_that_is_heard_by_nobody_is_replaced() => ReplacedAsync((network, name, others) => network.DropTo(name, others));

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public Task An_owner_that_hears_nobody_is_replaced() => ReplacedAsync((network, name, others) => network.DropFrom(name, others));

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public async Task An_owner_without_etcd_goes_on_by_the_word_of_all_others()
    {
        ClusterBed bed = await fixture.BedAsync();
        BedNode owner = await bed.OwnerAsync("west");
        ClusterStatus before = await bed.SeenAsync();
        bed.Network.Cut(owner.Name, BedEtcd.Numbers);
        await OpenThroughoutAsync(bed, s_hold);
        Assert.Contains((await owner.SeesAsync())!.History, e => e.Kind == "failsafe_held");
        bed.Network.Heal(owner.Name);
        await EndAsync(bed);
        Same(before, await bed.SeenAsync());
    }

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public async Task An_owner_without_its_peers_goes_on_alone_and_says_so()
    {
        ClusterBed bed = await fixture.BedAsync();
        BedNode owner = await bed.OwnerAsync("west");
        ClusterStatus before = await bed.SeenAsync();
        bed.Network.Cut(owner.Name, Others(bed, owner));
        await bed.SeenAsync(s => s.Slots.Where(t => t.Owner == owner.Name).All(t => t.InSync.Count == 0), "nobody is in sync", not: owner);
        await OpenThroughoutAsync(bed, s_hold);
        Assert.Contains((await owner.SeesAsync())!.History, e => e.Kind == "alone");
        bed.Network.Heal(owner.Name);
        await EndAsync(bed);
        Same(before, await bed.SeenAsync());
    }

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public async Task The_leader_of_etcd_dies_and_no_slot_moves()
    {
        ClusterBed bed = await fixture.BedAsync();
        ClusterStatus before = await bed.SeenAsync();
        int leader = await bed.Etcd.LeaderAsync();
        bed.Etcd.Kill(leader);
        await OpenThroughoutAsync(bed, s_hold);
        await bed.Etcd.RestartAsync(leader);
        await EndAsync(bed);
        Same(before, await bed.SeenAsync());
    }

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public async Task Without_etcd_owners_go_on_while_all_agree_and_nobody_takes_over()
    {
        ClusterBed bed = await fixture.BedAsync();
        ClusterStatus before = await bed.SeenAsync();
        int[] all = [.. Enumerable.Range(0, BedEtcd.Members)];
        Array.ForEach(all, bed.Etcd.Kill);
        await OpenThroughoutAsync(bed, s_hold);

        // One node less, and nobody has the word of all others any more: all fence themselves, and the slots of the dead one stay without an owner.
        BedNode victim = bed.Node(before.Slots.Single(s => s.Name == "west").Owner);
        victim.Kill();
        await Poll.UntilAsync(() => !ClusterBed.Slots.Any(bed.Gates.IsOpen), () => $"somebody acts on without etcd\n{bed.Said()}");
        Stopwatch closed = Stopwatch.StartNew();
        while (closed.Elapsed < s_hold)
        {
            Assert.DoesNotContain(ClusterBed.Slots, bed.Gates.IsOpen);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }

        await bed.Etcd.RestartAsync(all);
        await EndAsync(bed, victim);
    }

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public async Task A_full_disk_on_the_owner_refuses_commits_and_the_slot_can_be_handed_over()
    {
        ClusterBed bed = await fixture.BedAsync();
        BedNode victim = await bed.OwnerAsync("west");
        await victim.StopAsync();
        SmallDisk disk = new(victim.State);
        await victim.StartAsync();
        await bed.WholeAsync("a node has a small disk");
        if ((await bed.OwnerAsync("west")) != victim)
        {
            BedNode owner = await bed.OwnerAsync("west");
            await SwitchAsync(bed, owner, "west", victim.Name);
            await bed.SeenAsync(s => s.Slots.Single(t => t.Name == "west").Owner == victim.Name, "west on the small disk");
            await bed.WholeAsync("west is on the small disk");
        }

        disk.Fill();
        await Poll.UntilAsync(
            () => victim.Daemon!.Output.Contains("engine commits are refused", StringComparison.Ordinal),
            () => $"a full disk is not noticed\n{bed.Said()}");
        TakeoverWatch watch = await TakeoverWatch.BeginAsync(bed, victim, "west");
        watch.Strike();
        await SwitchAsync(bed, victim, "west", null);
        Assert.All(await watch.TakenAsync(), Said);
        disk.Clear();
        await EndAsync(bed, victim);
        await victim.StopAsync();
        disk.Dispose();
        await EndAsync(bed, victim);
    }

    [Fact(Skip = BedGround.Reason, SkipUnless = nameof(BedGround.IsAsked), SkipType = typeof(BedGround))]
    public async Task Two_owners_fail_one_after_the_other()
    {
        ClusterBed bed = await fixture.BedAsync();
        BedNode first = await bed.OwnerAsync("west");
        TakeoverWatch watch = await TakeoverWatch.BeginAsync(bed, first);
        watch.Strike();
        first.Kill();
        Assert.All(await watch.TakenAsync(), Said);
        BedNode second = await bed.OwnerAsync("east");
        TakeoverWatch again = await TakeoverWatch.BeginAsync(bed, second, "east");
        again.Strike();
        second.Kill();
        Assert.All(await again.TakenAsync(), Said);
        await EndAsync(bed, first, second);
    }

    private static async Task SwitchAsync(ClusterBed bed, BedNode owner, string slot, string? to)
    {
        AdminResult<OperatorReply> let = await owner.Admin.ClusterActAsync(
            new ClusterActRequest("switchover", slot, to, null), TestContext.Current.CancellationToken);
        Assert.True(let.Outcome == AdminOutcome.Ok, $"{let.Error}\n{bed.Said()}");
    }

    private async Task ReplacedAsync(Action<BedNetwork, string, int[]> part)
    {
        ClusterBed bed = await fixture.BedAsync();
        BedNode victim = await bed.OwnerAsync("west");
        TakeoverWatch watch = await TakeoverWatch.BeginAsync(bed, victim);
        watch.Strike();
        part(bed.Network, victim.Name, [.. Others(bed, victim), .. BedEtcd.Numbers]);
        Assert.All(await watch.TakenAsync(), Said);
        bed.Network.Heal(victim.Name);
        await EndAsync(bed);
    }

    private static int[] Others(ClusterBed bed, BedNode node) => [.. bed.Nodes.Where(n => n != node).Select(n => n.Number)];

    private static TimeSpan Left(Stopwatch since, TimeSpan all) => all > since.Elapsed ? all - since.Elapsed : TimeSpan.Zero;

    // Nobody may notice anything: every gate is open at every look.
    private static async Task OpenThroughoutAsync(ClusterBed bed, TimeSpan time)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < time)
        {
            string[] closed = [.. ClusterBed.Slots.Where(s => !bed.Gates.IsOpen(s))];
            Assert.True(closed.Length == 0, $"{string.Join(", ", closed)} closed after {watch.Elapsed.TotalMilliseconds:F0} ms\n{bed.Said()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }

    private static void Same(ClusterStatus before, ClusterStatus after) => Assert.Equal(
        before.Slots.Select(s => (s.Name, s.Owner, s.Epoch)), after.Slots.Select(s => (s.Name, s.Owner, s.Epoch)));

    private static void Said(object what) => TestContext.Current.TestOutputHelper?.WriteLine($"{what}");

    // The node comes back, follows, and nothing is unaccounted for.
    private static async Task EndAsync(ClusterBed bed, params BedNode[] back)
    {
        foreach (BedNode node in back)
        {
            await node.StartAsync();
        }

        await bed.WholeAsync("all nodes are back");
        Said(await OrderAccounts.SettleAsync(bed));
    }
}
