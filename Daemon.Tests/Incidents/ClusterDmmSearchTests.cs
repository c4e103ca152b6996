using System;
using System.Diagnostics;
using Xunit;

namespace Basisd.Tests.Incidents;

/// <summary>
/// Over all orders of a bounded number of events in a cluster, takeovers and fences among them: no slot leaves DMM but by what was signed for the
/// epoch that holds, no takeover loses it, and from everywhere there is a way out. The same search finds every planted breach.
/// </summary>
public sealed class ClusterDmmSearchTests(ITestOutputHelper output)
{
    private const int MostEvents = 6;

    [Fact]
    public void No_order_of_events_leaves_the_clusters_dmm_unsigned_and_none_is_without_a_way_out()
    {
        Stopwatch watch = Stopwatch.StartNew();
        ClusterDmmSearch search = new(ClusterDmmBreach.None);
        string? broken = search.Run(MostEvents);
        output.WriteLine($"{search.States} states, {search.Tried} events tried, depth {MostEvents}, {watch.ElapsedMilliseconds} ms");
        Assert.Null(broken);
        Assert.True(search.States > 300, $"only {search.States} states: the search does not reach what it should");
    }

    public static TheoryData<string> Breaches => new(Array.FindAll(Enum.GetNames<ClusterDmmBreach>(), n => n != nameof(ClusterDmmBreach.None)));

    [Theory]
    [MemberData(nameof(Breaches))]
    public void A_planted_breach_is_found(string breach)
    {
        ClusterDmmSearch search = new(Enum.Parse<ClusterDmmBreach>(breach));
        string? broken = search.Run(MostEvents);
        output.WriteLine($"{breach}: {broken} ({search.States} states)");
        Assert.NotNull(broken);
    }
}
