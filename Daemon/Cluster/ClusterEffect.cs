namespace Basisd.Cluster;

/// <summary>One effect of a step; which members count is said at each <see cref="ClusterEffectKind"/>.</summary>
public readonly record struct ClusterEffect
{
    /// <summary>What it is.</summary>
    public ClusterEffectKind Kind { get; init; }

    /// <summary>Number of the slot.</summary>
    public int Slot { get; init; }

    /// <summary>Number of the node, <see cref="SlotRecord.None"/> for none.</summary>
    public int Node { get; init; }

    /// <summary>An epoch.</summary>
    public ulong Epoch { get; init; }

    /// <summary>A sequence.</summary>
    public ulong Sequence { get; init; }

    /// <summary>CLOCK_BOOTTIME, ns.</summary>
    public long Until { get; init; }

    /// <summary>Number of an asking.</summary>
    public long Id { get; init; }

    /// <summary>Yes or no.</summary>
    public bool Flag { get; init; }

    /// <summary>What happened, or why not.</summary>
    public ClusterEvent Event { get; init; }

    /// <summary>A call to the arbiter.</summary>
    public ArbiterCall? Call { get; init; }

    /// <summary>A resumption.</summary>
    public byte[]? Bytes { get; init; }
}
