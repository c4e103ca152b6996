namespace Basisd.Cluster;

/// <summary>What the parts of one <see cref="ClusterCore"/> share. Owned by its thread.</summary>
internal sealed class ClusterParts
{
    public ClusterParts(ClusterSettings settings, ulong boot, ClusterGuards without)
    {
        Settings = settings;
        Boot = boot;
        Turn = new(without);
        Peers = new(settings, Turn);
        Arbiter = new(settings, Turn);
        Pause = new(settings, Turn, Arbiter);
        Dmm = new(settings, Turn, Arbiter);
        Slots = new SlotAgent[settings.Slots.Length];
        for (int i = 0; i < Slots.Length; i++)
        {
            Slots[i] = new(this, i);
        }
    }

    /// <summary>The cluster.</summary>
    public ClusterSettings Settings { get; }

    /// <summary>The life of this process.</summary>
    public ulong Boot { get; }

    /// <summary>The step under way.</summary>
    public Turn Turn { get; }

    /// <summary>The other nodes.</summary>
    public PeerTable Peers { get; }

    /// <summary>Traffic with the arbiter.</summary>
    public ArbiterDesk Arbiter { get; }

    /// <summary>The pause of takeovers.</summary>
    public PauseDesk Pause { get; }

    /// <summary>The cluster's DMM.</summary>
    public DmmDesk Dmm { get; }

    /// <summary>The slots, by number.</summary>
    public SlotAgent[] Slots { get; }

    /// <summary>The process was asked to stop: nothing new is begun.</summary>
    public bool IsStopping { get; set; }

    /// <summary>
    /// Whether this node has room for a slot beside what it has and claims already, and what it should take back first: a slot that it lost and that
    /// nobody else took may have no other candidate, and would have none for ever if this node's room went to a slot of somebody else.
    /// </summary>
    public bool HasRoom(int slot)
    {
        bool isOurs = Slots[slot].IsLeftToUs;
        int load = 0;
        for (int s = 0; s < Slots.Length; s++)
        {
            load += s != Settings.Control && s != slot && (Slots[s].Role != SlotRole.Follower || (!isOurs && Slots[s].IsLeftToUs)) ? 1 : 0;
        }

        return slot == Settings.Control || load < Settings.SlotsPerNode;
    }
}
