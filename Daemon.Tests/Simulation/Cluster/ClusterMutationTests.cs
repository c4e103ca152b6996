using System.Linq;
using Basisd.Sims.Cluster;
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
            if (SimCampaign.Run((ulong)seed, 0, flaw.Flaw) is { Promise: not null } noticed)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"without “{guard}”: seed {seed}: {noticed.Violation}");
                return;
            }
        }

        Assert.Fail($"without “{guard}” no promise was broken in {flaw.Seeds} seeds");
    }

    [Fact]
    public void ThereAreEnoughOfThem() => Assert.InRange(ClusterFlaw.All.Length, Fewest, int.MaxValue);
}
