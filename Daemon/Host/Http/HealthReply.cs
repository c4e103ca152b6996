namespace Basisd.Host.Http;

/// <summary>Body of <c>/healthz</c> and <c>/readyz</c>.</summary>
/// <param name="Ok">Whether all is well.</param>
/// <param name="Detail">What is not, or <c>ok</c>.</param>
public sealed record HealthReply(bool Ok, string Detail);
