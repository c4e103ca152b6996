using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>market.cross_venue_basis_shock</c> (SPEC 5).</summary>
public sealed record CrossVenueBasisShockSettings
{
    /// <summary>Enabled, shadow and hold: 60 s (SPEC 5, general clear rule).</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, FixedPoint.Minute);

    /// <summary>No trip at or below this gap, ppm, 1 to 1_000_000; the only limit while warming. SPEC 5: 0.5 %.</summary>
    public long TripPpm { get; init; } = 5_000;

    /// <summary>Severity is high from this gap on, ppm, above the trip gap to 1_000_000; no spread lifts the limit past it. SPEC 5: 2 %.</summary>
    public long SeverePpm { get; init; } = 20_000;

    /// <summary>Trip above this multiple of the baseline's median absolute deviation, ppm, 1_000_000 to 1_000_000_000. SPEC 5: 6×.</summary>
    public long SpreadMultiplePpm { get; init; } = 6 * FixedPoint.Ppm;

    /// <summary>Time that the gap must last, nanoseconds, 0 to 10 minutes. SPEC 5: 10 s.</summary>
    public long SustainNs { get; init; } = 10 * FixedPoint.Second;

    /// <summary>Clear below this share of the limit, ppm, 1 to 1_000_000. SPEC 5, general clear rule: 70 %.</summary>
    public long ClearSharePpm { get; init; } = 700_000;

    /// <summary>Samples in the baseline, 12 to 2_880. Engineering default: 288, the 24 h of SPEC 5.</summary>
    public int BaselineSamples { get; init; } = 288;

    /// <summary>Time between two samples, seconds, 10 to 3_600. Engineering default: 5 minutes.</summary>
    public int SampleSeconds { get; init; } = 300;
}
