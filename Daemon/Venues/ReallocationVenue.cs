namespace Basisd.Venues;

/// <summary>
/// One venue that could take a part, with what is known of it. Plain facts: ages and permissions are worked out by whoever has the clock and
/// the gate. Never carries a decision.
/// </summary>
/// <param name="Venue">Index of the venue. No two of one plan are the same.</param>
/// <param name="Route">Index of the route of the asset at the venue.</param>
public readonly record struct ReallocationVenue(int Venue, int Route)
{
    /// <summary>Age of what was never seen.</summary>
    public const long Never = -1;

    /// <summary>Whether the venue is in the active pool and healthy.</summary>
    public bool IsHealthy { get; init; }

    /// <summary>Whether route, venue, asset and platform all allow <c>reallocate</c>.</summary>
    public bool IsPermitted { get; init; }

    /// <summary>Whether there is a market of the asset at the venue.</summary>
    public bool HasMarket { get; init; } = true;

    /// <summary>Executable quantity within the band on the side that executes, 1e-8.</summary>
    public long Depth { get; init; }

    /// <summary>The band of the depth, ppm of the price.</summary>
    public long BandPpm { get; init; }

    /// <summary>Age of the depth, ns, or <see cref="Never"/>.</summary>
    public long DepthAgeNs { get; init; } = Never;

    /// <summary>Predicted slippage of a small order, ppm; a negative one counts as 0.</summary>
    public long SlippagePpm { get; init; }

    /// <summary>Age of the prediction, ns, or <see cref="Never"/>.</summary>
    public long SlippageAgeNs { get; init; } = Never;

    /// <summary>Configured share, 0 or more; read with <see cref="ReallocationWeights.Share"/> alone.</summary>
    public long Share { get; init; } = 1;
}
