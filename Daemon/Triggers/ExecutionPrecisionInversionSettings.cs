using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>market.execution_precision_inversion</c> (SPEC 5).</summary>
public sealed record ExecutionPrecisionInversionSettings
{
    /// <summary>Enabled, shadow and hold: 60 s (SPEC 5, general clear rule).</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, FixedPoint.Minute);

    /// <summary>Length of the window, seconds, 60 to 3_600. SPEC 5: 5 minutes. It moves in sixtieths of itself.</summary>
    public int WindowSeconds { get; init; } = 300;

    /// <summary>Fewest samples in the window that are judged, 1 to 1_000_000. SPEC 5: 30.</summary>
    public int FewestSamples { get; init; } = 30;

    /// <summary>Trip from this share of inverted samples on, ppm, 1 to 1_000_000. SPEC 5: 80 %.</summary>
    public long TripPpm { get; init; } = 800_000;

    /// <summary>Clear below this share, ppm, 1 to the trip share. SPEC 5: 40 %.</summary>
    public long ClearPpm { get; init; } = 400_000;
}
