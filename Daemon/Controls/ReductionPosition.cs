namespace Basisd.Controls;

/// <summary>
/// One position with what is known of the market in which it would be reduced. Plain facts: ages are worked out by whoever has the clock.
/// Never carries a decision.
/// </summary>
/// <param name="Position">Position key: its index in the topology. No two of one plan are the same.</param>
/// <param name="Venue">Index of its venue.</param>
/// <param name="Quantity">Signed quantity, 1e-8.</param>
public readonly record struct ReductionPosition(int Position, int Venue, long Quantity)
{
    /// <summary>Age of what was never seen.</summary>
    public const long Never = -1;

    /// <summary>Margin ratio of a position whose ratio nobody knows: it counts as the worst and comes first.</summary>
    public const long UnknownRatio = long.MinValue;

    /// <summary>Notional of a position that nobody can value: among equal ratios it comes last.</summary>
    public const long UnknownNotional = -1;

    /// <summary>Whether the quantity was ever reported.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>Signed quantity that it is to be reduced to, 1e-8; read with <see cref="ReductionGoal.ToTargets"/> alone.</summary>
    public long Target { get; init; }

    /// <summary>Margin ratio, ppm, or <see cref="UnknownRatio"/>.</summary>
    public long MarginRatioPpm { get; init; } = UnknownRatio;

    /// <summary>Worth without its sign, 1e-8 of a unit that all positions share, or <see cref="UnknownNotional"/>.</summary>
    public long Notional { get; init; } = UnknownNotional;

    /// <summary>Whether there is a market in which it can be reduced.</summary>
    public bool HasMarket { get; init; } = true;

    /// <summary>Executable bid quantity within the band, 1e-8: what a long position is sold into.</summary>
    public long BidDepth { get; init; }

    /// <summary>Executable ask quantity within the band, 1e-8: what a short position is bought back from.</summary>
    public long AskDepth { get; init; }

    /// <summary>The band of the depth, ppm of the price, above 0 where depth was seen.</summary>
    public long BandPpm { get; init; }

    /// <summary>Age of the depth, ns, or <see cref="Never"/>.</summary>
    public long DepthAgeNs { get; init; } = Never;

    /// <summary>Predicted slippage of a small order, ppm; a negative one counts as 0.</summary>
    public long SlippagePpm { get; init; }

    /// <summary>Age of the prediction, ns, or <see cref="Never"/>.</summary>
    public long SlippageAgeNs { get; init; } = Never;

    /// <summary>Smallest slice, 1e-8, at least 1.</summary>
    public long SmallestSlice { get; init; } = 1;
}
