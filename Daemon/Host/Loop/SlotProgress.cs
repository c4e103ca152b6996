namespace Basisd.Host.Loop;

/// <summary>How far an acting slot is.</summary>
/// <param name="Durable">Last sequence that is durable here.</param>
/// <param name="Appended">Last sequence that is appended.</param>
/// <param name="Epoch">Epoch of its last frame.</param>
/// <param name="HashedAt">Sequence of the latest state hash; 0 before the first.</param>
/// <param name="StateHash">First eight bytes of it, little-endian.</param>
public readonly record struct SlotProgress(ulong Durable, ulong Appended, ulong Epoch, ulong HashedAt, ulong StateHash);
