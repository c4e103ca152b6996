using Basisd.Cluster;

namespace Basisd.Peers.Etcd;

/// <summary>What an answer says about its call.</summary>
/// <param name="Reply">The end of the call, without its time; null where the answer counts for none.</param>
/// <param name="Problem">Why it counts for none; empty where it counts.</param>
/// <param name="IsOld">It is older than one that was heard before.</param>
/// <param name="IsOvertaken">It was right when it was given, and a newer one was heard meanwhile: the same question again has a newer answer.</param>
internal readonly record struct Judgement(ArbiterReply? Reply, string Problem, bool IsOld = false, bool IsOvertaken = false);
