namespace Basisd.Venues;

/// <summary>What a record of a venue's gateway is (SPEC 9). The numbers are the journal's; they are never reused.</summary>
public enum VenueRecordKind : byte
{
    /// <summary>Not a record.</summary>
    None = 0,

    /// <summary>
    /// A poll began: what follows up to the end was all asked for after this. Events also come outside of polls: parts of a long backlog.
    /// </summary>
    PollBegin = 1,

    /// <summary>Event: an order was filled, wholly or in part.</summary>
    Fill = 2,

    /// <summary>Event: funding of a position was paid or received.</summary>
    Funding = 3,

    /// <summary>Event: a deposit or a withdrawal is confirmed.</summary>
    Transfer = 4,

    /// <summary>The balance of an account, exact at its sequence.</summary>
    Balance = 5,

    /// <summary>A position, exact at its sequence.</summary>
    Position = 6,

    /// <summary>An open order, at its sequence.</summary>
    OpenOrder = 7,

    /// <summary>The poll is complete: what it did not list is not there.</summary>
    PollEnd = 8,

    /// <summary>The poll failed, and nothing of it was delivered.</summary>
    PollFailed = 9,

    /// <summary>From here on the venue's records are kept: a gateway was configured. Written by the core alone, never by a gateway.</summary>
    Watched = 10,

    /// <summary>From here on they are not: the gateway was taken out of the configuration. Written by the core alone.</summary>
    Unwatched = 11,

    /// <summary>An operator explained the venue's open differences. Written by the core alone.</summary>
    Explained = 12,
}
