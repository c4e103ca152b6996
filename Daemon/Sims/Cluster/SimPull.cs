namespace Basisd.Sims.Cluster;

/// <summary>A follower asks for the frames behind its copy.</summary>
/// <param name="Id">Number of the request.</param>
/// <param name="Follower">Who asks.</param>
/// <param name="Life">The life of its process.</param>
/// <param name="Epoch">Epoch of the owner that it was told to follow.</param>
/// <param name="From">The position that its copy has reached, durable.</param>
/// <param name="Chain">Hash of its copy up to there.</param>
/// <param name="IsRebuild">Its copy is hurt: it asks for everything.</param>
internal sealed record SimPull(long Id, int Follower, int Life, ulong Epoch, ulong From, ulong Chain, bool IsRebuild);
