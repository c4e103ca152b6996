using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>market.extreme_volatility</c> (SPEC 5); the limit itself belongs to the asset.</summary>
public sealed record ExtremeVolatilitySettings
{
    /// <summary>Enabled, shadow and hold: 15 minutes (SPEC 5).</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, 15 * FixedPoint.Minute);

    /// <summary>Length of the mean, seconds, 10 to 3_600. Engineering default: 5 minutes.</summary>
    public int MeanSeconds { get; init; } = 300;

    /// <summary>Clear below this share of the limit, ppm, below 1_000_000. SPEC 5: half.</summary>
    public long ClearPpm { get; init; } = 500_000;
}
