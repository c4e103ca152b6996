using System.Collections.Generic;

namespace Basisd.Cluster;

/// <summary>Keys as the arbiter showed them at one store revision.</summary>
/// <param name="Revision">Store revision of the answer.</param>
/// <param name="RaftTerm">Raft term of the member that answered.</param>
/// <param name="IsWhole">Whether every key of the cluster is in it: one that is missing does not exist then.</param>
/// <param name="Entries">The keys.</param>
public sealed record ArbiterView(long Revision, ulong RaftTerm, bool IsWhole, IReadOnlyList<ArbiterEntry> Entries);
