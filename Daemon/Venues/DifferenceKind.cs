namespace Basisd.Venues;

/// <summary>What our records and a venue's disagree about (SPEC 5, 9). The numbers are the journal's; they are never reused.</summary>
public enum DifferenceKind : byte
{
    /// <summary>Not a difference.</summary>
    None = 0,

    /// <summary>A balance is not the baseline plus every event since: <see cref="Difference.Item"/> is the account.</summary>
    Balance = 1,

    /// <summary>The engine reported a fill that the venue does not list.</summary>
    MissingAtVenue = 2,

    /// <summary>The venue lists a fill of a known order that the engine never reported.</summary>
    MissingAtEngine = 3,

    /// <summary>Both have the fill, with another order, quantity or price: <see cref="Difference.Field"/>.</summary>
    FillDiffers = 4,

    /// <summary>The venue lists a fill twice: expected is the first sequence, found the second.</summary>
    DuplicateFill = 5,

    /// <summary>The venue lists a funding entry twice.</summary>
    DuplicateFunding = 6,

    /// <summary>The venue lists a transfer twice.</summary>
    DuplicateTransfer = 7,

    /// <summary>The cash of a spot fill is not −trunc(quantity · price).</summary>
    Cash = 8,

    /// <summary>A funding amount is not −trunc(quantity · mark price · rate).</summary>
    FundingAmount = 9,

    /// <summary>A position is not the one that the engine reported.</summary>
    Position = 10,

    /// <summary>The venue holds a position that the configuration or the engine never named.</summary>
    UnknownPosition = 11,

    /// <summary>The venue has an order, open or filled, that the engine never emitted.</summary>
    UnknownOrder = 12,

    /// <summary>The venue has an order that the engine may have emitted before what is remembered.</summary>
    ForgottenOrder = 13,

    /// <summary>More fills without a counterpart than are kept.</summary>
    FillOverflow = 14,

    /// <summary>More differences than are listed.</summary>
    DifferenceOverflow = 15,

    /// <summary>More unknown orders at once than are watched.</summary>
    OrderOverflow = 16,
}
