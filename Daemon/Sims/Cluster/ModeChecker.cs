using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Sims.Cluster;

/// <summary>
/// The modes of the real cores: DMM is left by a resumption that was signed for the cluster's epoch that holds, and by nothing else; a failover
/// neither loses it nor changes any mode.
/// </summary>
internal sealed class ModeChecker(DmmChecker dmm)
{
    private const string Unsigned = "DMM is never left unsigned";

    /// <summary>An entry was committed.</summary>
    /// <param name="slot">Of which slot.</param>
    /// <param name="before">The platform's mode before it.</param>
    /// <param name="epoch">The cluster's DMM that held before it, 0 for none.</param>
    /// <param name="core">The committed state behind it.</param>
    /// <param name="entry">The entry.</param>
    public void Moved(int slot, Mode before, ulong epoch, NodeCore core, in SimEntry entry)
    {
        Mode now = core.State.Safety.ModeOf(Topology.Platform);
        if (before != Mode.Dmm || now == Mode.Dmm)
        {
            return;
        }

        CanonicalReader reader = new(entry.Payload);
        bool isSigned = entry.Node == EntryKind.Safety && EntryCodec.ReadSafety(ref reader) is
        {
            Kind: SafetyInputKind.Resume or SafetyInputKind.ClusterResume,
            Signatures: > 0,
        };
        if (!isSigned || epoch == 0 || now != Mode.Recovery)
        {
            throw new SimViolationException(Unsigned, $"slot {slot} goes from DMM {epoch} to {now} by {entry.Node}");
        }

        dmm.Left(epoch);
    }

    /// <summary>A node takes a slot over.</summary>
    /// <param name="slot">Which slot.</param>
    /// <param name="node">Which node.</param>
    /// <param name="committed">The committed state.</param>
    /// <param name="core">The state that the node found.</param>
    public void TakenOver(int slot, int node, NodeCore committed, NodeCore core)
    {
        SafetyState now = core.State.Safety;
        bool isLost = committed.State.Safety.ModeOf(Topology.Platform) == Mode.Dmm && now.ModeOf(Topology.Platform) != Mode.Dmm;
        if (now.DmmEpoch < committed.State.Safety.DmmEpoch || (isLost && core.State.ClusterDmm.IsActive))
        {
            throw new SimViolationException("DMM is never lost", $"node {node} takes slot {slot} over and is not in the DMM that it was in");
        }

        if (isLost)
        {
            dmm.Left((ulong)core.State.ClusterDmm.Epoch);
        }
    }

    /// <summary>The takeover is written: no mode moved by it .</summary>
    public static void Kept(int slot, int node, Mode[] before, NodeCore core)
    {
        for (int scope = 0; scope < before.Length; scope++)
        {
            if (core.State.Safety.ModeOf(scope) != before[scope])
            {
                throw new SimViolationException(
                    "a failover changes no mode",
                    $"slot {slot}, node {node}: {core.Topology.Scopes[scope].Name} goes from {before[scope]} to {core.State.Safety.ModeOf(scope)}");
            }
        }
    }
}
