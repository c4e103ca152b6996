namespace Basisd.Host.Http;

/// <summary>Body of <c>POST /v1/reconcile</c>: which venue; with a reason its open differences are explained.</summary>
/// <param name="Venue">Name of a venue; null for all that have a gateway.</param>
/// <param name="Reason">Why the differences are what they are; null where nothing is explained.</param>
public sealed record ReconcileRequest(string? Venue, string? Reason);
