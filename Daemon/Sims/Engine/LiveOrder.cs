namespace Basisd.Sims.Engine;

/// <summary>An order that this engine has placed.</summary>
internal sealed class LiveOrder
{
    /// <summary>Its id at the venue and at the daemon.</summary>
    public required long Id { get; init; }

    /// <summary>Its market.</summary>
    public required EngineMarket Market { get; init; }

    /// <summary>Signed quantity, 1e-8.</summary>
    public required long Quantity { get; init; }

    /// <summary>Limit, 1e-8; 0 for a market order.</summary>
    public required long Price { get; init; }

    /// <summary>Mid price when it was decided, 1e-8; 0: its slippage is not judged.</summary>
    public long Mid { get; init; }

    /// <summary>Predicted slippage, ppm.</summary>
    public long PredictedPpm { get; init; }

    /// <summary>When it was placed, milliseconds of the process's clock.</summary>
    public long PlacedAt { get; init; }

    /// <summary>Signed quantity that is filled, 1e-8.</summary>
    public long Filled { get; set; }

    /// <summary>Sum of quantity times price of its fills, 1e-16, positive.</summary>
    public System.Int128 Paid { get; set; }

    /// <summary>Whether nobody knows what the venue made of it.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>Whether it is done.</summary>
    public bool IsClosed { get; set; }
}
