using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Xunit;

namespace Basisd.Tests.Simulation;

/// <summary>R-11.4 on a simulated disk: whatever a seed does to the journal, nothing that was acknowledged is lost without a word.</summary>
[Collection(SimulationCollection.Name)]
public sealed class CrashTests
{
    private const long SeedsInCi = 10_000;
    private const long SeedsElsewhere = 500;

    /// <summary>`make crash SEEDS=N SEED=first` sets both variables and runs this test alone.</summary>
    [Fact]
    public void NoSeedLosesWhatWasAcknowledged()
    {
        bool command = Environment.GetEnvironmentVariable("BASISD_CRASH_SEEDS") is { Length: > 0 };
        long seeds = Number("BASISD_CRASH_SEEDS", Machine.IsCi ? SeedsInCi : SeedsElsewhere);
        ulong first = (ulong)Number("BASISD_CRASH_SEED", command ? 1 : Random.Shared.NextInt64(1, int.MaxValue));
        using TextWriter? terminal = command ? Machine.Terminal() : null;
        string summary = Campaign.Run(first, seeds, terminal, out List<string> failures);
        terminal?.WriteLine(summary);
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        Assert.True(failures.Count == 0, summary + "\n" + string.Join("\n", failures));
    }

    private static long Number(string variable, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : otherwise;
}
