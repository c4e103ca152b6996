using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>market.volatility_spike</c> (SPEC 5).</summary>
public sealed record VolatilitySpikeSettings
{
    /// <summary>Enabled, shadow and hold: 5 minutes (SPEC 5).</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, 5 * FixedPoint.Minute);

    /// <summary>Length of one realized volatility, seconds, 10 to 300. Engineering default: 60.</summary>
    public int WindowSeconds { get; init; } = 60;

    /// <summary>Windows in the baseline, 3 to 240. Seed: the hour before, as 60 one-minute windows.</summary>
    public int BaselineWindows { get; init; } = 60;

    /// <summary>Trip above this multiple of the baseline, ppm, 1_000_001 to 1_000_000_000. Seed: 4×.</summary>
    public long TripMultiplePpm { get; init; } = 4 * FixedPoint.Ppm;

    /// <summary>Clear below this multiple of the baseline, ppm, below the trip multiple. SPEC 5: 2×.</summary>
    public long ClearMultiplePpm { get; init; } = 2 * FixedPoint.Ppm;

    /// <summary>No trip below this volatility, ppm, 1 to 1_000_000; the only limit while warming. Engineering default: 40 basis points.</summary>
    public long AbsoluteLimitPpm { get; init; } = 4_000;

    /// <summary>While warming: clear below this share of the absolute limit, ppm, below 1_000_000. SPEC 5, general clear rule: 70 %.</summary>
    public long WarmingClearPpm { get; init; } = 700_000;

    /// <summary>Missing seconds that one return may bridge, 0 to below the window. Engineering default: 5.</summary>
    public int GapFillSeconds { get; init; } = 5;
}
