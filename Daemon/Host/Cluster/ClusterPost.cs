using Basisd.Cluster;

namespace Basisd.Host.Cluster;

/// <summary>What another thread tells the cluster's thread: a <see cref="ClusterInput"/> that can wait.</summary>
internal sealed record ClusterPost(ClusterInputKind Kind)
{
    /// <summary>Number of a slot.</summary>
    public int Slot { get; init; }

    /// <summary>Number of a node.</summary>
    public int Node { get; init; } = SlotRecord.None;

    /// <summary>A sequence or an epoch.</summary>
    public ulong Sequence { get; init; }

    /// <summary>Number of an asking.</summary>
    public long Id { get; init; }

    /// <summary>Yes or no.</summary>
    public bool Flag { get; init; }

    /// <summary>The end of a call.</summary>
    public ArbiterReply? Reply { get; init; }

    /// <summary>A pause.</summary>
    public PauseRecord? Pause { get; init; }

    /// <summary>A resumption.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>The input.</summary>
    /// <param name="now">CLOCK_BOOTTIME, ns.</param>
    /// <param name="wall">Wall clock, Unix ns.</param>
    public ClusterInput At(long now, long wall) => new()
    {
        Kind = Kind,
        Now = now,
        Wall = wall,
        Slot = Slot,
        Node = Node,
        Sequence = Sequence,
        Id = Id,
        Flag = Flag,
        Reply = Reply,
        Pause = Pause,
        Bytes = Bytes,
    };
}
