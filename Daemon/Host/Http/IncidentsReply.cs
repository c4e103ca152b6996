using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>Body of <c>GET /v1/incidents</c>, for operators: with names and texts.</summary>
/// <param name="CoreTime">Core time of the answer, Unix nanoseconds: what deadlines are held against.</param>
/// <param name="Incidents">The open one first, then the latest closed ones, newest first.</param>
/// <param name="Causes">What is latched now.</param>
/// <param name="Operators">Who may record.</param>
public sealed record IncidentsReply(
    long CoreTime, IReadOnlyList<IncidentDetail> Incidents, IReadOnlyList<CauseStatusView> Causes, IReadOnlyList<OperatorView> Operators);
