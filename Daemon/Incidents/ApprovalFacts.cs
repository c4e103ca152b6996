namespace Basisd.Incidents;

/// <summary>What a resumption is bound to: a signature over other facts is refused.</summary>
/// <param name="Cluster">Name of the cluster; of the node, where it runs alone.</param>
/// <param name="Incident">Number of the open incident.</param>
/// <param name="DmmEpoch">Number of the DMM episode.</param>
/// <param name="StateHash">The <see cref="EpisodeDigest"/>, 64 lower-case hex digits.</param>
public sealed record ApprovalFacts(string Cluster, long Incident, long DmmEpoch, string StateHash);
