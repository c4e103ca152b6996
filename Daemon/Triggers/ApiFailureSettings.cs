using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>venue.api_failure</c> (SPEC 5, 16).</summary>
public sealed record ApiFailureSettings
{
    /// <summary>Enabled, shadow and hold: none, three successes are the hold.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0);

    /// <summary>Trip on more consecutive failures than this, 1 to 1_000. Seed: more than 3.</summary>
    public int TripAbove { get; init; } = 3;

    /// <summary>Consecutive successes that clear, 1 to 1_000. Seed: 3.</summary>
    public int ClearSuccesses { get; init; } = 3;

    /// <summary>Venues that trip within this time count as one escalation, nanoseconds, above 0. SPEC 5: 60 s.</summary>
    public long EscalationWindowNs { get; init; } = FixedPoint.Minute;
}
