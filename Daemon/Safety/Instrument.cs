namespace Basisd.Safety;

/// <summary>One priced market: an asset on a venue in a unit. Prices on the wire name it by index.</summary>
/// <param name="Index">Position in <see cref="Topology.Instruments"/>.</param>
/// <param name="Name">For example <c>BTC/USDT@binance</c>, or <c>BTC/USDT:perp@binance</c>.</param>
/// <param name="Asset">Index of the asset.</param>
/// <param name="Venue">Index of the venue.</param>
/// <param name="Unit">Index of the quote unit.</param>
/// <param name="IsReference">Whether its price takes part in the asset's reference price (spot markets do, R-5.1).</param>
public sealed record Instrument(int Index, string Name, int Asset, int Venue, int Unit, bool IsReference)
{
    /// <summary>Largest funding rate of the venue, ppm per eight hours; 0 where none is known (<c>market.funding_dislocation</c>).</summary>
    public long FundingCapPpm { get; init; }
}
