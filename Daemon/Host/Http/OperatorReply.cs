using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Basisd.Host.Http;

/// <summary>The loop's answer to an operator's act.</summary>
/// <param name="Accepted">Whether it was done.</param>
/// <param name="Message">What was done, or why not and how to mend it.</param>
/// <param name="Scope">The scope.</param>
/// <param name="Mode">Its mode afterwards.</param>
/// <param name="Sequence">Sequence of the journal entry; 0 when refused.</param>
public sealed record OperatorReply(bool Accepted, string Message, string Scope, string Mode, long Sequence)
{
    /// <summary>The plan that was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ResumptionPlan? Plan { get; init; }

    /// <summary>The containment that was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContainmentPlan? Containment { get; init; }

    /// <summary>The readings that were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TriggersReply? Triggers { get; init; }

    /// <summary>The reduction that was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReductionPlanView? Reduction { get; init; }

    /// <summary>The reallocation that was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReallocationPlanView? Reallocation { get; init; }

    /// <summary>The ledgers that were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReconcileReply? Ledgers { get; init; }

    /// <summary>The incidents that were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IncidentsReply? Incidents { get; init; }

    /// <summary>The outbox that was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WebhookReply? Webhook { get; init; }

    /// <summary>What became of each approval that was submitted, in order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ApprovalAnswer>? Approvals { get; init; }
}
