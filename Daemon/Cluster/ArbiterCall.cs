namespace Basisd.Cluster;

/// <summary>
/// One thing asked of the arbiter. A call without <see cref="Value"/> is a linearizable read of all keys at once; the others are a compare-and-swap
/// of one.
/// </summary>
/// <param name="Id">Number of the call, rising; its <see cref="ArbiterReply"/> carries it.</param>
/// <param name="Key">The key to swap; meaningless for a read.</param>
/// <param name="Expected">Modification revision that the key must have; 0: it must not exist.</param>
/// <param name="Value">A <see cref="SlotRecord"/>, <see cref="DmmRecord"/> or <see cref="PauseRecord"/>; null for a read.</param>
public sealed record ArbiterCall(long Id, ArbiterKey Key, long Expected, object? Value)
{
    /// <summary>Whether this only reads.</summary>
    public bool IsRead => Value is null;
}
