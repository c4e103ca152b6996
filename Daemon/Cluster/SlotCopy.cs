namespace Basisd.Cluster;

/// <summary>How this node's copy of a slot's journal stands.</summary>
/// <param name="Durable">Last durable sequence.</param>
/// <param name="Appended">Last appended sequence; equal to <paramref name="Durable"/> on a follower.</param>
/// <param name="Epoch">Epoch of its last frame; 0 for an empty one.</param>
/// <param name="IsWhole">Open, its chain verified, and its state hash right wherever it was compared.</param>
/// <param name="HashedAt">Sequence of the latest state hash.</param>
/// <param name="StateHash">First eight bytes of it.</param>
public readonly record struct SlotCopy(ulong Durable, ulong Appended, ulong Epoch, bool IsWhole, ulong HashedAt, ulong StateHash);
