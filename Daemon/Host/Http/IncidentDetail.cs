using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Basisd.Host.Http;

/// <summary>An incident as operators see it.</summary>
/// <param name="Status">What everyone may see of it.</param>
/// <param name="Awaits">Roles that still have to record the next step; empty where no person has to.</param>
/// <param name="RootCause">SHA-256 of the root cause document; empty before step 4.</param>
/// <param name="Records">The latest records, oldest first.</param>
/// <param name="OlderRecords">Records that are in the journal only.</param>
public sealed record IncidentDetail(
    IncidentStatus Status, IReadOnlyList<string> Awaits, string RootCause, IReadOnlyList<IncidentRecordView> Records, long OlderRecords)
{
    /// <summary>Users affected; absent: nobody has said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Users { get; init; }

    /// <summary>Assets exposed, US dollars; absent: nobody has said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExposureUsd { get; init; }

    /// <summary>Loss realized, US dollars; absent: nobody has said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LossUsd { get; init; }
}
