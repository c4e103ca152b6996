using Basisd.Cluster;

namespace Basisd.Sims.Cluster;

/// <summary>The configuration of a made-up cluster, as each of its nodes has it.</summary>
internal static class SimSettings
{
    private static readonly string[] NodeNames = ["n0", "n1", "n2", "n3", "n4"];
    private static readonly string[] SlotNames = ["alpha", "beta", "gamma", "control"];

    /// <summary>Settings of every node.</summary>
    public static ClusterSettings[] For(SimPlan plan)
    {
        string[] slots = [.. SlotNames[..(plan.Slots - 1)], SlotNames[^1]];
        int[] preferred = new int[plan.Slots];
        for (int slot = 0; slot < preferred.Length; slot++)
        {
            preferred[slot] = slot % plan.Nodes;
        }

        ClusterSettings[] made = new ClusterSettings[plan.Nodes];
        for (int node = 0; node < made.Length; node++)
        {
            made[node] = new ClusterSettings
            {
                Self = node,
                Nodes = NodeNames[..plan.Nodes],
                Slots = slots,
                Preferred = preferred,
                Control = plan.Slots - 1,
                StopBoundNs = SimWorld.StopBound,
                HeartbeatNs = 90 * Safety.FixedPoint.Millisecond,
                Fingerprint = (ulong)plan.Nodes,
            };
        }

        return made;
    }
}
