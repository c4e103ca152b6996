namespace Basisd.Cluster;

/// <summary>
/// Everything heard of the other nodes: who is silent, who is back, who restarted, who has another configuration. It informs and speeds up; it must
/// never decide that a node owns a slot or that an owner is dead.
/// </summary>
internal sealed class PeerTable
{
    private readonly ClusterSettings _settings;
    private readonly Turn _turn;
    private readonly Peer[] _peers;
    private long _lastTick;
    private long _graceUntil;
    private bool _listens;

    public PeerTable(ClusterSettings settings, Turn turn)
    {
        _settings = settings;
        _turn = turn;
        _peers = new Peer[settings.Nodes.Length];
        for (int i = 0; i < _peers.Length; i++)
        {
            _peers[i] = new Peer(settings.Slots.Length);
        }
    }

    /// <summary>One node.</summary>
    public Peer this[int node] => _peers[node];

    /// <summary>Takes a heartbeat. False: it is refused (our own, older than one seen, or of another configuration).</summary>
    public bool Take(Heartbeat beat)
    {
        if (beat.Node < 0 || beat.Node >= _peers.Length || beat.Node == _settings.Self || beat.Slots.Length != _settings.Slots.Length)
        {
            return false;
        }

        Peer peer = _peers[beat.Node];
        if (peer.IsHeard && peer.Boot == beat.Boot && beat.Seq <= peer.Seq)
        {
            return false;
        }

        if (beat.Fingerprint != _settings.Fingerprint)
        {
            Refuse(peer, beat);
            return false;
        }

        Note(peer, beat);
        return true;
    }

    private void Refuse(Peer peer, Heartbeat beat)
    {
        if (!peer.IsForeign || peer.ForeignBoot != beat.Boot)
        {
            _turn.Tell(ClusterEvent.ForeignConfiguration, node: beat.Node);
        }

        peer.IsForeign = true;
        peer.ForeignBoot = beat.Boot;
    }

    private void Note(Peer peer, Heartbeat beat)
    {
        if (peer.IsHeard && peer.Boot != beat.Boot)
        {
            _turn.Tell(ClusterEvent.PeerRestarted, node: beat.Node);
            peer.HashDiffers = 0;
        }

        peer.IsHeard = true;
        peer.IsForeign = false;
        peer.LastAt = _turn.Now;
        peer.Boot = beat.Boot;
        peer.Seq = beat.Seq;
        peer.Health = beat.Health;
        peer.DmmEpoch = beat.DmmEpoch;
        beat.Slots.CopyTo(peer.Slots, 0);
        if (peer.IsSilent)
        {
            peer.IsSilent = false;
            _turn.Add(new() { Kind = ClusterEffectKind.Peer, Node = beat.Node, Slot = SlotRecord.None, Flag = false });
        }
    }

    /// <summary>Finds who fell silent.</summary>
    public void Tick()
    {
        long now = _turn.Now;
        if (!_listens)
        {
            _listens = true;
            foreach (Peer peer in _peers)
            {
                peer.LastAt = peer.IsHeard ? peer.LastAt : now;
            }
        }
        else if (now - _lastTick > 2 * _settings.HeartbeatNs)
        {
            // We stood still, not they: what they sent meanwhile is still to be read.
            _graceUntil = now + (2 * _settings.HeartbeatNs);
        }

        _lastTick = now;
        for (int i = 0; i < _peers.Length && now >= _graceUntil; i++)
        {
            Peer peer = _peers[i];
            if (i != _settings.Self && !peer.IsSilent && !_turn.Lacks(ClusterGuards.ReportsSilence) && now - peer.LastAt > _settings.SuspectNs)
            {
                peer.IsSilent = true;
                _turn.Add(new() { Kind = ClusterEffectKind.Peer, Node = i, Slot = SlotRecord.None, Flag = true });
            }
        }
    }

    /// <summary>The highest epoch of a slot that any node ever told in this life of ours.</summary>
    public ulong HighestEpoch(int slot)
    {
        ulong highest = 0;
        foreach (Peer peer in _peers)
        {
            highest = peer.Slots[slot].Epoch > highest ? peer.Slots[slot].Epoch : highest;
        }

        return highest;
    }

    /// <summary>How many slots a node has by its own word, the control slot not counted.</summary>
    public int Load(int node)
    {
        int load = 0;
        for (int s = 0; s < _settings.Slots.Length; s++)
        {
            load += s != _settings.Control && _peers[node].Slots[s].Role != SlotRole.Follower ? 1 : 0;
        }

        return load;
    }

    /// <summary>Whether a node has room for one more slot.</summary>
    public bool HasRoom(int node, int slot) => slot == _settings.Control || Load(node) < _settings.SlotsPerNode;
}
