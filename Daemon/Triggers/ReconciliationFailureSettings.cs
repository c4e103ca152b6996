using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>internal.reconciliation_failure</c> (SPEC 5, 16). There is no tolerance on the amount.</summary>
public sealed record ReconciliationFailureSettings
{
    /// <summary>Enabled, shadow and hold: none, three zero differences are the hold.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0);

    /// <summary>Consecutive differing polls that trip, 1 to 1_000. SPEC 5: 2.</summary>
    public int TripPolls { get; init; } = 2;

    /// <summary>Age of a difference that trips, nanoseconds, above 0. SPEC 5: 5 s.</summary>
    public long TripAgeNs { get; init; } = 5 * FixedPoint.Second;

    /// <summary>Consecutive zero differences that clear, 1 to 1_000. SPEC 5: 3.</summary>
    public int ClearPolls { get; init; } = 3;
}
