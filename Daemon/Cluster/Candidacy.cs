using System;
using System.Numerics;

namespace Basisd.Cluster;

/// <summary>
/// Whether this node may claim a slot, by what, when, and what stands against it; and who else could. It only answers: the claim itself is the
/// agent's,
/// and the compare-and-swap settles who gets it. It must never call a node able that may lack a committed entry.
/// </summary>
internal sealed class Candidacy(ClusterParts parts, int slot)
{
    private readonly ClusterSettings _settings = parts.Settings;
    private readonly PeerTable _peers = parts.Peers;

    /// <summary>How things stand for this node.</summary>
    public ClaimPlan Plan(SlotAgent agent)
    {
        KeyCell cell = agent.Cell;
        if (!cell.IsKnown || cell.IsDamaged)
        {
            return new(ClaimKind.None, long.MaxValue, cell.IsDamaged ? ClusterEvent.DamagedRecord : ClusterEvent.ArbiterLost);
        }

        if (agent.Record is not { } record)
        {
            // An owner of a key that was deleted may act until its deadline, which is over once the absence has been seen for as long as silence
            // takes.
            return new(ClaimKind.Create, agent.Silence.EndsAt(cell.SeenAt), CreateObstacle(agent));
        }

        ClaimKind kind = KindOf(agent, record);
        return new(kind, ReadyAt(agent, record, kind), Obstacle(agent, record, kind));
    }

    private ClaimKind KindOf(SlotAgent agent, SlotRecord record) =>
        record.Owner == _settings.Self && record.Boot != parts.Boot ? ClaimKind.Own
        : record.Released ? ClaimKind.Released
        : agent.IsPowerless(record) ? ClaimKind.PowerOff
        : ClaimKind.Silent;

    private long ReadyAt(SlotAgent agent, SlotRecord record, ClaimKind kind)
    {
        long seen = agent.Cell.SeenAt;
        switch (kind)
        {
            case ClaimKind.Own:
                return seen;
            case ClaimKind.Released when record.Owner == _settings.Self:
                // We let it go ourselves: everybody else goes first, the successor before all.
                return seen + (2 * _settings.SuccessorNs);
            case ClaimKind.Released when record.Successor == _settings.Self:
                return seen;
            case ClaimKind.Released:
                return seen + (record.Successor == SlotRecord.None ? 0 : _settings.SuccessorNs) + Stagger(agent, record, kind);
            case ClaimKind.PowerOff:
                return agent.PowerlessAt + Stagger(agent, record, kind);
            default:
                // Who waited for the arbiter queues from the moment at which it answered again.
                return parts.Turn.Lacks(ClusterGuards.WaitsForSilence)
                    ? seen
                    : Math.Max(agent.Silence.EndsAt(seen), parts.Arbiter.BackAt) + Stagger(agent, record, kind);
        }
    }

    private long Stagger(SlotAgent agent, SlotRecord record, ClaimKind kind)
    {
        int rank = 0;
        ulong others = record.InSync | (kind == ClaimKind.Silent ? 1UL << record.Owner : 0);
        for (ulong left = others & _settings.Others; left != 0; left &= left - 1)
        {
            int node = BitOperations.TrailingZeroCount(left);
            rank += CanTake(node) && IsBetter(node, agent.Copy) ? 1 : 0;
        }

        return rank * _settings.StaggerNs;
    }

    /// <summary>Whether the copy of a peer goes before ours: the later epoch, then the longer one, then the lower number.</summary>
    private bool IsBetter(int node, in SlotCopy own)
    {
        ref readonly SlotBeat beat = ref _peers[node].Slots[slot];
        return beat.Epoch != own.Epoch ? beat.Epoch > own.Epoch
            : beat.Durable != own.Durable ? beat.Durable > own.Durable
            : node < _settings.Self;
    }

    /// <summary>Whether a peer could take the slot by its own word: alive, its copy whole, not stopping, room for it.</summary>
    public bool CanTake(int node) =>
        _peers[node].IsAlive && _peers[node].Slots[slot].IsWhole && (_peers[node].Health & NodeHealth.Stopping) == NodeHealth.None
        && (_peers[node].HashDiffers & (1U << slot)) == 0 && _peers[node].Slots[slot].Role is SlotRole.Follower or SlotRole.Claiming
        && _peers.HasRoom(node, slot);

