namespace Basisd.Safety;

/// <summary>One scope of the topology.</summary>
/// <param name="Index">Position in <see cref="Topology.Scopes"/>, and cell index in the gate page.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The full name that operators see: <c>platform</c>, <c>asset/BTC</c>, <c>venue/kraken</c>, <c>route/BTC@kraken</c>.</param>
public sealed record Scope(int Index, ScopeKind Kind, string Name);
