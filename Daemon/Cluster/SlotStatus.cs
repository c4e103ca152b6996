namespace Basisd.Cluster;

/// <summary>How one slot stands as this node sees it; for people and metrics.</summary>
public readonly record struct SlotStatus
{
    /// <summary>What this node is to it.</summary>
    public SlotRole Role { get; init; }

    /// <summary>Epoch of the record; 0 for none.</summary>
    public ulong Epoch { get; init; }

    /// <summary>Owner by the record; <see cref="SlotRecord.None"/> for none.</summary>
    public int Owner { get; init; }

    /// <summary>End of this node's right to act, CLOCK_BOOTTIME ns; 0 for none.</summary>
    public long Deadline { get; init; }

    /// <summary>Nodes in sync by the record, a bit each.</summary>
    public ulong InSync { get; init; }

    /// <summary>Nodes that are about to be admitted, a bit each; owner only.</summary>
    public ulong Joining { get; init; }

    /// <summary>Whether its owner let it go.</summary>
    public bool IsReleased { get; init; }

    /// <summary>Committed sequence as far as it is known here.</summary>
    public ulong Committed { get; init; }

    /// <summary>Wall time of the latest takeover without a release, Unix ns; 0 for none.</summary>
    public long ForcedAt { get; init; }

    /// <summary>Whether this node goes on by the word of all others.</summary>
    public bool IsHeldByPeers { get; init; }

    /// <summary>Whether an operator allowed a takeover in spite of anti-flapping.</summary>
    public bool IsPermitted { get; init; }

    /// <summary>Whether and when this node could claim it.</summary>
    public ClaimPlan Plan { get; init; }
}
