namespace Basisd.Host.Http;

/// <summary>Body of <c>POST /v1/cluster/act</c>.</summary>
/// <param name="Act"><c>switchover</c>, <c>permit</c>, <c>pause</c>, <c>resume</c> or <c>fence-test</c>.</param>
/// <param name="Slot">The slot of a switchover or a permit.</param>
/// <param name="To">The node that a switchover goes to; null for any.</param>
/// <param name="Reason">Why, of a pause.</param>
public sealed record ClusterActRequest(string Act, string? Slot, string? To, string? Reason);
