namespace Basisd.Cluster;

/// <summary>What was heard of one other node. Never a proof of anything about ownership: heartbeats inform.</summary>
internal sealed class Peer(int slots)
{
    /// <summary>Whether a heartbeat of the right configuration came in this life of ours.</summary>
    public bool IsHeard { get; set; }

    /// <summary>When the last one came, or when we began to listen, CLOCK_BOOTTIME ns.</summary>
    public long LastAt { get; set; }

    /// <summary>Silent for longer than <see cref="ClusterSettings.SuspectNs"/>.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Boot of the life whose other configuration was told; 0 for none.</summary>
    public ulong ForeignBoot { get; set; }

    /// <summary>Its latest heartbeat had another configuration.</summary>
    public bool IsForeign { get; set; }

    /// <summary>The life that was heard last.</summary>
    public ulong Boot { get; set; }

    /// <summary>Its latest heartbeat.</summary>
    public ulong Seq { get; set; }

    /// <summary>What it says of itself.</summary>
    public NodeHealth Health { get; set; }

    /// <summary>Highest DMM epoch that it knows.</summary>
    public ulong DmmEpoch { get; set; }

    /// <summary>Its slots.</summary>
    public SlotBeat[] Slots { get; } = new SlotBeat[slots];

    /// <summary>Slots, a bit each, where its state hash was seen to differ from ours at the same sequence of the same epoch.</summary>
    public uint HashDiffers { get; set; }

    /// <summary>Heard lately, and of the same configuration.</summary>
    public bool IsAlive => IsHeard && !IsSilent && !IsForeign;
}
