using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Basisd.Cluster;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Metrics;

namespace Basisd.Host.Cluster;

/// <summary>The cluster's core as people see it: the view that is published, and the metrics. Reads only, on the cluster's thread.</summary>
internal sealed class ClusterPicture(ClusterConfiguration cluster, ClusterCore core)
{
    private readonly ClusterSettings _settings = cluster.Settings;

    /// <summary>What happened.</summary>
    public ClusterHistory History { get; } = new();

    /// <summary>Node that latched the DMM that is known, <see cref="SlotRecord.None"/> for none.</summary>
    public int DmmOrigin { get; set; } = SlotRecord.None;

    /// <summary>Whether some node that is heard acts for every slot, or takes it over, by its own word.</summary>
    public bool IsAllOwned()
    {
        for (int slot = 0; slot < _settings.Slots.Length; slot++)
        {
            bool owned = IsActing(core.Slot(slot).Role);
            for (int node = 0; node < _settings.Nodes.Length && !owned; node++)
            {
                PeerStatus peer = core.Peer(node);
                owned = node != _settings.Self && peer is { IsHeard: true, IsSilent: false } && IsActing(core.Heard(node, slot).Role);
            }

            if (!owned)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The view that is published.</summary>
    /// <param name="now">CLOCK_BOOTTIME, ns.</param>
    /// <param name="wall">Wall clock, Unix ns.</param>
    /// <param name="beat">The latest own heartbeat.</param>
    /// <param name="problems">What is wrong with each copy; empty texts for nothing.</param>
    /// <param name="expiresAt">End of the certificates, Unix ns.</param>
    public ClusterStatus Build(long now, long wall, Heartbeat beat, string[] problems, long expiresAt) => new(
        cluster.Id, _settings.Nodes[_settings.Self], Hex(core.Boot), now, core.ArbiterSeen == 0 ? -1 : now - core.ArbiterSeen,
        new ClusterDmmStatus((long)core.DmmEpoch, core.IsDmm, Name(DmmOrigin)), PauseOf(),
        [.. _settings.Nodes.Select((_, i) => NodeOf(i, now, beat))], [.. _settings.Slots.Select((_, i) => SlotOf(i, now, beat, problems[i]))],
        History.NewestFirst)
    {
        WallNs = wall,
        FlapNs = _settings.FlapNs,
        CertificateExpiresAt = expiresAt,
    };

    /// <summary>Sets the gauges.</summary>
    public void SetMetrics(ClusterMetrics metrics, long now, long wall, Heartbeat beat, long expiresAt)
    {
        for (int node = 0; node < _settings.Nodes.Length; node++)
        {
            PeerStatus peer = core.Peer(node);
            bool isSelf = node == _settings.Self;
            metrics.PeerHeartbeat[node].Set(isSelf ? wall : peer.IsHeard ? wall - (now - peer.LastAt) : 0);
            metrics.PeerSilent[node].Set(!isSelf && peer.IsSilent ? 1 : 0);
        }

        for (int slot = 0; slot < _settings.Slots.Length; slot++)
        {
            SlotStatus status = core.Slot(slot);
            ref readonly SlotBeat own = ref beat.Slots[slot];
            ulong head = status.Owner >= 0 && status.Owner != _settings.Self ? core.Heard(status.Owner, slot).Durable : own.Durable;
            metrics.SlotOwned[slot].Set(IsActing(status.Role) ? 1 : 0);
            metrics.SlotEpoch[slot].Set((long)status.Epoch);
            metrics.SlotLag[slot].Set(head > own.Durable ? (long)(head - own.Durable) : 0);
            metrics.SlotInSync[slot].Set(BitOperations.PopCount(status.InSync));
            metrics.SlotStandbys[slot].Set(Standbys(slot, status.InSync, own.IsWhole));
            metrics.SlotWhole[slot].Set(own.IsWhole ? 1 : 0);
            TakeoverForecast forecast = core.Forecast(slot);
            bool isReady = status is { Owner: >= 0, IsReleased: false } && forecast is { Successor: >= 0, Obstacle: ClusterEvent.None };
            metrics.SlotReady[slot].Set(isReady ? 1 : 0);
        }

        metrics.ArbiterSeen.Set(core.ArbiterSeen == 0 ? 0 : wall - (now - core.ArbiterSeen));
        metrics.CertificateExpires.Set(expiresAt);
        metrics.Paused.Set(core.IsPaused ? 1 : 0);
        metrics.DmmEpoch.Set((long)core.DmmEpoch);
        metrics.DmmActive.Set(core.IsDmm ? 1 : 0);
    }

    /// <summary>Whether a role is one of an owner.</summary>
    internal static bool IsActing(SlotRole role) => role is SlotRole.TakingOver or SlotRole.Owner or SlotRole.Releasing;

    private int Standbys(int slot, ulong members, bool isOwnWhole)
    {
        int count = 0;
        for (ulong left = members; left != 0; left &= left - 1)
        {
            int node = BitOperations.TrailingZeroCount(left);
            PeerStatus peer = core.Peer(node);
            bool fit = node == _settings.Self ? isOwnWhole
                : peer is { IsHeard: true, IsSilent: false, IsForeign: false } && core.Heard(node, slot).IsWhole
                    && (peer.Health & NodeHealth.Ready) != NodeHealth.None;
            count += fit ? 1 : 0;
        }

        return count;
    }

    private ClusterPauseStatus PauseOf() => core.Pause is { } pause
        ? new ClusterPauseStatus(core.IsPaused, pause.By, pause.At, pause.Reason) : new ClusterPauseStatus(core.IsPaused, "", 0, "");

    private ClusterNodeStatus NodeOf(int node, long now, Heartbeat beat)
    {
        PeerStatus peer = core.Peer(node);
        bool isSelf = node == _settings.Self;
        string state = isSelf ? "heard" : peer.IsForeign ? "foreign" : !peer.IsHeard ? "unheard" : peer.IsSilent ? "silent" : "heard";
        NodeHealth said = isSelf ? beat.Health : peer.Health;
        List<string> health = [];
        foreach (NodeHealth bit in Enum.GetValues<NodeHealth>())
        {
            if (bit != NodeHealth.None && (said & bit) != NodeHealth.None)
            {
                health.Add(NodeMetrics.SnakeCase(bit.ToString()));
            }
        }

        long silence = isSelf ? 0 : peer.IsHeard ? now - peer.LastAt : -1;
        return new ClusterNodeStatus(
            _settings.Nodes[node], cluster.Nodes[node].Address.ToString(), isSelf, state, silence,
            isSelf ? Hex(core.Boot) : peer.IsHeard ? Hex(peer.Boot) : "", health);
    }

    private ClusterSlotStatus SlotOf(int slot, long now, Heartbeat beat, string problem)
    {
        SlotStatus status = core.Slot(slot);
        List<string> inSync = [];
        for (ulong left = status.InSync; left != 0; left &= left - 1)
        {
            inSync.Add(Name(BitOperations.TrailingZeroCount(left)));
        }

        List<ClusterCopyStatus> copies = [];
        for (int node = 0; node < _settings.Nodes.Length; node++)
        {
            if (node == _settings.Self || core.Peer(node).IsHeard)
            {
                SlotBeat said = node == _settings.Self ? beat.Slots[slot] : core.Heard(node, slot);
                copies.Add(new ClusterCopyStatus(Name(node), RoleText(said.Role), said.IsWhole, (long)said.Epoch, (long)said.Durable));
            }
        }

        TakeoverForecast forecast = core.Forecast(slot);
        return new ClusterSlotStatus(
            _settings.Slots[slot], slot == _settings.Control, RoleText(status.Role), Name(status.Owner), (long)status.Epoch, status.IsReleased,
            inSync, (long)status.Committed, status.Deadline == 0 ? 0 : Math.Max(0, status.Deadline - now), status.ForcedAt, copies, problem)
        {
            Heir = Name(forecast.Successor),
            WithinNs = forecast.WithinNs,
            Obstacle = forecast.Obstacle == ClusterEvent.None ? "" : ClusterEventText.Of(forecast.Obstacle, _settings.Slots[slot], "", 0),
        };
    }

    private string Name(int node) => node < 0 || node >= _settings.Nodes.Length ? "" : _settings.Nodes[node];

    private static string RoleText(SlotRole role) => NodeMetrics.SnakeCase(role.ToString());

    private static string Hex(ulong value) => $"{value:x16}";
}
