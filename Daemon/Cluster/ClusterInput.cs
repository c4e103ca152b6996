namespace Basisd.Cluster;

/// <summary>One input of <see cref="ClusterCore"/>; which members count is said at each <see cref="ClusterInputKind"/>.</summary>
public ref struct ClusterInput
{
    /// <summary>What it is.</summary>
    public ClusterInputKind Kind { get; init; }

    /// <summary>CLOCK_BOOTTIME, ns, taken just before the step.</summary>
    public long Now { get; init; }

    /// <summary>Wall clock, Unix ns; for anti-flapping and for people alone.</summary>
    public long Wall { get; init; }

    /// <summary>Number of a slot.</summary>
    public int Slot { get; init; }

    /// <summary>Number of a node, <see cref="SlotRecord.None"/> for none.</summary>
    public int Node { get; init; }

    /// <summary>A sequence or an epoch.</summary>
    public ulong Sequence { get; init; }

    /// <summary>Number of an asking.</summary>
    public long Id { get; init; }

    /// <summary>Yes or no.</summary>
    public bool Flag { get; init; }

    /// <summary>State of a copy.</summary>
    public SlotCopy Copy { get; init; }

    /// <summary>A heartbeat; read during the step alone.</summary>
    public Heartbeat? Beat { get; init; }

    /// <summary>The end of a call.</summary>
    public ArbiterReply? Reply { get; init; }

    /// <summary>A pause.</summary>
    public PauseRecord? Pause { get; init; }

    /// <summary>A resumption.</summary>
    public byte[]? Bytes { get; init; }
}
