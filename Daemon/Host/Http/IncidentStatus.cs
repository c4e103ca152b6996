using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>An incident as everyone may see it: without the texts and names of those who work on it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Severity"><c>P1</c> to <c>P4</c>, the worst that it had.</param>
/// <param name="State"><c>open</c> or <c>closed</c>.</param>
/// <param name="OpenedAt">When it was opened, Unix nanoseconds.</param>
/// <param name="ClosedAt">When every scope was NORMAL again; null while it is open.</param>
/// <param name="DmmEpoch">The DMM episode that its protocol is about; 0: it never came to DMM.</param>
/// <param name="Deadlines">Its deadlines (SPEC 10), in the order in which they are due.</param>
/// <param name="Steps">The eight steps of the DMM protocol; empty where it never came to DMM.</param>
public sealed record IncidentStatus(
    long Number, string Severity, string State, long OpenedAt, long? ClosedAt, long DmmEpoch, IReadOnlyList<DeadlineStatus> Deadlines,
    IReadOnlyList<ProtocolStepStatus> Steps);
