namespace Basisd.Peers.Etcd;

/// <summary>
/// The values of the keys as PROTOCOL.md words them: nodes by name, so that people can read them and a change of order changes nothing.
/// </summary>
internal static class RecordTexts
{
    /// <summary>Value of a slot's key. The boot is 16 hexadecimal digits: 64 bits do not fit the numbers of many JSON readers.</summary>
    public sealed record Slot
    {
        public required ulong Epoch { get; init; }

        public required string Owner { get; init; }

        public required string Boot { get; init; }

        public required ulong Seq { get; init; }

        public required string[] InSync { get; init; }

        public required bool Released { get; init; }

        public string? Successor { get; init; }

        public required ulong Committed { get; init; }

        public required long ForcedAt { get; init; }
    }

    /// <summary>Value of the key `dmm`.</summary>
    public sealed record Dmm
    {
        public required ulong Epoch { get; init; }

        public required bool Active { get; init; }

        public required string Origin { get; init; }

        public byte[]? Resumption { get; init; }
    }

    /// <summary>Value of the key `pause`.</summary>
    public sealed record Pause
    {
        public required bool Paused { get; init; }

        public required string By { get; init; }

        public required long At { get; init; }

        public required string Reason { get; init; }
    }
}
