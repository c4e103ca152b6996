namespace Basisd.Cluster;

/// <summary>The cluster's DMM (SPEC 12): the highest epoch wins, every node enters on sight, and only a signed resumption ends an epoch.</summary>
/// <param name="Epoch">Counts the cluster's DMM episodes, from 1.</param>
/// <param name="Active">Whether it holds.</param>
/// <param name="Origin">Node that latched it.</param>
/// <param name="Resumption">
/// Where it ended: the approval's text and signatures as they were submitted, for every node to verify by itself; null while active.
/// </param>
public sealed record DmmRecord(ulong Epoch, bool Active, int Origin, byte[]? Resumption);
