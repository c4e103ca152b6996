using System.Text.Json.Serialization;

namespace Basisd.Host.Http;

/// <summary>Body of <c>POST /v1/command</c>. Amounts are whole numbers of 1e-8.</summary>
/// <param name="Kind"><c>cancel_all</c>, <c>reduce</c> or <c>limit</c>.</param>
/// <param name="Scope">On which scope.</param>
/// <param name="Reason">Why.</param>
public sealed record CommandRequest(string? Kind, string? Scope, string? Reason)
{
    /// <summary>Reduce: how much of each position stays, ppm.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ToPpm { get; init; }

    /// <summary>Reduce: how much less there shall be, 1e-8.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Quantity { get; init; }

    /// <summary>Limit: largest absolute position, 1e-8.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? MaxPosition { get; init; }

    /// <summary>Limit: largest order, 1e-8.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? MaxOrder { get; init; }
}
