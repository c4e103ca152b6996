using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Basisd.Host.Http;

/// <summary>
/// What the node says about itself at one moment: immutable, built by the loop, read by everyone else. The JSON of <c>GET /v1/status</c> is
/// this record. Points in time are Unix ns of core time unless said otherwise.
/// </summary>
public sealed record StatusSnapshot
{
    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Version of the daemon.</summary>
    public required string Version { get; init; }

    /// <summary><c>starting</c>, <c>ready</c> or <c>stopping</c>; in a cluster also <c>standby</c>.</summary>
    public required string State { get; init; }

    /// <summary>Mode of the platform.</summary>
    public required string PlatformMode { get; init; }

    /// <summary>The line that users see (SPEC 10).</summary>
    public required string Banner { get; init; }

    /// <summary>Everything that users are told; the JSON of <c>GET /v1/banner</c>. Null from a daemon that does not derive it.</summary>
    public BannerReply? Users { get; init; }

    /// <summary>Core time.</summary>
    public required long CoreTime { get; init; }

    /// <summary>Wall clock at the start of the process.</summary>
    public required long StartedAt { get; init; }

    /// <summary>CLOCK_BOOTTIME at which the loop published this, ns: how the health endpoint sees a loop that stands still.</summary>
    public required long PublishedBootNs { get; init; }

    /// <summary>Whether the daemon keeps the processors from sleeping deeply (<c>node.hold_latency</c>, where the host lets it).</summary>
    public bool LatencyHeld { get; init; }

    /// <summary>Core seconds per second.</summary>
    public required int TimeScale { get; init; }

    /// <summary>SHA-256 of the configuration in force, hex.</summary>
    public required string ConfigurationHash { get; init; }

    /// <summary>What runs, beside what is expected to run.</summary>
    public AttestationStatus Attestation { get; init; } = new("", "not_expected", "not_expected", BinaryReplaced: false);

    /// <summary>Scope whose exposure a signed order contains in this DMM; empty for none.</summary>
    public string ContainedScope { get; init; } = "";

    /// <summary>Hash of the safety state, hex.</summary>
    public required string StateHash { get; init; }

    /// <summary>The gate page.</summary>
    public required GateStatus Gate { get; init; }

    /// <summary>The journal.</summary>
    public required JournalStatus Journal { get; init; }

    /// <summary>Engine sessions.</summary>
    public required IReadOnlyList<EngineSessionStatus> EngineSessions { get; init; }

    /// <summary>All scopes, in topology order.</summary>
    public required IReadOnlyList<ScopeStatus> Scopes { get; init; }

    /// <summary>Latched causes.</summary>
    public required IReadOnlyList<CauseStatusView> Causes { get; init; }

    /// <summary>Commands to the engine, oldest first, and the containment that runs.</summary>
    public CommandsReply Commands { get; init; } = new([], null);

    /// <summary>The open incident first, then the latest closed ones that are still remembered, newest first.</summary>
    public IReadOnlyList<IncidentStatus> Incidents { get; init; } = [];

    /// <summary>The webhook; null where there is none.</summary>
    public WebhookStatus? Webhook { get; init; }

    /// <summary>The cluster as this node sees it; absent where it is alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClusterStatus? Cluster { get; init; }

    /// <summary>Counters of the node, by name.</summary>
    public required IReadOnlyDictionary<string, long> Counters { get; init; }
}
