using System.Collections.Generic;
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
        List<(ulong Seed, string Said)> noticed = SeedRun.Failures(1, mutation.Seeds, seed => CrashRun.Run(seed, mutation));
        Assert.True(noticed.Count > 0, $"without “{guard}” no promise was broken in {mutation.Seeds} seeds");
        TestContext.Current.TestOutputHelper?.WriteLine($"without “{guard}”: seed {noticed[0].Seed}: {noticed[0].Said.Split('\n')[0]}");
    }
}
