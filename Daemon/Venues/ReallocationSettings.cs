using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>Limits of every reallocation (SPEC 8). The defaults are engineering defaults.</summary>
public sealed record ReallocationSettings
{
    /// <summary>In what proportion the amount is split.</summary>
    public ReallocationWeights Weights { get; init; }

    /// <summary>Largest share of a venue's executable depth that it takes, ppm, 1 to 1 000 000.</summary>
    public long ParticipationPpm { get; init; } = 500_000;

    /// <summary>Largest slippage that a part may cost, ppm, 1 to <see cref="FixedPoint.MaxRatio"/>.</summary>
    public long MaxSlippagePpm { get; init; } = 3_000;

    /// <summary>Age at which depth is stale, ns.</summary>
    public long DepthMaxAgeNs { get; init; } = 10 * FixedPoint.Second;

    /// <summary>Age at which a predicted slippage is stale, ns.</summary>
    public long SlippageMaxAgeNs { get; init; } = FixedPoint.Minute;
}
