using System;
using System.Linq;
using Basisd.Cluster;
using Basisd.Peers.Heartbeats;

namespace Basisd.Host.Metrics;

/// <summary>The metrics of a cluster (SPEC 14); a node that is alone has none of them. Points in time are exposed, never ages.</summary>
public sealed class ClusterMetrics
{
    /// <summary>From the last sign of the owner before to the claim.</summary>
    public const int Detection = 0;

    /// <summary>From the claim to its confirmation.</summary>
    public const int Claim = 1;

    /// <summary>From the confirmation to the loop.</summary>
    public const int Replay = 2;

    /// <summary>From the first committed entries to the engine being told to act.</summary>
    public const int Reconcile = 3;

    /// <summary>From the loop to the first committed entries.</summary>
    public const int Open = 4;

    private static readonly ClusterEvent[] s_claims =
        [ClusterEvent.Created, ClusterEvent.ClaimedReleased, ClusterEvent.ClaimedSilent, ClusterEvent.ClaimedOwn];

    private static readonly string[] PhaseNames = ["detection", "claim", "replay", "reconcile", "open"];

    /// <summary>Declares all of them.</summary>
    /// <param name="registry">Where.</param>
    /// <param name="nodes">Names of the nodes, by number.</param>
    /// <param name="slots">Names of the slots, by number.</param>
    public ClusterMetrics(MetricRegistry registry, string[] nodes, string[] slots)
    {
        PeerHeartbeat = By(nodes, registry.Gauge(
            "basisd_peer_heartbeat_timestamp_seconds", "Latest heartbeat of a node, wall time; 0 before the first.",
            MetricScale.Nanoseconds, "node"));
        PeerSilent = By(nodes, registry.Gauge("basisd_peer_silent", "Whether a node is silent, 1 or 0.", MetricScale.One, "node"));
        SlotOwned = By(slots, registry.Gauge("basisd_slot_owned", "Whether this node owns the slot, 1 or 0.", MetricScale.One, "slot"));
        SlotEpoch = By(slots, registry.Gauge(
            "basisd_slot_epoch", "Epoch of the slot's record at the arbiter; 0 without one.", MetricScale.One, "slot"));
        SlotLag = By(slots, registry.Gauge(
            "basisd_slot_replication_lag_entries", "Entries of the owner that this node's copy lacks; 0 on the owner.", MetricScale.One, "slot"));
        SlotInSync = By(slots, registry.Gauge(
            "basisd_slot_in_sync_replicas", "Nodes beside the owner that have every committed entry.", MetricScale.One, "slot"));
        SlotStandbys = By(slots, registry.Gauge(
            "basisd_slot_standbys", "Nodes in sync that are heard, ready and whole: who could take over.", MetricScale.One, "slot"));
        SlotWhole = By(slots, registry.Gauge(
            "basisd_slot_copy_whole", "Whether this node's copy of the slot is whole, 1 or 0.", MetricScale.One, "slot"));
        SlotReady = By(slots, registry.Gauge(
            "basisd_slot_takeover_ready", "Whether, by what this node knows, another node would take the slot over if its owner died now, 1 or 0.",
            MetricScale.One, "slot"));
        Failovers = registry.Counter(
            "basisd_failovers_total", "Takeovers by this node, by what made the slot free.", MetricScale.One, "slot", "kind");
        HistogramFamily phases = registry.Histogram(
            "basisd_failover_phase_seconds", "How long a phase of a takeover took.", HistogramBounds.Control, "phase");
        Phases = [.. PhaseNames.Select(p => phases.With(p))];
        ArbiterSeen = registry.Gauge(
            "basisd_arbiter_seen_timestamp_seconds", "Latest answer of the arbiter that counted, wall time; 0 before the first.",
            MetricScale.Nanoseconds).Single!;
        ArbiterWentBack = registry.Gauge(
            "basisd_arbiter_went_back", "1 while the arbiter shows an older state than it did before, as after a restore: nothing of it counts.")
            .Single!;
        NumberFamily events = registry.Counter("basisd_cluster_events_total", "What happened in the cluster, by event.", MetricScale.One, "event");
        Events = [.. Enum.GetValues<ClusterEvent>().Select(
            e => e == ClusterEvent.None ? null : events.With(NodeMetrics.SnakeCase(e.ToString())))];
        NumberFamily renewals = registry.Counter("basisd_renewals_total", "Renewals of ownership, by outcome.", MetricScale.One, "outcome");
        Renewals = [.. Enum.GetNames<ArbiterOutcome>().Select(o => renewals.With(NodeMetrics.SnakeCase(o)))];
        NumberFamily refused = registry.Counter(
            "basisd_heartbeats_refused_total", "Datagrams that are no heartbeat that counts, by reason.", MetricScale.One, "reason");
        HeartbeatsRefused = [.. Enum.GetValues<HeartbeatReject>().Select(
            r => r == HeartbeatReject.None ? null : refused.With(NodeMetrics.SnakeCase(r.ToString())))];
        CertificateExpires = registry.Gauge(
            "basisd_certificate_expiry_timestamp_seconds", "End of this node's certificate or of the CA's, whichever is first.",
            MetricScale.Nanoseconds).Single!;
        DiskLow = registry.Gauge(
            "basisd_disk_low", "1 while free space under a copy of a slot is below the floor, whether this node acts for it or follows it.").Single!;
        Paused = registry.Gauge("basisd_cluster_paused", "Whether takeovers are paused, 1 or 0.").Single!;
        DmmEpoch = registry.Gauge("basisd_cluster_dmm_epoch", "Latest epoch of the cluster's DMM; 0 for none.").Single!;
        DmmActive = registry.Gauge("basisd_cluster_dmm_active", "Whether the cluster is in DMM, 1 or 0.").Single!;
        foreach (string slot in slots)
        {
            foreach (ClusterEvent kind in s_claims)
            {
                Failovers.With(slot, NodeMetrics.SnakeCase(kind.ToString()));
            }
        }
    }

