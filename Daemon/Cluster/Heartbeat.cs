namespace Basisd.Cluster;

/// <summary>One heartbeat, decoded and authenticated (SPEC 12). One instance is filled again and again: nothing is allocated per datagram.</summary>
public sealed class Heartbeat
{
    /// <summary>Makes room for the slots of a cluster.</summary>
    public Heartbeat(int slots) => Slots = new SlotBeat[slots];

    /// <summary>Number of the sender.</summary>
    public int Node { get; set; }

    /// <summary>The life of its process.</summary>
    public ulong Boot { get; set; }

    /// <summary>Counts the heartbeats of this life, from 1.</summary>
    public ulong Seq { get; set; }

    /// <summary>Fingerprint of the cluster's configuration.</summary>
    public ulong Fingerprint { get; set; }

    /// <summary>What it says of itself.</summary>
    public NodeHealth Health { get; set; }

    /// <summary>Highest DMM epoch of the cluster that it knows; active when <see cref="NodeHealth.Dmm"/> is set.</summary>
    public ulong DmmEpoch { get; set; }

    /// <summary>Its slots, by number.</summary>
    public SlotBeat[] Slots { get; }
}
