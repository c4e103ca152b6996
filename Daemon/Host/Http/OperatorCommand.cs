using System.Collections.Generic;
using Basisd.Incidents;

namespace Basisd.Host.Http;

/// <summary>An operator's act with who asked.</summary>
/// <param name="Act">What.</param>
/// <param name="Scope">On which scope; <c>platform</c> for a halt.</param>
/// <param name="Reason">Why, in the operator's words.</param>
/// <param name="Uid">User of the peer process.</param>
/// <param name="Pid">Peer process.</param>
public sealed record OperatorCommand(OperatorAct Act, string Scope, string Reason, uint Uid, int Pid)
{
    /// <summary>The trigger that a statement is about; else empty.</summary>
    public string Trigger { get; init; } = "";

    /// <summary>The reduction that is asked for; else null.</summary>
    public ReducePlanRequest? Reduce { get; init; }

    /// <summary>The reallocation that is asked for; else null.</summary>
    public ReallocatePlanRequest? Reallocate { get; init; }

    /// <summary>A command's kind, by its wire number; else 0.</summary>
    public long Kind { get; init; }

    /// <summary>First argument of a command.</summary>
    public long Argument0 { get; init; }

    /// <summary>Second argument of a command.</summary>
    public long Argument1 { get; init; }

    /// <summary>The record of an incident; else null.</summary>
    public IncidentRequest? Incident { get; init; }

    /// <summary>The approvals of a resumption, none of them judged yet.</summary>
    public IReadOnlyList<SubmittedApproval> Approvals { get; init; } = [];
}
