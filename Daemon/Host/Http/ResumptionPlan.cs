using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>
/// Body of <c>GET /v1/resume/plan</c> (R-7.4): what a resumption would be bound to, what is missing for it, and what it would change. It is
/// what <c>basisd approve</c> makes the text from, on a machine without a daemon. Points in time are Unix ns of core time.
/// </summary>
public sealed record ResumptionPlan
{
    /// <summary>Name of the cluster; of the node, where it runs alone.</summary>
    public required string Cluster { get; init; }

    /// <summary>Mode of the platform.</summary>
    public required string PlatformMode { get; init; }

    /// <summary>Whether there is a DMM to leave; otherwise there is nothing to sign.</summary>
    public required bool InDmm { get; init; }

    /// <summary>Number of the open incident, 0 for none.</summary>
    public required long Incident { get; init; }

    /// <summary>Number of the DMM episode.</summary>
    public required long DmmEpoch { get; init; }

    /// <summary>Number of the cluster's DMM episode, which the text then names too; 0 without one.</summary>
    public long ClusterDmmEpoch { get; init; }

    /// <summary>Since when the platform is in its mode.</summary>
    public required long Since { get; init; }

    /// <summary>The state that an approval is bound to, 64 hex digits.</summary>
    public required string StateHash { get; init; }

    /// <summary>Core time of the plan.</summary>
    public required long CoreTime { get; init; }

    /// <summary>SHA-256 of the root cause document on file, 64 hex digits: the one to sign. Empty while none is recorded.</summary>
    public string RootCause { get; init; } = "";

    /// <summary>Distinct senior signatures that are needed.</summary>
    public required int RequiredSignatures { get; init; }

    /// <summary>Names of the senior operators.</summary>
    public required IReadOnlyList<string> Seniors { get; init; }

    /// <summary>The six criteria.</summary>
    public required IReadOnlyList<CriterionStatus> Criteria { get; init; }

    /// <summary>Latched causes.</summary>
    public required IReadOnlyList<CauseStatusView> Causes { get; init; }

    /// <summary>What each step would change on the platform.</summary>
    public required IReadOnlyList<StageEffect> Stages { get; init; }

    /// <summary>Shortest stay in each stage, ns.</summary>
    public required long StageDwellNs { get; init; }

    /// <summary>Narrower scopes that are not NORMAL: they stay restricted, whatever the platform does.</summary>
    public required IReadOnlyList<string> RestrictedScopes { get; init; }
}
