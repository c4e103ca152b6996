using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>systemic.market_dislocation</c> (SPEC 5).</summary>
public sealed record MarketDislocationSettings
{
    /// <summary>Enabled, shadow and hold: none, only a signed resumption clears it.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0);

    /// <summary>Trip when a reference is this far from one or farther, ppm, 1 to 1_000_000. SPEC 5: 5 %.</summary>
    public long OffPpm { get; init; } = 50_000;

    /// <summary>Trip when two references are farther apart than this, ppm of par, 1 to 1_000_000. SPEC 5: 2 %.</summary>
    public long DisagreementPpm { get; init; } = 20_000;

    /// <summary>Trip on fewer valid references than this, 1 to 32, where as many are configured. SPEC 5: 2.</summary>
    public int FewestReferences { get; init; } = 2;

    /// <summary>Time that each condition must last, nanoseconds, 0 to 24 h. SPEC 5: 60 s; for the other two conditions engineering default.</summary>
    public long SustainNs { get; init; } = FixedPoint.Minute;

    /// <summary>Clear when both distances are below this part of their trip levels, ppm, 1 to 999_999. SPEC 5 (general): 70 %.</summary>
    public long ClearPpm { get; init; } = 700_000;
}
