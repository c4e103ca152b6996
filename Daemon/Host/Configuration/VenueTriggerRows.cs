using System.Collections.Generic;
using Basisd.Safety;
using static Basisd.Host.Configuration.SettingRows;
using static Basisd.Host.Configuration.TriggerTable;

namespace Basisd.Host.Configuration;

/// <summary>Thresholds of the <c>venue.*</c> triggers.</summary>
internal static class VenueTriggerRows
{
    /// <summary>The rows of one trigger, in the order of SPEC 5's columns.</summary>
    public static IEnumerable<Setting> Of(TriggerId trigger) => trigger switch
    {
        TriggerId.ApiFailure =>
        [
            Count("max_failures", 3, 1, 100, "failed calls", "more failures in a row than this trip", seed: true),
            Count("clear_successes", 3, 1, 100, "calls", "successes in a row that clear", seed: true),
            Duration("escalation_window", "60s", "1s", "1h", "time in which trips of several venues count as one escalation"),
            Hold("0s"), MaxAge("2m"),
        ],
        TriggerId.ApiInstability =>
        [
            Count("window_seconds", 30, 5, 300, "seconds", "length of the window"),
            Count("calls", 20, 1, 1_000, "calls", "calls in the window that a judgement needs"),
            Ppm("errors_ppm", 100_000, 1, 999_999, "share of failed calls that trips"),
            Ppm("percentile_ppm", 990_000, 500_000, 999_999, "percentile of latency that is judged"),
            Ppm("latency_ratio_ppm", 4_000_000, 1_000_001, 1_000_000_000, "latency against the baseline's median that trips"),
            Duration("latency_floor", "1s", "1ms", "60s", "latency below which no multiple matters"),
            Count("baseline_hours", 24, 3, 72, "hours", "length of the latency baseline"),
            Duration("slow_acknowledgement", "2s", "1ms", "60s", "an acknowledgement later than this is slow"),
            Count("slow_acknowledgements", 2, 1, 1_000, "acknowledgements", "slow ones in the window that trip"),
            Ppm("clear_ratio_ppm", 700_000, 1, 999_999, "part of its trip level below which each quantity must be to clear"),
            Hold("60s"), MaxAge("2m"),
        ],
        TriggerId.TransferHalt => [Hold("0s"), MaxAge("5m")],
        TriggerId.AbnormalPricing =>
        [
            Ppm("distance_ppm", 10_000, 1, 1_000_000, "distance from the other venues that trips once it lasted"),
            Duration("persist", "5s", "0s", "10m", "time that it must last"),
            Ppm("outright_ppm", 50_000, 2, 10_000_000, "distance at which one price trips at once"),
            Ppm("clear_ppm", 5_000, 1, 1_000_000, "distance below which it clears"),
            Ppm("frozen_move_ppm", 3_000, 1, 1_000_000, "a price that stands still while the others moved this far is frozen"),
            Duration("age", "2s", "100ms", "10m", "a price older than this while the others are fresh is old"),
            Count("others", 2, 2, 31, "venues", "other venues that a judgement needs"),
            Hold("5m"), MaxAge("2m"),
        ],
        TriggerId.SettlementDegradation =>
        [
            Count("transfers", 2, 1, 32, "transfers", "overdue transfers that trip"),
            Ppm("percentile_ratio_ppm", 3_000_000, 1_000_001, 1_000_000_000, "age against the route's percentile beyond which a transfer is overdue"),
            Ppm("percentile_ppm", 990_000, 500_000, 999_999, "percentile of confirmed transfers"),
            Count("confirmed", 20, 2, 128, "transfers", "confirmed transfers that a percentile needs"),
            Duration("least_limit", "1s", "0s", "1h", "smallest limit that a percentile may give"),
            Duration("bitcoin_limit", "60m", "1s", "1d", "age beyond which a transfer is overdue, assets of the Bitcoin chain", seed: true),
            Duration("other_limit", "10m", "1s", "1d", "age beyond which a transfer is overdue, all other assets", seed: true),
            Count("clear_transfers", 3, 1, 128, "transfers", "transfers confirmed in time in a row that clear"),
            Duration("lost_after", "1d", "1h", "7d", "a pending transfer that nobody reported for this time counts as failed"),
            Hold("0s"), MaxAge("1d"),
        ],
        _ => [],
    };
}
