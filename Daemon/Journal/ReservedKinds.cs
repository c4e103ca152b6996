namespace Basisd.Journal;

/// <summary>Frame kinds that this room reads itself; every kind below <see cref="First"/> is opaque to it.</summary>
public static class ReservedKinds
{
    /// <summary>Lowest reserved kind.</summary>
    public const ushort First = 0xF000;

    /// <summary>Begin of a snapshot: total length and SHA-256 of its bytes. Read, no longer written.</summary>
    public const ushort SnapshotBegin = 0xF001;

    /// <summary>A piece of a snapshot: sequence of its begin, offset, bytes. Read, no longer written.</summary>
    public const ushort SnapshotChunk = 0xF002;

    /// <summary>End of a snapshot: sequence of its begin. Only now is it complete. Read, no longer written.</summary>
    public const ushort SnapshotEnd = 0xF003;

    /// <summary>Start of a snapshot whose pieces carry their own digests: total length.</summary>
    public const ushort SnapshotStart = 0xF004;

    /// <summary>
    /// A piece of it: sequence of its start, offset, SHA-256 of the bytes, the bytes. The frame's chain hash covers the digest instead of the bytes.
    /// </summary>
    public const ushort SnapshotPiece = 0xF005;

    /// <summary>The end of it: sequence of its start, total length, SHA-256 of all digests. Only now is it complete.</summary>
    public const ushort SnapshotSeal = 0xF006;

    /// <summary>A statement about the head of the journal, signed with the node's key (FORMAT.md).</summary>
    public const ushort SignedHead = 0xF010;

    /// <summary>Whether this binary may pass over a frame: an unknown kind of the journal's own could change what the others mean.</summary>
    public static bool IsReadable(ushort kind) => kind is < First or (>= SnapshotBegin and <= SnapshotSeal) or SignedHead;

    /// <summary>Whether a frame holds bytes of a snapshot.</summary>
    public static bool IsPiece(ushort kind) => kind is SnapshotChunk or SnapshotPiece;

    /// <summary>Whether a snapshot begins with this frame.</summary>
    public static bool BeginsSnapshot(ushort kind) => kind is SnapshotBegin or SnapshotStart;

    /// <summary>Whether a snapshot ends with this frame.</summary>
    public static bool EndsSnapshot(ushort kind) => kind is SnapshotEnd or SnapshotSeal;
}
