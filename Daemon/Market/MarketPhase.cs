namespace Basisd.Market;

/// <summary>A phase of a generated market. Each begins and ends calm, so that phases can follow each other in any order.</summary>
public enum MarketPhase
{
    /// <summary>Nothing happens.</summary>
    Calm = 0,

    /// <summary>BTC loses a tenth within three minutes on every venue and stays there; nothing else moves.</summary>
    Crash = 1,

    /// <summary>Calls to one venue fail for a little more than a minute.</summary>
    Outage = 2,

    /// <summary>Every reference of USDC falls 2.7 % below USD for some minutes and comes back.</summary>
    Depeg = 3,

    /// <summary>Nothing happens: time for holds and stages to run out.</summary>
    Recovery = 4,

    /// <summary>Prices stay calm; transfers, a chain, funding, costs and depth do not, one after another.</summary>
    Strain = 5,
}
