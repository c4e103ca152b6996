using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Sims.Cluster;
using Basisd.Tests.EndToEnd;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Simulation.Cluster;

/// <summary>
/// SPEC 12 on virtual time: whatever a seed does to a cluster of 3 or 5 nodes, it keeps its promises, and it is well again once everything has
/// healed.
/// </summary>
[Collection(SimulationCollection.Name)]
public sealed class ClusterCampaignTests
{
    private const int SeedsInCi = 10_000;
    private const int SeedsElsewhere = 500;
    private const int SeedsWithCores = 120;

    private static int Seeds => Machine.IsCi ? SeedsInCi : SeedsElsewhere;

    [Fact]
    public async Task NoSeedBreaksAPromiseAndBothRuntimesAgree()
    {
        ulong first = Machine.IsCi ? 1 : (ulong)Random.Shared.NextInt64(1, int.MaxValue);
        SimCampaign campaign = new(first, Seeds, 0, SimFlaw.None);
        long started = Stopwatch.GetTimestamp();
        IReadOnlyList<SimOutcome> failures = campaign.Run(Environment.ProcessorCount, null, out ulong[] hashes);
        string summary = campaign.Summary(started, Environment.ProcessorCount, failures.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        Assert.True(failures.Count == 0, summary + "\n" + string.Join("\n", failures.Select(f => SimShrink.Shorten(f, SimFlaw.None).Text(true))));

        string seed = first.ToString(CultureInfo.InvariantCulture);
        string seeds = Seeds.ToString(CultureInfo.InvariantCulture);
        Assert.SkipUnless(DaemonBinary.IsPublished, "the hashes of this runtime are compared with those of the published binary: run `make publish`");
        (int code, string output) = await Tool.RunAsync(DaemonBinary.Path, null, "sim", "cluster", "--seed", seed, "--seeds", seeds, "--json");
        Assert.True(code == 0, $"{DaemonBinary.Description}: {output}");
        using JsonDocument told = JsonDocument.Parse(output);
        string[] theirs = [.. told.RootElement.GetProperty("hashes").EnumerateArray().Select(h => h.GetString()!)];
        string[] ours = [.. hashes.Select(h => h.ToString("x16", CultureInfo.InvariantCulture))];
        int unlike = Enumerable.Range(0, ours.Length).FirstOrDefault(i => i >= theirs.Length || ours[i] != theirs[i], -1);
        Assert.True(unlike < 0, $"seed {first + (ulong)Math.Max(unlike, 0)} of {DaemonBinary.Description} ends in another state than here");
    }

    /// <summary>Checkers that never meet what they judge would pass every seed: the real cores' histories come to all of it.</summary>
    [Fact]
    public void RealCoresKeepTheirPromisesAndComeToWhatIsJudged()
    {
        SimReach reached = SimReach.None;
        for (ulong seed = 1; seed <= SeedsWithCores; seed++)
        {
            SimOutcome outcome = SimCampaign.Run(seed, 0, SimFlaw.None, cores: true);
            Assert.True(outcome.Promise is null, $"seed {seed} with real cores: {outcome.Violation}");
            reached |= outcome.Reached;
        }

        Assert.All(Enum.GetValues<SimReach>().Where(r => r != SimReach.Recovered), r => Assert.True(reached.HasFlag(r), $"no seed came to {r}"));
    }

    [Fact]
    public void OneSeedInAFewHasRealCores()
    {
        int drawn = Enumerable.Range(1, 2_000).Count(seed => SimPlan.HasCoresOf((ulong)seed));
        Assert.InRange(drawn, 60, 600);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void OneSeedReproducesARunExactly(int nodes)
    {
        ulong[] hashes = [.. Enumerable.Range(1, 20).Select(seed => SimCampaign.Run((ulong)seed, nodes, SimFlaw.None).Hash)];
        ulong[] again = [.. Enumerable.Range(1, 20).Select(seed => SimCampaign.Run((ulong)seed, nodes, SimFlaw.None).Hash)];
        Assert.Equal(hashes, again);
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void ThreadsDoNotChangeAHash()
    {
        new SimCampaign(1, 40, 0, SimFlaw.None).Run(1, null, out ulong[] alone);
        new SimCampaign(1, 40, 0, SimFlaw.None).Run(4, null, out ulong[] together);
        Assert.Equal(alone, together);
    }

    [Fact]
    public void AFailingSeedIsToldInAsFewFaultsAsItTakes()
    {
        ClusterFlaw flaw = ClusterFlaw.All.First(f => f.Flaw.Lapses == SimLapses.GateIgnoresDeadline);
        SimOutcome failed = Enumerable.Range(1, flaw.Seeds)
            .Select(seed => SimCampaign.Run((ulong)seed, 0, flaw.Flaw)).First(o => o.Promise is not null && o.Plan.Faults.Count > 4);
        SimFailure told = SimShrink.Shorten(failed, flaw.Flaw);
        Assert.Equal(failed.Promise, told.Outcome.Promise);
        Assert.InRange(told.Outcome.Plan.Faults.Count, 0, failed.Plan.Faults.Count - 1);
        string text = told.Text(true);
        Assert.Contains($"seed {failed.Plan.Seed}", text, StringComparison.Ordinal);
        Assert.Contains("TakeOver slot", text, StringComparison.Ordinal);
        Assert.All(told.Outcome.Plan.Faults, f => Assert.Contains(f.ToString(), text, StringComparison.Ordinal));
    }
}
