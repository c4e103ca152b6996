using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>asset.liquidity_compression</c> (SPEC 5); clip and hedge need belong to the instrument.</summary>
public sealed record LiquidityCompressionSettings
{
    /// <summary>Enabled, shadow, hold: 5 minutes (SPEC 5). Older depth than the maximum age is no data; engineering default: 30 s.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, 5 * FixedPoint.Minute, 30 * FixedPoint.Second);

    /// <summary>Band within which depth is counted, ppm, 1 to 1_000_000; other bands are not judged. SPEC 5: 25 basis points.</summary>
    public long BandPpm { get; init; } = 2_500;

    /// <summary>Trip below this multiple of the clip, ppm, 1_000_000 to 1_000_000_000. SPEC 5: 2×.</summary>
    public long ClipMultiplePpm { get; init; } = 2 * FixedPoint.Ppm;

    /// <summary>Trip below this share of the same-hour median, ppm, 1 to 999_999. SPEC 5: 30 %.</summary>
    public long TripSharePpm { get; init; } = 300_000;

    /// <summary>Clear above this share of the same-hour median, ppm, the trip share to 1_000_000. SPEC 5: 50 %.</summary>
    public long ClearSharePpm { get; init; } = 500_000;

    /// <summary>Time that the depth must be thin, nanoseconds, 0 to 10 minutes. SPEC 5: 5 s.</summary>
    public long SustainNs { get; init; } = 5 * FixedPoint.Second;

    /// <summary>Fewest of the seven days whose same hour is known, 1 to 7; fewer is warming. Engineering default: 3, a third of a week.</summary>
    public int FewestDays { get; init; } = 3;

    /// <summary>Fewest reports that make an hour known, 1 to 3_600. Engineering default: 12, one every five minutes.</summary>
    public int FewestReports { get; init; } = 12;
}
