using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>Answer to <c>GET /v1/cluster/check</c>: could the cluster fail over now, and what would happen.</summary>
/// <param name="Ready">Whether every slot could.</param>
/// <param name="Reasons">What concerns the whole cluster; empty for nothing.</param>
/// <param name="Slots">The slots, by number.</param>
public sealed record ClusterCheckReply(bool Ready, IReadOnlyList<string> Reasons, IReadOnlyList<ClusterSlotCheck> Slots);
