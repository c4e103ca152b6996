namespace Basisd.Host.Http;

/// <summary>Body of <c>POST /v1/halt</c> and <c>POST /v1/pause</c>.</summary>
/// <param name="Scope">Scope of a pause.</param>
/// <param name="Reason">Why.</param>
/// <param name="Lift">True ends the pause.</param>
public sealed record ActRequest(string? Scope, string? Reason, bool Lift);
