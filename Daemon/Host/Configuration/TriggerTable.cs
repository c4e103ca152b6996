using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using static Basisd.Host.Configuration.SettingRows;

namespace Basisd.Host.Configuration;

/// <summary>The settings of the triggers (SPEC 5): <c>enabled</c> and <c>shadow</c> for each, then its own thresholds.</summary>
internal static class TriggerTable
{
    /// <summary>The section that holds one object per trigger, under its dotted name.</summary>
    public const string Section = "triggers";

    /// <summary>The triggers that have settings, in catalogue order.</summary>
    public static IReadOnlyList<TriggerId> Triggers { get; } =
    [
        TriggerId.VolatilitySpike, TriggerId.ExtremeVolatility, TriggerId.ExecutionAnomaly, TriggerId.ApiFailure,
        TriggerId.SettlementUnitDeviation, TriggerId.MarginBufferBreach, TriggerId.ReconciliationFailure, TriggerId.InputStale,
        TriggerId.StateIntegrityFault, TriggerId.PersistentTriggers,
    ];

    /// <summary>The rows, trigger by trigger.</summary>
    public static IEnumerable<Setting> Rows() => Triggers.SelectMany(RowsOf);

    /// <summary>The rows of one trigger.</summary>
    public static IEnumerable<Setting> RowsOf(TriggerId trigger)
    {
        string at = $"{Section}/{TriggerNames.NameOf(trigger)}/";
        return
        [
            Flag(at + "enabled", true, "whether the trigger is evaluated"),
            Flag(at + "shadow", false, "evaluate and record, never act"),
            .. Thresholds(trigger).Select(row => row with { Path = at + row.Path }),
        ];
    }

    private static IEnumerable<Setting> Thresholds(TriggerId trigger) => trigger switch
    {
        TriggerId.VolatilitySpike =>
        [
            Ppm(
                "ratio_ppm", 4_000_000, 1_100_000, 100_000_000, "realized volatility of a minute against the mean of the hour before that trips",
                seed: true),
            Ppm("floor_ppm", 4_000, 1, 1_000_000, "realized volatility below which nothing trips"),
            Ppm("clear_ratio_ppm", 2_000_000, 1_000_000, 100_000_000, "ratio below which it clears"),
            Count("gap_fill_seconds", 5, 0, 59, "seconds", "longest gap in prices that is bridged"),
            Hold("5m"),
        ],
        TriggerId.ExtremeVolatility =>
        [
            Ppm("clear_ratio_ppm", 500_000, 1, 999_999, "share of the asset's limit below which it clears"),
            Hold("15m"),
        ],
        TriggerId.ExecutionAnomaly =>
        [
            Ppm("ratio_ppm", 3_000_000, 1_000_001, 100_000_000, "realized slippage against the predicted that trips", seed: true),
            Ppm("floor_ppm", 100, 1, 1_000_000, "least predicted slippage that is compared with"),
            Ppm("clear_ratio_ppm", 2_000_000, 1, 100_000_000, "ratio at or below which a quote or fill counts as good"),
            Count("clear_fills", 3, 1, 1_000, "fills", "good fills in a row that clear"),
            Hold("0s"),
        ],
        TriggerId.ApiFailure =>
        [
            Count("max_failures", 3, 1, 100, "failed calls", "more failures in a row than this trip", seed: true),
            Count("clear_successes", 3, 1, 100, "calls", "successes in a row that clear", seed: true),
            Duration("escalation_window", "60s", "1s", "1h", "time in which trips of several venues count as one escalation"),
            Hold("0s"),
        ],
        TriggerId.SettlementUnitDeviation =>
        [
            Ppm("deviation_ppm", 15_000, 1, 1_000_000, "deviation of the median rate from 1 that trips", seed: true),
            Ppm("clear_ppm", 7_500, 1, 1_000_000, "deviation below which it clears"),
            Duration("persist", "30s", "0s", "1h", "time that the deviation must last"),
            Count("references", 3, 1, 32, "references", "fresh references that a judgement needs"),
            Hold("10m"),
        ],
        TriggerId.MarginBufferBreach =>
        [
            Ppm("ratio_ppm", 1_500_000, 1_000_000, 100_000_000, "margin ratio below which a position trips", seed: true),
            Ppm("critical_ppm", 1_200_000, 1_000_000, 100_000_000, "margin ratio at or below which it is critical"),
            Ppm("containment_ppm", 1_050_000, 1_000_000, 100_000_000, "margin ratio at or below which containment is asked for"),
            Ppm("clear_ppm", 1_650_000, 1_000_000, 100_000_000, "margin ratio at or above which every position of the venue must be to clear"),
            Hold("5m"),
        ],
        TriggerId.ReconciliationFailure =>
        [
            Count("polls", 2, 1, 100, "polls", "differing polls in a row that trip"),
            Duration("max_difference_age", "5s", "1ms", "1h", "age of a difference that trips"),
            Count("clear_polls", 3, 1, 100, "polls", "polls without difference that clear"),
            Hold("0s"),
        ],
        TriggerId.InputStale => [Hold("60s")],
        TriggerId.PersistentTriggers =>
        [
            Count("trips", 3, 2, 100, "trips", "trips on one scope within the window that escalate"),
            Duration("trips_window", "15m", "1m", "1d", "window of trips on one scope"),
            Count("scopes", 3, 2, 16, "scopes", "scopes that trip within the window that escalate"),
            Duration("scopes_window", "5m", "1s", "1d", "window of trips on several scopes"),
            Duration("max_latched", "30m", "1m", "1d", "time with an active cause after which a breaker escalates"),
            Ppm("worse_ratio_ppm", 2_000_000, 1_000_001, 100_000_000, "worsening against the trip level that escalates"),
        ],
        _ => [],
    };

    private static Setting Hold(string value) =>
        Duration("hold", value, "0s", "1d", "how long the clear condition must hold; doubles with each trip of the last hour, up to 30 minutes");
}
