namespace Basisd.Probes.Gateway;

/// <summary>What a member of an item says, and with it its form and range.</summary>
internal enum AnswerField
{
    /// <summary>The venue's sequence: number, 1 to 2^53-1.</summary>
    Seq,

    /// <summary>Id of the item: text of a 64-bit number without sign.</summary>
    Id,

    /// <summary>The engine's order id, 0 where an order carries none: text of a 64-bit number without sign.</summary>
    OrderId,

    /// <summary>Name of a market, without the venue.</summary>
    Market,

    /// <summary>Name of a position, without the venue.</summary>
    Position,

    /// <summary>Name of an asset or a unit.</summary>
    Account,

    /// <summary>The unit that cash is in.</summary>
    CashUnit,

    /// <summary>The asset or unit that a fee is taken from.</summary>
    FeeAsset,

    /// <summary>Signed amount.</summary>
    Amount,

    /// <summary>Signed amount, not zero.</summary>
    Traded,

    /// <summary>What an order was given for: signed, not zero.</summary>
    Ordered,

    /// <summary>What remains of an order: its sign is the order's, and it is not more.</summary>
    Remaining,

    /// <summary>Price above zero.</summary>
    Price,

    /// <summary>Price, zero where there is none.</summary>
    PriceOrNone,

    /// <summary>Signed cash.</summary>
    Cash,

    /// <summary>Fee, zero or more.</summary>
    Fee,

    /// <summary>Signed rate in ppm: text of a whole number.</summary>
    RatePpm,

    /// <summary>Unix nanoseconds: text of a whole number.</summary>
    Time,
}
