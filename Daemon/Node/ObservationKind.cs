namespace Basisd.Node;

/// <summary>
/// What an observation is (SPEC 4). The numbers are the wire's; they are never reused. Ranges: <see cref="ObservationRanges"/>. A history file
/// of observations carries the same integers under the snake case of these names (<c>Market/FORMATS.md</c>).
/// </summary>
public enum ObservationKind : ushort
{
    /// <summary>Not an observation.</summary>
    None = 0,

    /// <summary>Venue call: V0 outcome (0 ok, 1 timeout, 2 error), V1 latency ns, V2 acknowledgement latency ns or -1. Index: venue.</summary>
    CallResult = 1,

    /// <summary>
    /// Venue price: V0 price 1e-8, V1 the price to hold against other venues 1e-8, 0 where it is V0 itself: a source that does not know its own
    /// path to the second (a candle) must not be compared by it. Index: instrument.
    /// </summary>
    Price = 2,

    /// <summary>Order-book depth: V0 executable bid quantity 1e-8, V1 executable ask quantity 1e-8, V2 band ppm. Index: instrument.</summary>
    Depth = 3,

    /// <summary>Slippage: V0 predicted ppm, V1 realized ppm, V2 source (0 fill, 1 shadow quote). Index: route.</summary>
    Slippage = 4,

    /// <summary>Cost and alpha of a route: V0 estimated cost ppm, V1 expected alpha ppm. Index: route.</summary>
    CostAlpha = 5,

    /// <summary>Margin ratio: V0 ratio ppm, V1 quantity 1e-8 signed (0: the position is closed). Index: position.</summary>
    MarginRatio = 6,

    /// <summary>Funding rate: V0 rate ppm per interval, V1 interval ns. Index: instrument.</summary>
    Funding = 7,

    /// <summary>Transfer status: V0 deposits on (0 or 1), V1 withdrawals on, V2 scheduled (0 or 1). Index: route.</summary>
    TransferStatus = 8,

    /// <summary>
    /// Transfer or settlement confirmation: V0 age ns, V1 outcome (0 confirmed, 1 pending, 2 failed), V2 transfer id (0: unnamed).
    /// Index: route.
    /// </summary>
    Confirmation = 9,

    /// <summary>
    /// Chain status: V0 block age ns, V1 finality lag in the chain's unit, V2 reorganization depth, V3 issuer pause flag.
    /// Index: asset.
    /// </summary>
    ChainStatus = 10,

    /// <summary>
    /// Unit rate: V0 rate ppm in the reference's quote unit, V1 the rate to convert prices with ppm, 0 where it is V0 itself (see
    /// <see cref="Price"/>). Index: unit reference.
    /// </summary>
    UnitRate = 11,

    /// <summary>Gold reference: V0 price 1e-8 USD per troy ounce, V1 market open (0 or 1). Index: 0.</summary>
    Gold = 12,

    /// <summary>Balance pair: V0 ours 1e-8, V1 the venue's 1e-8, V2 in flight 1e-8. Index: route.</summary>
    BalancePair = 13,

    /// <summary>
    /// Order event: V0 order id, V1 event (0 new, 1 acked, 2 filled, 3 canceled, 4 rejected),
    /// V2 signed quantity 1e-8, V3 price 1e-8. Index: route.
    /// </summary>
    OrderEvent = 14,

    /// <summary>Fill: V0 order id, V1 fill id, V2 signed quantity 1e-8, V3 price 1e-8. Index: route.</summary>
    Fill = 15,

    /// <summary>Position: V0 signed quantity 1e-8, V1 entry price 1e-8. Index: position.</summary>
    Position = 16,

    /// <summary>Command acknowledgement: V0 command id, V1 result (0 done, 1 refused). Index: 0.</summary>
    CommandAck = 17,

    /// <summary>Integrity report: V0 code, V1 detail. Index: scope.</summary>
    IntegrityReport = 18,

    /// <summary>The engine is alive: V0 its own loop counter. Index: 0.</summary>
    EngineHeartbeat = 19,
}
