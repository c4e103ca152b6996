using Basisd.Safety;

namespace Basisd.Controls;

/// <summary>Limits of every reduction (SPEC 8). The defaults are engineering defaults.</summary>
public sealed record ReductionSettings
{
    /// <summary>Largest share of the executable depth that one slice takes, ppm, 1 to 1 000 000.</summary>
    public long ParticipationPpm { get; init; } = 100_000;

    /// <summary>Largest slippage that a slice may cost, ppm, 1 to <see cref="FixedPoint.MaxRatio"/>.</summary>
    public long MaxSlippagePpm { get; init; } = 3_000;

    /// <summary>Time from one slice to the next, ns, at least 1 and at most one hour.</summary>
    public long IntervalNs { get; init; } = 5 * FixedPoint.Second;

    /// <summary>Age at which depth is stale, ns.</summary>
    public long DepthMaxAgeNs { get; init; } = 10 * FixedPoint.Second;

    /// <summary>Age at which a predicted slippage is stale, ns.</summary>
    public long SlippageMaxAgeNs { get; init; } = FixedPoint.Minute;
}
