using System.Text.Json.Serialization;

namespace Basisd.Host.Http;

/// <summary>One record of an incident: who, when, what.</summary>
/// <param name="At">Core time, Unix nanoseconds.</param>
/// <param name="Kind"><c>step</c>, <c>note</c>, <c>impact</c>, <c>notification</c>, <c>report</c>, <c>disclosure</c> or <c>missed</c>.</param>
/// <param name="Author">Who recorded it.</param>
/// <param name="Role">In which role.</param>
/// <param name="Uid">User of the process that handed it in.</param>
/// <param name="Text">The text.</param>
public sealed record IncidentRecordView(long At, string Kind, string Author, string Role, uint Uid, string Text)
{
    /// <summary>The step, where it is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Step { get; init; }

    /// <summary>The DMM episode that a step belongs to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? DmmEpoch { get; init; }

    /// <summary>The deadline, where one passed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Deadline { get; init; }

    /// <summary>SHA-256 of the document.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Document { get; init; }

    /// <summary>Users affected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Users { get; init; }

    /// <summary>Assets exposed, US dollars.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExposureUsd { get; init; }

    /// <summary>Loss realized, US dollars.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LossUsd { get; init; }
}
