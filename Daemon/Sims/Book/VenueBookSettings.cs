namespace Basisd.Sims.Book;

/// <summary>What a simulated venue is told at its start: fees and bounds.</summary>
public sealed record VenueBookSettings
{
    /// <summary>Fee of every trade, ppm of its value, taken from the quote unit.</summary>
    public long FeePpm { get; init; } = 500;

    /// <summary>How far a mid price may stray from its anchor, ppm: venues that share an anchor differ by no more than twice this.</summary>
    public long RangePpm { get; init; } = 1_000;

    /// <summary>Orders that may rest at a time.</summary>
    public int MaxOpenOrders { get; init; } = 1_000;

    /// <summary>Orders in the life of the venue: each client id is remembered, so that it is never taken twice; then new ones are refused.</summary>
    public int MaxOrders { get; init; } = 500_000;

    /// <summary>Events that are held; older ones are dropped, and asking for them is an error.</summary>
    public int MaxEvents { get; init; } = 200_000;

    /// <summary>Assets and units that have an account.</summary>
    public int MaxAssets { get; init; } = 64;
}
