namespace Basisd.Sims.Book;

/// <summary>One order at the simulated venue, open or closed; it is remembered by its client's id for as long as the venue lives.</summary>
public sealed class SimOrder
{
    /// <summary>The venue's id, from 1.</summary>
    public required long OrderId { get; init; }

    /// <summary>The client's id: a second order of the same id is never made.</summary>
    public required ulong ClientOrderId { get; init; }

    /// <summary>Index of the market.</summary>
    public required int Market { get; init; }

    /// <summary>1e-8 of the base, negative to sell.</summary>
    public required long Quantity { get; init; }

    /// <summary>Limit, 1e-8 of the quote unit; 0 for a market order.</summary>
    public required long Price { get; init; }

    /// <summary>What is not traded yet, with the sign of <see cref="Quantity"/>.</summary>
    public long Remaining { get; set; }

    /// <summary>What became of it so far.</summary>
    public OrderState State { get; set; }

    /// <summary>What was traded, with the sign of <see cref="Quantity"/>.</summary>
    public long Filled => Quantity - Remaining;
}
