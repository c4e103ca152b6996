namespace Basisd.Safety;

/// <summary>A named source that says what a unit is worth, for example USDC in USD at kraken.</summary>
/// <param name="Index">Position in <see cref="Topology.UnitReferences"/>; the index of unit rates on the wire.</param>
/// <param name="Name">For example <c>USDC/USD@kraken</c>.</param>
/// <param name="Unit">Index of the unit that is valued.</param>
/// <param name="QuoteUnit">Index of the unit that it is valued in.</param>
public sealed record UnitReference(int Index, string Name, int Unit, int QuoteUnit);
