using System;

namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>Whether the bed may be made: it needs root, both cores and minutes, so it is made only where somebody asks for it.</summary>
public static class BedGround
{
    /// <summary>Why its tests are skipped elsewhere.</summary>
    public const string Reason = "a bed of network namespaces: `make e2e-cluster` runs it, as root";

    /// <summary>Whether somebody asks for it.</summary>
    public static bool IsAsked => Environment.GetEnvironmentVariable("BASISD_BED") == "1";

    /// <summary>Whether somebody asks for the table.</summary>
    public static bool IsTableAsked => Runs > 0;

    /// <summary>How long the table's lanes begin new rounds.</summary>
    public static TimeSpan Slice => TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("BASISD_BED_SECONDS"), out int seconds) ? seconds : 24 * 3_600);

    /// <summary>Runs per fault of the table; 0 for none.</summary>
    public static int Runs => int.TryParse(Environment.GetEnvironmentVariable("BASISD_BED_RUNS"), out int runs) ? runs : 0;
}
