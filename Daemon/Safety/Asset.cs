namespace Basisd.Safety;

/// <summary>A native asset in scope (SPEC 5).</summary>
/// <param name="Index">Position in <see cref="Topology.Assets"/>.</param>
/// <param name="Name">Symbol, for example <c>BTC</c>.</param>
/// <param name="ScopeIndex">Scope <c>asset/SYM</c>.</param>
/// <param name="ReferenceUnit">Index of the unit that the reference price is expressed in .</param>
/// <param name="ExtremeMovePpm">Limit of <c>market.extreme_volatility</c> for this asset, ppm of the 5-minute mean.</param>
public sealed record Asset(int Index, string Name, int ScopeIndex, int ReferenceUnit, long ExtremeMovePpm)
{
    /// <summary>The chain that settles it, which fixes the limits of <c>asset.chain_stress</c>; by default that of its symbol.</summary>
    public Chain Chain { get; init; } = ChainOf(Name);

    /// <summary>Index of the asset whose chain carries it (SPEC 5: PAXG follows ETH), or -1 if it has a chain of its own.</summary>
    public int Follows { get; init; } = -1;

    /// <summary>Whether its price follows gold (<c>asset.paxg_dislocation</c>).</summary>
    public bool TracksGold { get; init; } = Name is "PAXG" or "XAUT";

    private static Chain ChainOf(string name) => name switch
    {
        "BTC" => Chain.Bitcoin,
        "ETH" => Chain.Ethereum,
        "SOL" => Chain.Solana,
        "PAXG" => Chain.Ethereum,
        _ => Chain.None,
    };
}
