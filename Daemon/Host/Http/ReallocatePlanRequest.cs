namespace Basisd.Host.Http;

/// <summary>Body of <c>POST /v1/plan/reallocate</c>.</summary>
/// <param name="Asset">Asset that is moved.</param>
/// <param name="From">Venue that is left.</param>
/// <param name="Amount">Amount, 1e-8, above 0; absent: all that the venue is known to hold.</param>
public sealed record ReallocatePlanRequest(string? Asset, string? From, long? Amount);