    /// <summary>Latest heartbeat, by node, Unix ns.</summary>
    public MetricCell[] PeerHeartbeat { get; }

    /// <summary>Silence, by node.</summary>
    public MetricCell[] PeerSilent { get; }

    /// <summary>Ownership, by slot.</summary>
    public MetricCell[] SlotOwned { get; }

    /// <summary>Epoch, by slot.</summary>
    public MetricCell[] SlotEpoch { get; }

    /// <summary>Entries that the copy here lacks, by slot.</summary>
    public MetricCell[] SlotLag { get; }

    /// <summary>Replicas in sync, by slot.</summary>
    public MetricCell[] SlotInSync { get; }

    /// <summary>Nodes that could take over, by slot.</summary>
    public MetricCell[] SlotStandbys { get; }

    /// <summary>Whether the copy here is whole, by slot.</summary>
    public MetricCell[] SlotWhole { get; }

    /// <summary>Whether it could be taken over, by slot.</summary>
    public MetricCell[] SlotReady { get; }

    /// <summary>Takeovers, by slot and kind.</summary>
    public NumberFamily Failovers { get; }

    /// <summary>Phases of a takeover: detection, claim, replay, reconcile, open.</summary>
    public HistogramCell[] Phases { get; }

    /// <summary>Latest answer of the arbiter, Unix ns.</summary>
    public MetricCell ArbiterSeen { get; }

    /// <summary>Whether the arbiter shows an older state than before.</summary>
    public MetricCell ArbiterWentBack { get; }

    /// <summary>Events, by number of <see cref="ClusterEvent"/>; null for the one that is none.</summary>
    public MetricCell?[] Events { get; }

    /// <summary>Renewals, by number of <see cref="ArbiterOutcome"/>.</summary>
    public MetricCell[] Renewals { get; }

    /// <summary>Datagrams refused, by number of <see cref="HeartbeatReject"/>; null for the one that is none.</summary>
    public MetricCell?[] HeartbeatsRefused { get; }

    /// <summary>End of the certificates, Unix ns.</summary>
    public MetricCell CertificateExpires { get; }

    /// <summary>Whether the disk is below the floor.</summary>
    public MetricCell DiskLow { get; }

    /// <summary>Whether takeovers are paused.</summary>
    public MetricCell Paused { get; }

    /// <summary>Epoch of the cluster's DMM.</summary>
    public MetricCell DmmEpoch { get; }

    /// <summary>Whether it holds.</summary>
    public MetricCell DmmActive { get; }

    private static MetricCell[] By(string[] names, NumberFamily family) => [.. names.Select(n => family.With(n))];
}
