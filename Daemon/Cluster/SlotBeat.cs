namespace Basisd.Cluster;

/// <summary>One slot in a heartbeat.</summary>
public struct SlotBeat
{
    /// <summary>What the sender is to the slot.</summary>
    public SlotRole Role;

    /// <summary>Its copy follows the owner without a gap: whole chain, right state hash.</summary>
    public bool IsWhole;

    /// <summary>The slot was released by the sender and may be claimed; <see cref="Successor"/> first.</summary>
    public bool Released;

    /// <summary>Node to claim first, <see cref="SlotRecord.None"/> for none.</summary>
    public int Successor;

    /// <summary>Epoch of the sender's ownership, or of the last frame in its copy.</summary>
    public ulong Epoch;

    /// <summary>Last durable sequence of its copy.</summary>
    public ulong Durable;

    /// <summary>Committed sequence as it knows it.</summary>
    public ulong Committed;

    /// <summary>First eight bytes of the state hash after <see cref="HashedAt"/>, little-endian.</summary>
    public ulong StateHash;

    /// <summary>Sequence whose state hash is told; 0 for none.</summary>
    public ulong HashedAt;
}
