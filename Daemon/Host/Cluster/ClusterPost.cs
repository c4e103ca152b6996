using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Host.Http;

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

    /// <summary>Who waits for the answer to a peer's asking; else null.</summary>
    public TaskCompletionSource<bool>? Failsafe { get; init; }

    /// <summary>Who waits for the answer to an operator's act; else null.</summary>
    public TaskCompletionSource<OperatorReply?>? Act { get; init; }

    /// <summary>The input.</summary>
    /// <param name="now">CLOCK_BOOTTIME, ns.</param>
    /// <param name="wall">Wall clock, Unix ns.</param>
    /// <param name="id">Number of the asking; 0: its own.</param>
    public ClusterInput At(long now, long wall, long id = 0) => new()
    {
        Kind = Kind,
        Now = now,
        Wall = wall,
        Slot = Slot,
        Node = Node,
        Sequence = Sequence,
        Id = id == 0 ? Id : id,
        Flag = Flag,
        Reply = Reply,
        Pause = Pause,
        Bytes = Bytes,
    };
}
