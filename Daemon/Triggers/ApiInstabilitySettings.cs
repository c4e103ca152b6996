using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>venue.api_instability</c> (SPEC 5).</summary>
public sealed record ApiInstabilitySettings
{
    /// <summary>Enabled, shadow, hold and age of the newest call: general (SPEC 5), 60 s; engineering default of the age: 2 minutes.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, FixedPoint.Minute);

    /// <summary>Length of the window, seconds, 5 to 300. SPEC 5: 30.</summary>
    public int WindowSeconds { get; init; } = 30;

    /// <summary>Fewest calls in the window that are judged, 1 to 1_000. SPEC 5: 20.</summary>
    public int FewestCalls { get; init; } = 20;

    /// <summary>Trip above this share of failed calls, ppm, 1 to 999_999. SPEC 5: 10 %.</summary>
    public long ErrorTripPpm { get; init; } = 100_000;

    /// <summary>Percentile of the latency (nearest rank), ppm, 500_000 to 999_999. SPEC 5: p99.</summary>
    public long PercentilePpm { get; init; } = 990_000;

    /// <summary>Trip above this multiple of the baseline's median latency, ppm, 1_000_001 to 1_000_000_000. SPEC 5: 4×.</summary>
    public long LatencyMultiplePpm { get; init; } = 4 * FixedPoint.Ppm;

    /// <summary>Latency below which no multiple matters, nanoseconds, 1 to 60 s. SPEC 5: 1 s.</summary>
    public long LatencyFloorNs { get; init; } = FixedPoint.Second;

    /// <summary>Hours of the baseline, 3 to 72. SPEC 5: 24.</summary>
    public int BaselineHours { get; init; } = 24;

    /// <summary>An acknowledgement later than this is slow, nanoseconds, 1 to 60 s. SPEC 5: 2 s.</summary>
    public long SlowAcknowledgementNs { get; init; } = 2 * FixedPoint.Second;

    /// <summary>Slow acknowledgements in the window that trip, 1 to 1_000. SPEC 5: 2.</summary>
    public int SlowAcknowledgements { get; init; } = 2;

    /// <summary>Clear when every quantity is below this part of its trip level, ppm, 1 to 999_999. SPEC 5 (general): 70 %.</summary>
    public long ClearPpm { get; init; } = 700_000;
}
