using System;
using System.Collections.Generic;
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
        Assert.All(await watch.TakenAsync(), t => Said(t));
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
