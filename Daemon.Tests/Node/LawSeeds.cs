using System;
using System.Collections.Generic;
using Basisd.Tests.Safety;

namespace Basisd.Tests.Node;

/// <summary>
/// The histories that a law is held against: a fixed row, which is known to reach what the law is about, and a few new ones each time. A given
/// seed replays its own row alone.
/// </summary>
internal static class LawSeeds
{
    private const int Known = 101;
    private const int New = 2;

    /// <summary>Holds the law against each; a failure names its seed.</summary>
    public static void Each(int count, Action<string> say, Action<int> law)
    {
        int drawn = (int)(SafetyFixture.Seed() % 1_000_000);
        bool isGiven = Environment.GetEnvironmentVariable(SafetyFixture.SeedVariable) is not null;
        List<int> seeds = [];
        for (int i = 0; i < count; i++)
        {
            seeds.Add((isGiven ? drawn : Known) + i);
        }

        for (int i = 0; i < New && !isGiven; i++)
        {
            seeds.Add(drawn + i);
        }

        say($"seeds {string.Join(' ', seeds)}; replay with {SafetyFixture.SeedVariable}=N");
        foreach (int seed in seeds)
        {
            try
            {
                law(seed);
            }
            catch (Exception e) when (e is Xunit.Sdk.IAssertionException or InvalidOperationException)
            {
                throw new InvalidOperationException($"with {SafetyFixture.SeedVariable}={seed}: {e.Message}", e);
            }
        }
    }
}
