using Basisd.Cluster;

namespace Basisd.Host.Cluster;

/// <summary>The latest heartbeat of one node, kept for people.</summary>
internal sealed class SeenPeer(int slots)
{
    /// <summary>When it came, CLOCK_BOOTTIME ns; 0 before the first.</summary>
    public long HeardAt { get; private set; }

    /// <summary>Wall clock then, Unix ns.</summary>
    public long HeardWall { get; private set; }

    /// <summary>Whether the core holds it for silent.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The life of its process.</summary>
    public ulong Boot { get; private set; }

    /// <summary>What it says of itself.</summary>
    public NodeHealth Health { get; private set; }

    /// <summary>Its slots.</summary>
    public SlotBeat[] Slots { get; } = new SlotBeat[slots];

    /// <summary>Takes a heartbeat.</summary>
    public void Take(Heartbeat beat, long now, long wall)
    {
        HeardAt = now;
        HeardWall = wall;
        Boot = beat.Boot;
        Health = beat.Health;
        beat.Slots.CopyTo(Slots, 0);
    }
}
