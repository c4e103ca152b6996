namespace Basisd.Host.Http;

/// <summary>One command to the engine. Points in time are Unix ns of core time, 0 where it has not happened.</summary>
/// <param name="Id">Number of the command.</param>
/// <param name="Kind">halt, cancel_all, reduce or limit.</param>
/// <param name="Scope">Scope that it concerns.</param>
/// <param name="Origin">transition, operator or containment.</param>
/// <param name="Arguments">What it says besides, for people; empty for nothing.</param>
/// <param name="IssuedAt">When it was journaled.</param>
/// <param name="Deadline">By when it must be acknowledged.</param>
/// <param name="AcknowledgedAt">When the engine said done.</param>
/// <param name="RefusedAt">When the engine refused it last.</param>
/// <param name="Misses">Windows missed.</param>
/// <param name="State">outstanding, acknowledged, verified, not readable, or withdrawn.</param>
/// <param name="VerifiedAt">When venue records showed its effect.</param>
/// <param name="VenuesRead">Venues whose records showed it.</param>
public sealed record CommandStatus(
    long Id, string Kind, string Scope, string Origin, string Arguments, long IssuedAt, long Deadline, long AcknowledgedAt, long RefusedAt,
    int Misses, string State, long VerifiedAt, int VenuesRead);
