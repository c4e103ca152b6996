namespace Basisd.Market;

/// <summary>What kind of market a candle file records.</summary>
public enum MarketKind
{
    /// <summary>Spot: takes part in the asset's reference price .</summary>
    Spot = 0,

    /// <summary>Perpetual future.</summary>
    Perpetual = 1,

    /// <summary>Dated future.</summary>
    Futures = 2,
}
