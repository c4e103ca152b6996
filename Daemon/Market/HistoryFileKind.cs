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

    /// <summary>Understood, but nothing reads it yet: funding, order-book depth, oracle rounds, chain files.</summary>
    NotAnInput = 4,
}
