using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>systemic.persistent_triggers</c> (SPEC 5, 6).</summary>
public sealed record PersistentTriggersSettings
{
    /// <summary>Enabled, shadow and hold: none, only a signed resumption clears it.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0);

    /// <summary>Trips on one scope that escalate, 2 to 1_000. SPEC 5: 3.</summary>
    public int TripsOnScope { get; init; } = 3;

    /// <summary>Window of those trips, nanoseconds, above 0. SPEC 5: 15 minutes.</summary>
    public long ScopeWindowNs { get; init; } = 15 * FixedPoint.Minute;

    /// <summary>Scopes tripped that escalate, 2 to <see cref="PersistentTriggers.MostScopes"/>. SPEC 5: 3.</summary>
    public int ScopesTripped { get; init; } = 3;

    /// <summary>Window of those scopes, nanoseconds, above 0. SPEC 5: 5 minutes.</summary>
    public long ScopesWindowNs { get; init; } = 5 * FixedPoint.Minute;

    /// <summary>An active cause latched longer than this escalates, nanoseconds, above 0. SPEC 5: 30 minutes.</summary>
    public long PersistsNs { get; init; } = 30 * FixedPoint.Minute;

    /// <summary>A value past this multiple of its trip level escalates, ppm, above 1_000_000. SPEC 5: 2×.</summary>
    public long WorseMultiplePpm { get; init; } = 2 * FixedPoint.Ppm;
}
