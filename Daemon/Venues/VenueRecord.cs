namespace Basisd.Venues;

/// <summary>
/// One record of a venue's gateway, in the order of the venue's own sequence (SPEC 9, <c>docs/venue-gateway.yaml</c>). Built at the gateway's
/// client alone, which has checked every range; the core trusts nothing but the ranges. What does not apply to a kind is 0.
/// </summary>
public struct VenueRecord
{
    /// <summary>The name in it is not in the configuration (<see cref="Item"/>, <see cref="FeeAccount"/>).</summary>
    public const int UnknownItem = -1;

    /// <summary>What it is.</summary>
    public VenueRecordKind Kind;

    /// <summary>Index of the venue.</summary>
    public int Venue;

    /// <summary>Events: the venue's sequence, from 1. Others: the sequence that the answer is exact at.</summary>
    public long Seq;

    /// <summary>
    /// Events: when the venue says that it was so, Unix nanoseconds. Beginning of a poll and one that failed: core time before its first request;
    /// end: core time behind its last answer.
    /// </summary>
    public long Time;

    /// <summary>
    /// Fill, open order: index of the route. Funding, position: index of the position. Transfer, balance: account (<see cref="LedgerAccounts"/>).
    /// <see cref="UnknownItem"/> where the configuration does not have the name.
    /// </summary>
    public int Item;

    /// <summary>Fill, open order: whether the market is a derivative, whose quantity moves a position and no balance.</summary>
    public bool IsDerivative;

    /// <summary>Fill, open order: the engine's order id (the venue's client order id).</summary>
    public long OrderId;

    /// <summary>
    /// Id of the fill, of the funding entry, of the transfer, of the venue's own order; number of the poll, failure class of one that failed.
    /// </summary>
    public long Id;

    /// <summary>
    /// Signed quantity, 1e-8, at most <see cref="Basisd.Safety.FixedPoint.MaxPrice"/> either way; of an open order what remains; of a balance
    /// the total.
    /// </summary>
    public long Quantity;

    /// <summary>Price, mark price, entry price, 1e-8.</summary>
    public long Price;

    /// <summary>Fill, funding: signed effect on the balance of the quote unit without the fee, 1e-8.</summary>
    public long Cash;

    /// <summary>Fill, funding: account that <see cref="Cash"/> belongs to (<see cref="LedgerAccounts"/>).</summary>
    public int CashAccount;

    /// <summary>Fill: fee, 1e-8 of the asset or unit of <see cref="FeeAccount"/>, 0 or more.</summary>
    public long Fee;

    /// <summary>Fill: account that pays the fee.</summary>
    public int FeeAccount;

    /// <summary>Funding: rate of the interval, ppm.</summary>
    public long RatePpm;
}
