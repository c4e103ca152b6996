using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>One slot: what the arbiter holds of it, and what every node says of its copy.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsControl">Whether it carries what is platform-wide.</param>
/// <param name="Role">What this node is to it.</param>
/// <param name="Owner">Owner by the arbiter's record; empty while it has none.</param>
/// <param name="Epoch">Epoch of the record; 0 without one.</param>
/// <param name="IsReleased">The owner let go and nobody has claimed yet.</param>
/// <param name="InSync">Nodes that have every committed entry, without the owner.</param>
/// <param name="Committed">Committed sequence at the last renewal.</param>
/// <param name="DeadlineLeftNs">On the owner: until its right to act ends, ns; 0 elsewhere.</param>
/// <param name="ForcedAt">Latest takeover without a release, Unix ns; 0 for none.</param>
/// <param name="Copies">The copies, by node.</param>
/// <param name="Problem">What is wrong with this node's copy; empty for nothing.</param>
public sealed record ClusterSlotStatus(
    string Name, bool IsControl, string Role, string Owner, long Epoch, bool IsReleased, IReadOnlyList<string> InSync, long Committed,
    long DeadlineLeftNs, long ForcedAt, IReadOnlyList<ClusterCopyStatus> Copies, string Problem)
{
    /// <summary>Node that would take the slot over if its owner died now; empty for nobody.</summary>
    public string Heir { get; init; } = "";

    /// <summary>How long after the owner's last renewal it would be claimed at the latest, ns; 0 if by nobody.</summary>
    public long WithinNs { get; init; }

    /// <summary>What stands against a takeover; empty for nothing.</summary>
    public string Obstacle { get; init; } = "";
}
