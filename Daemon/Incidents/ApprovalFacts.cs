namespace Basisd.Incidents;

/// <summary>What a signature is bound to: one over other facts, or for the other act, is refused.</summary>
/// <param name="Cluster">Name of the cluster; of the node, where it runs alone.</param>
/// <param name="Incident">Number of the open incident.</param>
/// <param name="DmmEpoch">Number of the DMM episode.</param>
/// <param name="StateHash">The <see cref="EpisodeDigest"/>, 64 lower-case hex digits.</param>
public sealed record ApprovalFacts(string Cluster, long Incident, long DmmEpoch, string StateHash)
{
    /// <summary>Name of the scope whose exposure is to be contained; null: the act is the resumption.</summary>
    public string? Contain { get; init; }

    /// <summary>Number of the cluster's DMM episode; 0 for a node that runs alone, whose text has no such line.</summary>
    public long ClusterDmmEpoch { get; init; }
}
