using System.Collections.Generic;
using Basisd.Peers;

namespace Basisd.Host.Http;

/// <summary>
/// The cluster as one node sees it: immutable, published by the cluster's thread, part of <c>GET /v1/status</c> on every node. What another node
/// sees may differ; only the arbiter's records decide.
/// </summary>
/// <param name="Id">Name of the cluster.</param>
/// <param name="Node">This node.</param>
/// <param name="Boot">The life of this process, hex.</param>
/// <param name="PublishedBootNs">CLOCK_BOOTTIME at which this was made, ns.</param>
/// <param name="ArbiterSilenceNs">Since the arbiter's latest answer that counted; -1: none came in this life.</param>
/// <param name="Dmm">DMM of the cluster; null while nothing was read.</param>
/// <param name="Pause">Whether takeovers are paused; null while nothing was read.</param>
/// <param name="Nodes">The nodes, by number.</param>
/// <param name="Slots">The slots, by number.</param>
/// <param name="History">What happened, newest first.</param>
public sealed record ClusterStatus(
    string Id, string Node, string Boot, long PublishedBootNs, long ArbiterSilenceNs, ClusterDmmStatus? Dmm, ClusterPauseStatus? Pause,
    IReadOnlyList<ClusterNodeStatus> Nodes, IReadOnlyList<ClusterSlotStatus> Slots, IReadOnlyList<ClusterEventView> History)
{
    /// <summary>Wall time at which this was made, Unix ns.</summary>
    public long WallNs { get; init; }

    /// <summary>Within which a slot is taken without release only once, ns.</summary>
    public long FlapNs { get; init; }

    /// <summary>End of this node's certificate or of the CA's, whichever is first, Unix ns; 0 for unknown.</summary>
    public long CertificateExpiresAt { get; init; }

    /// <summary>Certificates and keys as they were read: one that was replaced is in use when its digest is here.</summary>
    public IReadOnlyList<FileInUse> Files { get; init; } = [];
}
