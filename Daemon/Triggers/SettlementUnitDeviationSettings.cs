using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>asset.settlement_unit_deviation</c> (SPEC 5).</summary>
public sealed record SettlementUnitDeviationSettings
{
    /// <summary>Enabled, shadow and hold: 10 minutes (SPEC 5).</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, 10 * FixedPoint.Minute);

    /// <summary>Trip above this distance of the median from one, ppm, 1 to 1_000_000. Seed: 1.5 %.</summary>
    public long TripPpm { get; init; } = 15_000;

    /// <summary>Clear below this distance, ppm, below the trip distance. SPEC 5: 0.75 %.</summary>
    public long ClearPpm { get; init; } = 7_500;

    /// <summary>Time that the distance must last, nanoseconds, 0 or more. Engineering default: 30 s.</summary>
    public long SustainNs { get; init; } = 30 * FixedPoint.Second;

    /// <summary>Fewest fresh references that are judged, 1 to 32. SPEC 5: 3.</summary>
    public int FewestReferences { get; init; } = 3;
}
