using System;
using System.Linq;
using Basisd.Cluster;
using Basisd.Node;
using Basisd.Sims.Cluster;
using Basisd.Tests.Cluster;
using Xunit;

namespace Basisd.Tests.Simulation.Cluster;

/// <summary>A guard whose absence nobody notices guards nothing: each is taken away, and the campaign must notice within the stated seeds.</summary>
[Collection(SimulationCollection.Name)]
public sealed class ClusterMutationTests
{
    private const int Fewest = 20;

    public static TheoryData<string> Guards => new(ClusterFlaw.All.Select(m => m.Name));

    [Theory]
    [MemberData(nameof(Guards))]
    public void TheCampaignNoticesThatAGuardIsMissing(string guard)
    {
        ClusterFlaw flaw = ClusterFlaw.All.Single(m => m.Name == guard);
        for (int seed = 1; seed <= flaw.Seeds; seed++)
        {
            if (SimCampaign.Run((ulong)seed, 0, flaw.Flaw, flaw.Aim, flaw.Cores) is { Promise: not null } noticed)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"without “{guard}”: seed {seed}: {noticed.Violation}");
                return;
            }
        }

        Assert.Fail($"without “{guard}” no promise was broken in {flaw.Seeds} seeds");
    }

    [Fact]
    public void EveryGuardAndEveryDutyIsOnTheList()
    {
        ClusterGuards[] laws = [.. GuardLawTests.Laws.Select(l => l.Guard)];
        Assert.All(
            Enum.GetValues<ClusterGuards>().Where(g => g != ClusterGuards.None),
            g => Assert.True(laws.Contains(g) || ClusterFlaw.All.Any(f => f.Flaw.Without == g), $"nothing notices that {g} is missing"));
        Assert.All(
            // What leads out of the cluster's DMM is searched exhaustively: Incidents/ClusterDmmSearchTests.
            Enum.GetValues<NodeGuards>().Where(g => g is not (NodeGuards.None or NodeGuards.ResumesOfCluster)),
            g => Assert.Contains(ClusterFlaw.All, f => f.Flaw.Core == g));
        Assert.All(
            Enum.GetValues<SimLapses>().Where(l => l != SimLapses.None),
            l => Assert.Contains(ClusterFlaw.All, f => f.Flaw.Lapses == l));
    }

    [Fact]
    public void AnAimedPlanIsDrawnOfOneSeedInAFewAndNoneBreaksAPromise()
    {
        int[] drawn = new int[Enum.GetValues<SimAim>().Length];
        for (ulong seed = 1; seed <= 2_000; seed++)
        {
            drawn[(int)SimAims.Of(seed)]++;
        }

        Assert.All(drawn, n => Assert.InRange(n, 20, 1_800));
        foreach (SimAim aim in Enum.GetValues<SimAim>())
        {
            for (ulong seed = 1; seed <= 20; seed++)
            {
                SimOutcome outcome = SimCampaign.Run(seed, 0, SimFlaw.None, aim);
                Assert.True(outcome.Promise is null, $"{aim}, seed {seed}: {outcome.Violation}");
            }
        }
    }

    [Fact]
    public void ThereAreEnoughOfThem() => Assert.InRange(ClusterFlaw.All.Length, Fewest, int.MaxValue);
}
