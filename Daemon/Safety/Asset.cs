namespace Basisd.Safety;

/// <summary>A native asset in scope (SPEC 5).</summary>
/// <param name="Index">Position in <see cref="Topology.Assets"/>.</param>
/// <param name="Name">Symbol, for example <c>BTC</c>.</param>
/// <param name="ScopeIndex">Scope <c>asset/SYM</c>.</param>
/// <param name="ReferenceUnit">Index of the unit that the reference price is expressed in .</param>
/// <param name="ExtremeMovePpm">Limit of <c>market.extreme_volatility</c> for this asset, ppm of the 5-minute mean.</param>
public sealed record Asset(int Index, string Name, int ScopeIndex, int ReferenceUnit, long ExtremeMovePpm);
