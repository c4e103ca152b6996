using System.Text.Json.Serialization;

namespace Basisd.Host.Http;

/// <summary>Body of <c>POST /v1/incident</c>: what somebody records at an incident (SPEC 10).</summary>
/// <param name="Kind"><c>step</c>, <c>note</c>, <c>impact</c>, <c>notification</c>, <c>report</c> or <c>disclosure</c>.</param>
/// <param name="Author">Name of a configured operator.</param>
public sealed record IncidentRequest(string? Kind, string? Author)
{
    /// <summary>Number of the incident; null: the open one, else the latest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Incident { get; init; }

    /// <summary>Word of the step, where it is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Step { get; init; }

    /// <summary>Role in which it is recorded; null where the author has only one that fits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    /// <summary>What there is to say, one line.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>SHA-256 of a document, 64 hex digits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Document { get; init; }

    /// <summary>Impact: users affected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Users { get; init; }

    /// <summary>Impact: assets exposed, US dollars, a decimal with up to eight places.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExposureUsd { get; init; }

    /// <summary>Impact: loss realized, US dollars, a decimal with up to eight places.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LossUsd { get; init; }
}
