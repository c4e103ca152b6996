using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>venue.settlement_degradation</c> (SPEC 5).</summary>
public sealed record SettlementDegradationSettings
{
    /// <summary>
    /// Enabled, shadow, hold and age of the newest report: no hold, the transfers in time clear. Engineering default of the age: 24 h, because
    /// transfers are rare.
    /// </summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0, 24 * 60 * FixedPoint.Minute);

    /// <summary>Overdue transfers that trip, 1 to 32. SPEC 5: 2.</summary>
    public int OverdueTransfers { get; init; } = 2;

    /// <summary>A transfer is overdue beyond this multiple of the route's 99th percentile, ppm, 1_000_001 to 1_000_000_000. SPEC 5: 3×.</summary>
    public long PercentileMultiplePpm { get; init; } = 3 * FixedPoint.Ppm;

    /// <summary>Percentile (nearest rank) of the last 128 confirmed transfers, ppm, 500_000 to 999_999. SPEC 5: p99.</summary>
    public long PercentilePpm { get; init; } = 990_000;

    /// <summary>
    /// Fewest confirmed transfers that have a percentile, 2 to 128; below, the absolute limit alone judges. Engineering default: 20.
    /// </summary>
    public int FewestConfirmed { get; init; } = 20;

    /// <summary>
    /// Smallest limit that a percentile may give, nanoseconds, 0 to 1 h: ages of whole seconds must not make 0 a limit. Engineering default: 1 s.
    /// </summary>
    public long LeastLimitNs { get; init; } = FixedPoint.Second;

    /// <summary>Absolute limit of routes whose asset is BTC, nanoseconds, 1 s to 24 h; the caller gives it to each route. Seed: 60 min.</summary>
    public long BitcoinLimitNs { get; init; } = 60 * FixedPoint.Minute;

    /// <summary>Absolute limit of all other routes, nanoseconds, 1 s to 24 h; the caller gives it to each route. Seed: 10 min.</summary>
    public long OtherLimitNs { get; init; } = 10 * FixedPoint.Minute;

    /// <summary>Transfers confirmed in time, one after the other, that clear, 1 to 128. SPEC 5: 3.</summary>
    public int ClearTransfers { get; init; } = 3;

    /// <summary>
    /// A pending transfer that nobody reported for this time is counted as a failed one instead, nanoseconds, 1 h to 168 h: it cannot be confirmed
    /// any more and must not hold the trigger for ever. Engineering default: 24 h.
    /// </summary>
    public long LostAfterNs { get; init; } = 24 * 60 * FixedPoint.Minute;
}
