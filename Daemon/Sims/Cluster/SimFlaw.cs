using System;
using Basisd.Cluster;
using Basisd.Node;

namespace Basisd.Sims.Cluster;

/// <summary>What is wrong with a cluster on purpose: a guard of a core is missing, or the world neglects a duty.</summary>
/// <param name="Without">The guard of the cluster's core.</param>
/// <param name="Lapses">The duty.</param>
/// <param name="Core">The guard of the node's core.</param>
internal readonly record struct SimFlaw(ClusterGuards Without, SimLapses Lapses, NodeGuards Core = NodeGuards.None)
{
    /// <summary>Nothing is wrong.</summary>
    public static SimFlaw None => default;

    /// <summary>Reads the name of a guard or a duty; nothing is none.</summary>
    public static bool TryParse(string? name, out SimFlaw flaw)
    {
        flaw = None;
        if (string.IsNullOrEmpty(name))
        {
            return true;
        }

        if (Enum.TryParse(name, out ClusterGuards guard) && Enum.IsDefined(guard))
        {
            flaw = new(guard, SimLapses.None);
            return true;
        }

        if (Enum.TryParse(name, out NodeGuards core) && Enum.IsDefined(core))
        {
            flaw = new(ClusterGuards.None, SimLapses.None, core);
            return true;
        }

        bool isLapse = Enum.TryParse(name, out SimLapses lapse) && Enum.IsDefined(lapse);
        flaw = new(ClusterGuards.None, lapse);
        return isLapse;
    }
}
