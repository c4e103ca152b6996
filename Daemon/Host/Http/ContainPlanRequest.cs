namespace Basisd.Host.Http;

/// <summary>Body of <c>POST /v1/contain/plan</c>.</summary>
/// <param name="Scope">The scope; the platform where it is left out.</param>
public sealed record ContainPlanRequest(string? Scope);
