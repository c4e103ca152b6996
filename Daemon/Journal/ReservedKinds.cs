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
}
