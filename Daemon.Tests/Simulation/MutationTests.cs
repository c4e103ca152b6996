using System.Linq;
using Xunit;

namespace Basisd.Tests.Simulation;

/// <summary>A guard whose absence nobody notices guards nothing: each is taken away, and the campaign must notice within the stated seeds.</summary>
[Collection(SimulationCollection.Name)]
public sealed class MutationTests
{
    public static TheoryData<string> Guards => new(Mutation.All.Select(m => m.Name));

    [Theory]
    [MemberData(nameof(Guards))]
    public void TheCampaignNoticesThatAGuardIsMissing(string guard)
    {
        Mutation mutation = Mutation.All.Single(m => m.Name == guard);
        for (int seed = 1; seed <= mutation.Seeds; seed++)
        {
            if (CrashRun.Run((ulong)seed, mutation) is { } noticed)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"without “{guard}”: seed {seed}: {noticed.Split('\n')[0]}");
                return;
            }
        }

        Assert.Fail($"without “{guard}” no promise was broken in {mutation.Seeds} seeds");
    }
}
