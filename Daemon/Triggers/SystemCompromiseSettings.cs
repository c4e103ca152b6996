using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>systemic.system_compromise</c> (SPEC 5).</summary>
public sealed record SystemCompromiseSettings
{
    /// <summary>Enabled, shadow and hold: none, only a signed resumption clears it.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0);

    /// <summary>Refused signatures that trip, 1 to 64. Engineering default: 3, because one mistyped key is no attack.</summary>
    public int RefusedSignatures { get; init; } = 3;

    /// <summary>Time within which they count together, nanoseconds, 1 to 24 h. Engineering default: 1 hour.</summary>
    public long RefusedWindowNs { get; init; } = 60 * FixedPoint.Minute;
}
