using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>internal.margin_buffer_breach</c> (SPEC 5).</summary>
public sealed record MarginBufferBreachSettings
{
    /// <summary>
    /// Enabled, shadow and hold: 5 minutes (SPEC 5). A ratio older than the maximum age can never clear; engineering default: 30 s.
    /// </summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, 5 * FixedPoint.Minute, 30 * FixedPoint.Second);

    /// <summary>Trip below this margin ratio, ppm. Seed: 150 %.</summary>
    public long TripBelowPpm { get; init; } = 1_500_000;

    /// <summary>Critical at or below this ratio, ppm, below the trip ratio. SPEC 5: 120 %.</summary>
    public long CriticalPpm { get; init; } = 1_200_000;

    /// <summary>Containment is wanted at or below this ratio, ppm, at most the critical ratio. SPEC 5: 105 %.</summary>
    public long ContainPpm { get; init; } = 1_050_000;

    /// <summary>Clear when every open position is at or above this ratio, ppm, above the trip ratio. SPEC 5: 165 %.</summary>
    public long ClearPpm { get; init; } = 1_650_000;
}
