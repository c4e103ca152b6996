using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Basisd.Cluster;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Metrics;

namespace Basisd.Host.Cluster;

/// <summary>
/// What the cluster's thread has seen go by, kept for people: the own heartbeat, those of the peers, the arbiter's records, deadlines, events. It
/// decides nothing, and nothing that decides reads it.
/// </summary>
internal sealed class ClusterPicture
{
    private readonly ClusterConfiguration _cluster;
    private readonly ClusterSettings _settings;
    private readonly ArbiterEntry?[] _records;
    private readonly long[] _deadlines;
    private readonly string[] _problems;
    private ArbiterEntry? _dmm;
    private ArbiterEntry? _pause;
    private bool _hasRead;
    private long _arbiterAt;

    /// <summary>Begins with nothing seen.</summary>
    public ClusterPicture(ClusterConfiguration cluster)
    {
        _cluster = cluster;
        _settings = cluster.Settings;
        _records = new ArbiterEntry?[_settings.Slots.Length];
        _deadlines = new long[_settings.Slots.Length];
        _problems = Array.ConvertAll(_settings.Slots, _ => "");
        Peers = [.. _settings.Nodes.Select(_ => new SeenPeer(_settings.Slots.Length))];
    }

    /// <summary>The nodes, by number; this one by its own heartbeat.</summary>
    public SeenPeer[] Peers { get; }

    /// <summary>What happened.</summary>
    public ClusterHistory History { get; } = new();

    /// <summary>CLOCK_BOOTTIME of the arbiter's latest answer that counted, ns; 0 before the first.</summary>
    public long ArbiterAt => _arbiterAt;

    /// <summary>The own heartbeat.</summary>
    public SeenPeer Self => Peers[_settings.Self];

    /// <summary>The record of a slot; null while none was read.</summary>
    public SlotRecord? RecordOf(int slot) => _records[slot]?.Value as SlotRecord;

    /// <summary>Takes an answer of the arbiter.</summary>
    public void Take(ArbiterReply reply, long now)
    {
        if (reply.View is not { } view)
        {
            return;
        }

        _arbiterAt = now;
        if (view.IsWhole)
        {
            _hasRead = true;
            Array.Clear(_records);
            _dmm = null;
            _pause = null;
        }

        foreach (ArbiterEntry entry in view.Entries)
        {
            ref ArbiterEntry? held = ref entry.Key.Kind == ArbiterKeyKind.Dmm ? ref _dmm
                : ref entry.Key.Kind == ArbiterKeyKind.Pause ? ref _pause : ref _records[entry.Key.Slot];
            held = held is null || entry.ModRevision >= held.ModRevision ? entry : held;
        }
    }

    /// <summary>The owner's deadline moved; 0: it owns the slot no more.</summary>
    public void SetDeadline(int slot, long until) => _deadlines[slot] = until;

    /// <summary>What is wrong with this node's copy; empty for nothing.</summary>
    public void SetProblem(int slot, string problem) => _problems[slot] = problem;

    /// <summary>Whether some node that is heard acts for the slot, or takes it over, by its own word.</summary>
    public bool IsOwned(int slot)
    {
        foreach (SeenPeer peer in Peers)
        {
            if (peer.HeardAt > 0 && !peer.IsSilent && peer.Slots[slot].Role is SlotRole.TakingOver or SlotRole.Owner or SlotRole.Releasing)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The view that is published.</summary>
    /// <param name="now">CLOCK_BOOTTIME, ns.</param>
    /// <param name="wall">Wall clock, Unix ns.</param>
    /// <param name="boot">The life of this process.</param>
    /// <param name="expiresAt">End of the certificates, Unix ns.</param>
    public ClusterStatus Build(long now, long wall, ulong boot, long expiresAt) => new(
        _cluster.Id, _settings.Nodes[_settings.Self], Hex(boot), now, _arbiterAt == 0 ? -1 : now - _arbiterAt, DmmOf(), PauseOf(),
        [.. _settings.Nodes.Select((_, i) => NodeOf(i, now))], [.. _settings.Slots.Select((_, i) => SlotOf(i, now))], History.NewestFirst)
    {
        WallNs = wall,
        TakeoverNs = _settings.TakeoverNs,
        MaxSlots = _settings.SlotsPerNode,
        FlapNs = _settings.FlapNs,
        CertificateExpiresAt = expiresAt,
    };

    private ClusterDmmStatus? DmmOf() => !_hasRead ? null
        : _dmm?.Value is DmmRecord dmm ? new ClusterDmmStatus((long)dmm.Epoch, dmm.Active, Name(dmm.Origin)) : new ClusterDmmStatus(0, false, "");

    private ClusterPauseStatus? PauseOf() => !_hasRead ? null
        : _pause?.Value is PauseRecord pause ? new ClusterPauseStatus(pause.Paused, pause.By, pause.At, pause.Reason)
        : new ClusterPauseStatus(false, "", 0, "");

    private ClusterNodeStatus NodeOf(int node, long now)
    {
        SeenPeer peer = Peers[node];
        bool isSelf = node == _settings.Self;
        string state = peer.HeardAt == 0 ? "unheard" : peer.IsSilent ? "silent" : "heard";
        List<string> health = [];
        foreach (NodeHealth bit in Enum.GetValues<NodeHealth>())
        {
            if (bit != NodeHealth.None && (peer.Health & bit) != 0)
            {
                health.Add(NodeMetrics.SnakeCase(bit.ToString()));
            }
        }

        return new ClusterNodeStatus(
            _settings.Nodes[node], _cluster.Nodes[node].Address.ToString(), isSelf, state, peer.HeardAt == 0 ? -1 : now - peer.HeardAt,
            peer.HeardAt == 0 ? "" : Hex(peer.Boot), health);
    }

    private ClusterSlotStatus SlotOf(int slot, long now)
    {
        SlotRecord? record = RecordOf(slot);
        List<string> inSync = [];
        for (ulong left = record?.InSync ?? 0; left != 0; left &= left - 1)
        {
            inSync.Add(Name(BitOperations.TrailingZeroCount(left)));
        }

        List<ClusterCopyStatus> copies = [];
        for (int node = 0; node < Peers.Length; node++)
        {
            if (Peers[node].HeardAt > 0)
            {
                SlotBeat beat = Peers[node].Slots[slot];
                copies.Add(new ClusterCopyStatus(Name(node), RoleText(beat.Role), beat.IsWhole, (long)beat.Epoch, (long)beat.Durable));
            }
        }

        return new ClusterSlotStatus(
            _settings.Slots[slot], slot == _settings.Control, RoleText(Self.Slots[slot].Role), record is null ? "" : Name(record.Owner),
            (long)(record?.Epoch ?? 0), record?.Released ?? false, inSync, (long)(record?.Committed ?? 0), Math.Max(0, _deadlines[slot] - now),
            record?.ForcedAt ?? 0, copies, _problems[slot]);
    }

    private string Name(int node) => node < 0 || node >= _settings.Nodes.Length ? "" : _settings.Nodes[node];

    private static string RoleText(SlotRole role) => NodeMetrics.SnakeCase(role.ToString());

    private static string Hex(ulong value) => $"{value:x16}";
}
