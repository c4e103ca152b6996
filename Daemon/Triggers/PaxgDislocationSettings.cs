using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>asset.paxg_dislocation</c> (SPEC 5).</summary>
public sealed record PaxgDislocationSettings
{
    /// <summary>Enabled, shadow and hold: 10 minutes (SPEC 5). The maximum age is that of the price, and of gold while its market is open.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, 10 * FixedPoint.Minute);

    /// <summary>Trip above this distance of the basis from its own median once it lasted, ppm, 1 to 1_000_000. SPEC 5: 1.5 %.</summary>
    public long FromMedianPpm { get; init; } = 15_000;

    /// <summary>Time that this distance must last, nanoseconds, 0 to 1 hour. SPEC 5: 60 s.</summary>
    public long SustainNs { get; init; } = FixedPoint.Minute;

    /// <summary>Trip at once above this basis, either way, ppm, 1 to 1_000_000; the only limit while warming. SPEC 5: 5 %.</summary>
    public long OutrightPpm { get; init; } = 50_000;

    /// <summary>While the gold market is closed: trip above this distance from the last close, ppm, 1 to 1_000_000. SPEC 5: 4 %.</summary>
    public long ClosedPpm { get; init; } = 40_000;

    /// <summary>Clear below this share of the limit that tripped, ppm, 1 to 999_999. SPEC 5: half.</summary>
    public long ClearSharePpm { get; init; } = 500_000;

    /// <summary>Samples in the baseline, 12 to 2_880. Engineering default: 1 008, the 7 days of SPEC 5.</summary>
    public int BaselineSamples { get; init; } = 1_008;

    /// <summary>Time between two samples, seconds, 10 to 3_600. Engineering default: 10 minutes.</summary>
    public int SampleSeconds { get; init; } = 600;
}
