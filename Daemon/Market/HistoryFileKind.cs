namespace Basisd.Market;

/// <summary>What a history file holds, as far as its name says (FORMATS.md).</summary>
public enum HistoryFileKind
{
    /// <summary>The name says nothing that this room understands.</summary>
    Unknown = 0,

    /// <summary>Candles of an asset: prices.</summary>
    Price = 1,

    /// <summary>Candles of a unit: rates of a unit reference.</summary>
    UnitRate = 2,

    /// <summary>Results of calls to a venue.</summary>
    Calls = 3,

    /// <summary>Understood, and no input: its reason says why.</summary>
    NotAnInput = 4,

    /// <summary>Observations of any kind, as the engine would send them.</summary>
    Observations = 5,

    /// <summary>Funding rates of a perpetual.</summary>
    Funding = 6,

    /// <summary>Candles of gold: the gold reference.</summary>
    Gold = 7,

    /// <summary>Order-book depth of a market.</summary>
    Depth = 8,

    /// <summary>Rounds of an oracle: rates of a unit reference that hold.</summary>
    OracleRounds = 9,

    /// <summary>Rates of a unit that follow from markets in it and in another, one reference per column.</summary>
    ImpliedRates = 10,
}
