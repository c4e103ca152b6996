using System;

namespace Basisd.Peers.Transport;

/// <summary>
/// A follower asks for what comes after its last durable frame; asking acknowledges everything up to it (PROTOCOL.md, Commit). Layout: docs/peers.md.
/// </summary>
public sealed record PullRequest
{
    /// <summary>Longest wait, milliseconds.</summary>
    public const int MaxWaitMs = 10_000;

    /// <summary>Number of the slot.</summary>
    public required int Slot { get; init; }

    /// <summary>Highest epoch of the slot that the follower knows.</summary>
    public ulong Epoch { get; init; }

    /// <summary>Sequence of its last durable frame; 0 for an empty copy.</summary>
    public ulong Durable { get; init; }

    /// <summary>Chain hash of that frame, 32 bytes; empty or zeros for an empty copy.</summary>
    public ReadOnlyMemory<byte> Hash { get; init; }

    /// <summary>Identity of its journal, 16 bytes; empty or zeros for none.</summary>
    public ReadOnlyMemory<byte> JournalId { get; init; }

    /// <summary>First eight bytes of its state hash after <see cref="HashedAt"/>, little-endian.</summary>
    public ulong StateHash { get; init; }

    /// <summary>Sequence whose state hash is told; 0 for none.</summary>
    public ulong HashedAt { get; init; }

    /// <summary>How long the owner may wait for something to come, milliseconds; at most <see cref="MaxWaitMs"/>.</summary>
    public int WaitMs { get; init; }
}
