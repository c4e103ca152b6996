namespace Basisd.Safety;

/// <summary>A whitelisted trading venue.</summary>
/// <param name="Index">Position in <see cref="Topology.Venues"/>; the index of call results on the wire.</param>
/// <param name="Name">Short name, for example <c>kraken</c>.</param>
/// <param name="ScopeIndex">Scope <c>venue/NAME</c>.</param>
/// <param name="CallsRequired">Whether call results are a required input of the venue's scope .</param>
public sealed record Venue(int Index, string Name, int ScopeIndex, bool CallsRequired)
{
    /// <summary>
    /// Indices into <see cref="Topology.SharedParts"/> of what the venue has in common with others: a cloud, a custodian, an issuer. A
    /// failure on several venues that share one is named after it (SPEC 6).
    /// </summary>
    public int[] Shares { get; init; } = [];
}
