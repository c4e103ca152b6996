using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>asset.display_unit_divergence</c> (SPEC 5).</summary>
public sealed record DisplayUnitDivergenceSettings
{
    /// <summary>Enabled, shadow, hold and age of a rate: general hold, 60 s (SPEC 5).</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, FixedPoint.Minute);

    /// <summary>Alert above this distance from one, ppm, 1 to 1_000_000. SPEC 5: 0.5 %.</summary>
    public long TripPpm { get; init; } = 5_000;

    /// <summary>Clear below this distance, ppm, 1 to the alert's distance less 1. SPEC 5: 0.25 %.</summary>
    public long ClearPpm { get; init; } = 2_500;

    /// <summary>Time that the distance must last, nanoseconds, 0 to 24 h. SPEC 5: 5 minutes.</summary>
    public long SustainNs { get; init; } = 5 * FixedPoint.Minute;
}
