namespace Basisd.Venues;

/// <summary>One disagreement between our records and a venue's, exact to the last unit. What does not apply to a kind is 0.</summary>
public struct Difference
{
    /// <summary>What it is about.</summary>
    public DifferenceKind Kind;

    /// <summary>Index of the venue.</summary>
    public int Venue;

    /// <summary>
    /// Balance, transfer: account. Fills, cash, orders: route. Funding, positions: position. <see cref="VenueRecord.UnknownItem"/> where the
    /// configuration does not have the name.
    /// </summary>
    public int Item;

    /// <summary>Part of the fill that differs.</summary>
    public DifferenceField Field;

    /// <summary>The engine's order id, of fills and orders.</summary>
    public long OrderId;

    /// <summary>Id of the fill, funding entry or transfer.</summary>
    public long Id;

    /// <summary>What our records say, 1e-8, or an id or sequence where the kind says so.</summary>
    public long Expected;

    /// <summary>What the venue says.</summary>
    public long Found;

    /// <summary>Found less expected, clamped to 64 bits; of what is missing, the signed quantity.</summary>
    public long Amount;

    /// <summary>The venue's sequence that it was found at, 0 for none.</summary>
    public long Seq;

    /// <summary>Core time at which it was first seen, Unix nanoseconds: before the tolerance, not after it.</summary>
    public long Since;

    /// <summary>The difference that says that there are more than are listed.</summary>
    public static Difference Overflow(int venue, long since) => new()
    {
        Kind = DifferenceKind.DifferenceOverflow,
        Venue = venue,
        Item = VenueRecord.UnknownItem,
        Expected = DifferenceBook.Capacity - 1,
        Found = DifferenceBook.Capacity,
        Amount = 1,
        Since = since,
    };

    /// <summary>Whether another difference is the same one, seen again.</summary>
    public readonly bool IsSame(in Difference other) => Kind == other.Kind && Venue == other.Venue && Item == other.Item
        && OrderId == other.OrderId && Id == other.Id && Field == other.Field;
}
