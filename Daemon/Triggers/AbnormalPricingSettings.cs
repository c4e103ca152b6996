using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>venue.abnormal_pricing</c> (SPEC 5).</summary>
public sealed record AbnormalPricingSettings
{
    /// <summary>Enabled, shadow and hold: 5 minutes (SPEC 5).</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, 5 * FixedPoint.Minute);

    /// <summary>Trip above this distance from the other venues once it lasted, ppm, 1 to 1_000_000. SPEC 5: 1 %.</summary>
    public long TripPpm { get; init; } = 10_000;

    /// <summary>Time that this distance must last, nanoseconds, 0 to 10 minutes. SPEC 5: 5 s.</summary>
    public long SustainNs { get; init; } = 5 * FixedPoint.Second;

    /// <summary>One price above this distance trips at once, ppm, above the trip distance to 10_000_000. SPEC 5: 5 %.</summary>
    public long OutrightPpm { get; init; } = 50_000;

    /// <summary>Clear below this distance, ppm, 1 to below the trip distance. SPEC 5: 0.5 %.</summary>
    public long ClearPpm { get; init; } = 5_000;

    /// <summary>A price that stands still while the others moved this far is frozen, ppm, 1 to 1_000_000. SPEC 5: 0.3 %.</summary>
    public long FrozenMovePpm { get; init; } = 3_000;

    /// <summary>A price older than this while the others are fresh is old, nanoseconds, above 0 to 10 minutes. SPEC 5: 2 s.</summary>
    public long AgeNs { get; init; } = 2 * FixedPoint.Second;

    /// <summary>Fewest other venues that are compared with, 2 to 31. SPEC 5: three venues, this one included.</summary>
    public int FewestOthers { get; init; } = 2;
}
