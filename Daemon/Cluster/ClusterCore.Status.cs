namespace Basisd.Cluster;

// What goes out in heartbeats, and what people may know. Reads alone; on the core's own thread.
public sealed partial class ClusterCore
{
    private const NodeHealth HostHealth = NodeHealth.Ready | NodeHealth.LowDisk;

    /// <summary>Whether the arbiter answers.</summary>
    public bool IsArbiterFresh => _parts.Arbiter.IsFresh;

    /// <summary>When the arbiter's latest answer had been asked for, CLOCK_BOOTTIME ns; 0 before the first.</summary>
    public long ArbiterSeen => _parts.Arbiter.HasAnswered ? _parts.Arbiter.LastSeen : 0;

    /// <summary>Highest store revision heard from the arbiter.</summary>
    public long ArbiterRevision => _parts.Arbiter.Revision;

    /// <summary>Whether the arbiter shows an older state than it did before; nothing of it is believed then.</summary>
    public bool ArbiterWentBack => _parts.Arbiter.WentBack;

    /// <summary>The operators' pause; null for none.</summary>
    public PauseRecord? Pause => _parts.Pause.Record;

    /// <summary>Whether takeovers are paused.</summary>
    public bool IsPaused => _parts.Pause.IsPaused;

    /// <summary>Highest DMM epoch of the cluster that is known; 0 before the first.</summary>
    public ulong DmmEpoch => _parts.Dmm.Epoch;

    /// <summary>Whether the cluster's DMM holds.</summary>
    public bool IsDmm => _parts.Dmm.IsActive;

    /// <summary>Whether the arbiter has the DMM that holds here.</summary>
    public bool IsDmmLatched => _parts.Dmm.IsLatched;

    /// <summary>Whether the process was asked to stop.</summary>
    public bool IsStopping => _parts.IsStopping;

    /// <summary>How a slot stands.</summary>
    public SlotStatus Slot(int slot) => _parts.Slots[slot].Status();

    /// <summary>The record of a slot as the arbiter showed it last; null when absent or unknown.</summary>
    public SlotRecord? Record(int slot) => _parts.Slots[slot].Record;

    /// <summary>What a node last said of a slot.</summary>
    public SlotBeat Heard(int node, int slot) => _parts.Peers[node].Slots[slot];

    /// <summary>How far a follower is behind the head of a slot owned here, entries; <see cref="ulong.MaxValue"/> where that is not known.</summary>
    public ulong Lag(int slot, int node) => _parts.Slots[slot].Lag(node);

    /// <summary>How another node stands.</summary>
    public PeerStatus Peer(int node)
    {
        Peer peer = _parts.Peers[node];
        return new(peer.IsHeard, peer.IsSilent, peer.IsForeign, peer.LastAt, peer.Boot, peer.Seq, peer.Health, peer.DmmEpoch);
    }

    /// <summary>Whether a slot could fail over now, to whom, and how long that would take at the longest.</summary>
    public TakeoverForecast Forecast(int slot) => _parts.Slots[slot].Forecast();

    /// <summary>
    /// Fills the heartbeat that goes out now; its number rises. Of the health, what only the host knows (Ready, LowDisk) is left as it is.
    /// </summary>
    public void WriteHeartbeat(Heartbeat beat)
    {
        beat.Node = Settings.Self;
        beat.Boot = Boot;
        beat.Seq = ++_beatSeq;
        beat.Fingerprint = Settings.Fingerprint;
        beat.DmmEpoch = _parts.Dmm.Epoch;
        NodeHealth health = beat.Health & HostHealth;
        health |= _parts.Arbiter.IsFresh ? NodeHealth.ArbiterSeen : NodeHealth.None;
        health |= _parts.IsStopping ? NodeHealth.Stopping : NodeHealth.None;
        health |= _parts.Dmm.IsActive ? NodeHealth.Dmm : NodeHealth.None;
        for (int i = 0; i < _parts.Slots.Length; i++)
        {
            _parts.Slots[i].Write(ref beat.Slots[i]);
            health |= _parts.Slots[i].HasEngine ? NodeHealth.EngineAlive : NodeHealth.None;
        }

        beat.Health = health;
    }

    /// <summary>How a slot stands inside at a moment (CLOCK_BOOTTIME ns), for whoever holds the core against its model.</summary>
    internal SlotSight Sight(int slot, long now) => _parts.Slots[slot].Sight(now);
}
