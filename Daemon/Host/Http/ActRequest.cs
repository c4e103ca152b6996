namespace Basisd.Host.Http;

/// <summary>Body of <c>POST /v1/halt</c>, <c>/v1/pause</c> and <c>/v1/declare</c>.</summary>
/// <param name="Scope">Scope of a pause.</param>
/// <param name="Reason">Why.</param>
/// <param name="Lift">True ends the pause.</param>
public sealed record ActRequest(string? Scope, string? Reason, bool Lift)
{
    /// <summary>Trigger that a statement is about.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Trigger { get; init; }
}
