using Basisd.Cluster;
using Basisd.Sims.Cluster;

namespace Basisd.Tests.Simulation.Cluster;

/// <summary>A cluster with one guard missing, or one duty neglected.</summary>
/// <param name="Name">Which.</param>
/// <param name="Flaw">It.</param>
/// <param name="Seeds">The campaign must notice within so many seeds.</param>
internal sealed record ClusterFlaw(string Name, SimFlaw Flaw, int Seeds)
{
    /// <summary>Every guard that can be taken away, and how soon its absence shows.</summary>
    public static readonly ClusterFlaw[] All =
    [
        Core("an owner is silent only when D, the clocks' rate error and the stop bound are over", ClusterGuards.WaitsForSilence, 30),
    ];

    private static ClusterFlaw Core(string name, ClusterGuards guard, int seeds) => new(name, new SimFlaw(guard, SimLapses.None), seeds);

    private static ClusterFlaw World(string name, SimLapses lapse, int seeds) => new(name, new SimFlaw(ClusterGuards.None, lapse), seeds);
}
