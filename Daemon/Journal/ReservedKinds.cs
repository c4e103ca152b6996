namespace Basisd.Journal;

/// <summary>Frame kinds that this room reads itself; every kind below <see cref="First"/> is opaque to it.</summary>
public static class ReservedKinds
{
    /// <summary>Lowest reserved kind.</summary>
    public const ushort First = 0xF000;

    /// <summary>Begin of a snapshot: total length and SHA-256 of its bytes.</summary>
    public const ushort SnapshotBegin = 0xF001;

    /// <summary>A piece of a snapshot: sequence of its begin, offset, bytes.</summary>
    public const ushort SnapshotChunk = 0xF002;

    /// <summary>End of a snapshot: sequence of its begin. Only now is it complete.</summary>
    public const ushort SnapshotEnd = 0xF003;

    /// <summary>A statement about the head of the journal, signed with the node's key (FORMAT.md).</summary>
    public const ushort SignedHead = 0xF010;

    /// <summary>Whether this binary may pass over a frame: an unknown kind of the journal's own could change what the others mean.</summary>
    public static bool IsReadable(ushort kind) => kind is < First or SnapshotBegin or SnapshotChunk or SnapshotEnd or SignedHead;
}
