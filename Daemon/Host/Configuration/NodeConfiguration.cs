using System.Collections.Generic;
using Basisd.Controls;
using Basisd.Probes.Gateway;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Configuration;

/// <summary>
/// The configuration of one node, checked whole: every name resolves, every number is in range, every relation between durations holds.
/// Immutable. Built by <see cref="ConfigurationLoader"/> only; what does not pass never becomes one of these.
/// </summary>
public sealed record NodeConfiguration
{
    /// <summary>Name and directories.</summary>
    public required NodeSettings Node { get; init; }

    /// <summary>All names with their indexes.</summary>
    public required Topology Topology { get; init; }

    /// <summary>The permission matrix with the configured restrictions and the DMM exposure policy .</summary>
    public required PermissionMatrix Permissions { get; init; }

    /// <summary>Health addresses to probe.</summary>
    public required IReadOnlyList<VenueProbe> VenueProbes { get; init; }

    /// <summary>Trigger settings, by trigger.</summary>
    public required IReadOnlyDictionary<TriggerId, TriggerOptions> Triggers { get; init; }

    /// <summary>Largest ages of inputs.</summary>
    public required InputSettings Inputs { get; init; }

    /// <summary>Timing of probes.</summary>
    public required ProbeSettings Probes { get; init; }

    /// <summary>Limits of reductions (SPEC 8).</summary>
    public required ReductionSettings Reduction { get; init; }

    /// <summary>Limits of reallocations (SPEC 8).</summary>
    public required ReallocationSettings Reallocation { get; init; }

    /// <summary>Gateways to poll.</summary>
    public required IReadOnlyList<VenueGateway> VenueGateways { get; init; }

    /// <summary>When gateways are polled, and how much is read.</summary>
    public required GatewayOptions Gateways { get; init; }

    /// <summary>Shortest stay in a recovery stage, ns.</summary>
    public required long StageDwellNs { get; init; }

    /// <summary>The permission page.</summary>
    public required GateSettings Gate { get; init; }

    /// <summary>The engine's socket.</summary>
    public required EngineSettings Engine { get; init; }

    /// <summary>The journal.</summary>
    public required JournalSettings Journal { get; init; }

    /// <summary>The operators' socket.</summary>
    public required AdminSettings Admin { get; init; }

    /// <summary>Metrics, health and status over TCP.</summary>
    public required HttpSettings Http { get; init; }

    /// <summary>Who is told of incidents and modes; null for nobody.</summary>
    public WebhookSettings? Webhook { get; init; }

    /// <summary>The cluster that this node is one of; null for a node that is alone.</summary>
    public ClusterConfiguration? Cluster { get; init; }

    /// <summary>What approvals are for: the cluster, or the node where it is alone.</summary>
    public string ClusterName => Cluster?.Id ?? Node.Name;

    /// <summary>Least level that is logged.</summary>
    public required LogLevel LogLevel { get; init; }

    /// <summary>Distinct senior operators who must sign a resumption .</summary>
    public required int ApprovalsRequired { get; init; }

    /// <summary>Whether a resumption needs the DMM protocol to be complete up to its approval (SPEC 10).</summary>
    public required bool ProtocolRequired { get; init; }

    /// <summary>The operators.</summary>
    public required IReadOnlyList<Operator> Operators { get; init; }

    /// <summary>What this node is expected to run.</summary>
    public required AttestationSettings Attestation { get; init; }

    /// <summary>Core seconds per second, 1 to 3600; above 1 for demonstrations only.</summary>
    public required int TimeScale { get; init; }

    /// <summary>SHA-256 of the values in force, 32 bytes: the same settings give the same hash, however they were written.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Every setting with its value and origin, in table order.</summary>
    public required IReadOnlyList<EffectiveSetting> Effective { get; init; }
}
