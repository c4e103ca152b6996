namespace Basisd.Sims.Book;

/// <summary>One event of the venue: what moves a balance or a position, and nothing else does.</summary>
public readonly record struct VenueEvent
{
    /// <summary>What it is.</summary>
    public VenueEventKind Kind { get; init; }

    /// <summary>Place in the venue's one sequence, from 1.</summary>
    public long Seq { get; init; }

    /// <summary>Fill, funding or transfer id, each counted from 1.</summary>
    public long Id { get; init; }

    /// <summary>Index of the market (fill, funding) or of the asset (transfer).</summary>
    public int Subject { get; init; }

    /// <summary>Whose order was filled.</summary>
    public ulong ClientOrderId { get; init; }

    /// <summary>Fill: traded, 1e-8, negative when sold. Funding: the position that paid.</summary>
    public long Quantity { get; init; }

    /// <summary>Fill: price. Funding: mark price. 1e-8 of the quote unit.</summary>
    public long Price { get; init; }

    /// <summary>Signed effect on the balance of the quote unit (fill, without the fee; funding) or of the asset (transfer), 1e-8.</summary>
    public long Cash { get; init; }

    /// <summary>Fee of a fill, 1e-8 of the quote unit, never negative.</summary>
    public long Fee { get; init; }

    /// <summary>Funding rate, ppm.</summary>
    public long RatePpm { get; init; }

    /// <summary>When, Unix ns.</summary>
    public long Time { get; init; }
}
