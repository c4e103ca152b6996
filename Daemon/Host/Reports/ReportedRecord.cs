using Basisd.Incidents;

namespace Basisd.Host.Reports;

/// <summary>A record of an incident as a report may show it.</summary>
/// <param name="Sequence">Its entry.</param>
/// <param name="Record">The record itself, not redacted.</param>
/// <param name="Author">Who is said to have recorded it: a name, or a neutral word.</param>
/// <param name="Text">What it says, redacted; <see cref="RedactionRules.Mark"/> where it is kept back.</param>
/// <param name="IsInternal">It is not for the public: a note, or marked so.</param>
public sealed record ReportedRecord(ulong Sequence, IncidentRecord Record, string Author, string Text, bool IsInternal);
