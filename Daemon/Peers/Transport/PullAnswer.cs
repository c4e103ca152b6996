using System;

namespace Basisd.Peers.Transport;

/// <summary>What a follower gets. Layout: docs/peers.md; members that do not belong to the status are zero.</summary>
public sealed record PullAnswer
{
    /// <summary>Most bytes of frames in one answer.</summary>
    public const int MaxFrameBytes = 1 << 20;

    /// <summary>How it was answered.</summary>
    public required PullStatus Status { get; init; }

    /// <summary>Epoch of the owner, or the highest one that the node which was asked knows.</summary>
    public ulong Epoch { get; init; }

    /// <summary>Committed sequence of the owner.</summary>
    public ulong Committed { get; init; }

    /// <summary>First eight bytes of the owner's state hash after <see cref="HashedAt"/>, little-endian.</summary>
    public ulong StateHash { get; init; }

    /// <summary>Sequence whose state hash is told; 0 for none.</summary>
    public ulong HashedAt { get; init; }

    /// <summary><see cref="PullStatus.Diverged"/>: sequence up to which both journals are known to be the same.</summary>
    public ulong Keep { get; init; }

    /// <summary><see cref="PullStatus.FromSnapshot"/>: sequence of the first frame that follows.</summary>
    public ulong Base { get; init; }

    /// <summary><see cref="PullStatus.FromSnapshot"/>: chain hash of the frame before it, 32 bytes; else empty.</summary>
    public ReadOnlyMemory<byte> PreviousHash { get; init; }

    /// <summary>Identity of the owner's journal, 16 bytes; empty for none.</summary>
    public ReadOnlyMemory<byte> JournalId { get; init; }

    /// <summary><see cref="PullStatus.FromSnapshot"/>: page size of the owner's journal as a power of two.</summary>
    public int PageBits { get; init; }

    /// <summary><see cref="PullStatus.FromSnapshot"/>: segment size of the owner's journal as a power of two.</summary>
    public int SegmentBits { get; init; }

    /// <summary>Frames back to back, byte by byte as in the journal; on the follower's side a part of the room that it gave.</summary>
    public ReadOnlyMemory<byte> Frames { get; init; }

    /// <summary>Disposed once the frames are sent, so that the host may lend its memory; null for none. Server's side only.</summary>
    public IDisposable? Lease { get; init; }
}
