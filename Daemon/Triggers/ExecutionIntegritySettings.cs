namespace Basisd.Triggers;

/// <summary>Settings of <c>systemic.execution_integrity</c> (SPEC 5).</summary>
public sealed record ExecutionIntegritySettings
{
    /// <summary>Enabled, shadow and hold: none, only a signed resumption clears it.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0);

    /// <summary>Fills whose mean error is judged, 2 to 1_000. SPEC 5: 50.</summary>
    public int Fills { get; init; } = 50;

    /// <summary>Trip beyond this many standard errors of the mean, 1 to 100. SPEC 5: 5.</summary>
    public int StandardErrors { get; init; } = 5;

    /// <summary>
    /// Mean error at or below which no number of standard errors matters, ppm, 0 to 1_000_000. Engineering default: 10 basis points.
    /// </summary>
    public long FloorPpm { get; init; } = 1_000;

    /// <summary>Clear when the mean error is below this part of the trip level, ppm, 1 to 999_999. SPEC 5 (general): 70 %.</summary>
    public long ClearPpm { get; init; } = 700_000;
}
