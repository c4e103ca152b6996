using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>market.funding_dislocation</c> (SPEC 5); the cap belongs to the instrument.</summary>
public sealed record FundingDislocationSettings
{
    /// <summary>
    /// Enabled, shadow and hold: none, the next calm interval clears (SPEC 5). A rate older than the maximum age is not the interval before;
    /// engineering default: 9 h, eight hours and some delay.
    /// </summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0, 9 * 60 * FixedPoint.Minute);

    /// <summary>Trip above this robust z-score, ppm of one deviation, 1_000_000 to 1_000_000_000. SPEC 5: 6.</summary>
    public long TripZPpm { get; init; } = 6 * FixedPoint.Ppm;

    /// <summary>Clear below this robust z-score, ppm of one deviation, 1 to below the trip score. SPEC 5: 3.</summary>
    public long ClearZPpm { get; init; } = 3 * FixedPoint.Ppm;

    /// <summary>No z-score and no change of sign trips below this rate, ppm per eight hours, 1 to 1_000_000. SPEC 5: 0.10 %.</summary>
    public long TripPpm { get; init; } = 1_000;

    /// <summary>While warming: clear below this share of the rate above, ppm, 1 to 999_999. SPEC 5, general clear rule: 70 %.</summary>
    public long WarmingClearPpm { get; init; } = 700_000;

    /// <summary>Smallest deviation that a score is measured in, ppm per eight hours, 1 to 1_000. Engineering default: 0.1 basis points.</summary>
    public long DeviationFloorPpm { get; init; } = 10;

    /// <summary>Length of the baseline, days, 3 to 90; memory is kept for hourly rates. SPEC 5: 30.</summary>
    public int BaselineDays { get; init; } = 30;
}