    /// <summary>The peer that would go first among members, or none.</summary>
    public int Best(ulong members)
    {
        int best = SlotRecord.None;
        for (ulong left = members & _settings.Others; left != 0; left &= left - 1)
        {
            int node = BitOperations.TrailingZeroCount(left);
            if (CanTake(node) && (best == SlotRecord.None || _peers[node].Slots[slot].Durable > _peers[best].Slots[slot].Durable))
            {
                best = node;
            }
        }

        return best;
    }

    private ClusterEvent Obstacle(SlotAgent agent, SlotRecord record, ClaimKind kind)
    {
        // What its owner called committed is the least that a claimant must have: a disk that was lost shows here.
        bool isAble = agent.HasCopy && (agent.Copy.IsWhole || parts.Turn.Lacks(ClusterGuards.ClaimsWhole))
            && (record.MayClaim(_settings.Self) || parts.Turn.Lacks(ClusterGuards.ClaimsInSync)) && agent.Copy.Durable >= record.Committed;
        bool isOurs = record.Owner == _settings.Self;
        return parts.IsStopping ? ClusterEvent.Busy
            : !isAble ? ClusterEvent.NotEligible
            : Math.Max(agent.Copy.Epoch, Math.Max(agent.HighestEpoch, _peers.HighestEpoch(slot))) > record.Epoch ? ClusterEvent.RecordBehind
            : parts.Pause.IsPaused && !isOurs ? ClusterEvent.Paused
            : !isOurs && kind is ClaimKind.Silent or ClaimKind.PowerOff && Flaps(record) && !agent.IsPermitted ? ClusterEvent.NeedsPermit
            : !parts.HasRoom(slot) ? ClusterEvent.NoRoom
            : !parts.Arbiter.IsFresh ? ClusterEvent.ArbiterLost
            : ClusterEvent.None;
    }

    /// <summary>Whether the slot was taken without a release a short time ago. Wall clocks of two nodes: the distance counts, not its sign.</summary>
    public bool Flaps(SlotRecord record)
    {
        long wall = parts.Turn.Wall;
        return record.ForcedAt > 0 && wall > record.ForcedAt - _settings.FlapNs && wall - _settings.FlapNs < record.ForcedAt;
    }

    /// <summary>
    /// A key is created by whoever has the longest copy, the preferred node among equals, and only when every node is heard: the only way to know
    /// that nobody holds more.
    /// </summary>
    private ClusterEvent CreateObstacle(SlotAgent agent)
    {
        if (parts.IsStopping)
        {
            return ClusterEvent.Busy;
        }

        if (!agent.HasCopy || !agent.Copy.IsWhole)
        {
            return ClusterEvent.NotEligible;
        }

        for (ulong left = _settings.Others; left != 0; left &= left - 1)
        {
            int node = BitOperations.TrailingZeroCount(left);
            if (!_peers[node].IsAlive || _peers[node].Slots[slot].Role > SlotRole.Claiming)
            {
                return ClusterEvent.RecordAbsent;
            }

            if (GoesFirst(node, agent.Copy))
            {
                return ClusterEvent.NotEligible;
            }
        }

        return parts.Pause.IsPaused ? ClusterEvent.Paused
            : !parts.HasRoom(slot) ? ClusterEvent.NoRoom
            : !parts.Arbiter.IsFresh ? ClusterEvent.ArbiterLost
            : ClusterEvent.None;
    }

    private bool GoesFirst(int node, in SlotCopy own)
    {
        ref readonly SlotBeat beat = ref _peers[node].Slots[slot];
        if (beat.Epoch != own.Epoch || beat.Durable != own.Durable)
        {
            // A longer copy that is not whole goes first as well, and so nobody creates the key: people must look.
            return beat.Epoch > own.Epoch || (beat.Epoch == own.Epoch && beat.Durable > own.Durable);
        }

        int preferred = _settings.Preferred[slot];
        return CanTake(node) && preferred != _settings.Self && (node == preferred || node < _settings.Self);
    }
}
