using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>
/// Body of <c>POST /v1/contain/plan</c>: what a containment order would be bound to, whether it can be given now, and what it would do. It is what
/// <c>basisd approve --act contain</c> makes the text from, on a machine without a daemon. Points in time are Unix ns of core time.
/// </summary>
public sealed record ContainmentPlan
{
    /// <summary>Always <c>contain</c>: no other plan has it.</summary>
    public required string Act { get; init; }

    /// <summary>Name of the cluster; of the node, where it runs alone.</summary>
    public required string Cluster { get; init; }

    /// <summary>The scope whose exposure would be contained.</summary>
    public required string Scope { get; init; }

    /// <summary>Mode of the platform.</summary>
    public required string PlatformMode { get; init; }

    /// <summary>Why no order can be given now; empty when one can.</summary>
    public required string Problem { get; init; }

    /// <summary>Number of the open incident, 0 for none.</summary>
    public required long Incident { get; init; }

    /// <summary>Number of the DMM episode.</summary>
    public required long DmmEpoch { get; init; }

    /// <summary>Number of the cluster's DMM episode, which the text then names too; 0 without one.</summary>
    public long ClusterDmmEpoch { get; init; }

    /// <summary>The state that a signature is bound to, 64 hex digits.</summary>
    public required string StateHash { get; init; }

    /// <summary>Core time of the plan.</summary>
    public required long CoreTime { get; init; }

    /// <summary>Distinct senior signatures that are needed.</summary>
    public required int RequiredSignatures { get; init; }

    /// <summary>Names of the senior operators.</summary>
    public required IReadOnlyList<string> Seniors { get; init; }

    /// <summary>What the gate would show differently, cell by cell.</summary>
    public required IReadOnlyList<StageEffect> Changes { get; init; }

    /// <summary>Latched causes.</summary>
    public required IReadOnlyList<CauseStatusView> Causes { get; init; }

    /// <summary>How the positions would be reduced once every open order is cancelled, with the facts of now.</summary>
    public required ReductionPlanView Reduction { get; init; }
}
