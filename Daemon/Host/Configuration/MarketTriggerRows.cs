using System.Collections.Generic;
using Basisd.Safety;
using static Basisd.Host.Configuration.SettingRows;
using static Basisd.Host.Configuration.TriggerTable;

namespace Basisd.Host.Configuration;

/// <summary>Thresholds of the <c>market.*</c> triggers.</summary>
internal static class MarketTriggerRows
{
    /// <summary>The rows of one trigger, in the order of SPEC 5's columns.</summary>
    public static IEnumerable<Setting> Of(TriggerId trigger) => trigger switch
    {
        TriggerId.VolatilitySpike =>
        [
            Ppm(
                "ratio_ppm", 4_000_000, 1_100_000, 100_000_000, "realized volatility of a minute against the mean of the hour before that trips",
                seed: true),
            Ppm("floor_ppm", 4_000, 1, 1_000_000, "realized volatility below which nothing trips"),
            Ppm("clear_ratio_ppm", 2_000_000, 1_000_000, 100_000_000, "ratio below which it clears"),
            Count("gap_fill_seconds", 5, 0, 59, "seconds", "longest gap in prices that is bridged"),
            Hold("5m"), MaxAge("2m"),
        ],
        TriggerId.ExtremeVolatility =>
        [
            Ppm("clear_ratio_ppm", 500_000, 1, 999_999, "share of the asset's limit below which it clears"),
            Hold("15m"), MaxAge("2m"),
        ],
        TriggerId.ExecutionPrecisionInversion =>
        [
            Ppm("share_ppm", 800_000, 1, 1_000_000, "share of samples whose cost exceeds their alpha that trips"),
            Ppm("clear_ppm", 400_000, 1, 1_000_000, "share below which it clears"),
            Count("samples", 30, 1, 1_000_000, "samples", "samples in the window that a judgement needs"),
            Count("window_seconds", 300, 60, 3_600, "seconds", "length of the window"),
            Hold("60s"), MaxAge("2m"),
        ],
        TriggerId.ExecutionAnomaly =>
        [
            Ppm("ratio_ppm", 3_000_000, 1_000_001, 100_000_000, "realized slippage against the predicted that trips", seed: true),
            Ppm("floor_ppm", 100, 1, 1_000_000, "least predicted slippage that is compared with"),
            Ppm("clear_ratio_ppm", 2_000_000, 1, 100_000_000, "ratio at or below which a quote or fill counts as good"),
            Count("clear_fills", 3, 1, 1_000, "fills", "good fills in a row that clear"),
            Hold("0s"), MaxAge("1h"),
        ],
        TriggerId.FundingDislocation =>
        [
            Ppm("z_ppm", 6_000_000, 1_000_000, 1_000_000_000, "robust z-score against the baseline that trips, ppm of one deviation"),
            Ppm("clear_z_ppm", 3_000_000, 1, 1_000_000_000, "robust z-score below which an interval clears"),
            Ppm("rate_ppm", 1_000, 1, 1_000_000, "rate per eight hours below which neither z-score nor a change of sign trips"),
            Ppm("deviation_floor_ppm", 10, 1, 1_000, "smallest deviation that a z-score is measured in"),
            Ppm("warming_clear_ppm", 700_000, 1, 999_999, "while warming: share of the rate below which it clears"),
            Count("baseline_days", 30, 3, 90, "days", "length of the baseline"),
            Hold("0s"), MaxAge("9h"),
        ],
        TriggerId.CrossVenueBasisShock =>
        [
            Ppm("gap_ppm", 5_000, 1, 1_000_000, "gap between a venue and the others that trips"),
            Ppm("severe_ppm", 20_000, 2, 1_000_000, "gap from which on it is P2"),
            Ppm("spread_ratio_ppm", 6_000_000, 1_000_000, 1_000_000_000, "multiple of the baseline's median absolute deviation that trips"),
            Duration("persist", "10s", "0s", "10m", "time that the gap must last"),
            Ppm("clear_ratio_ppm", 700_000, 1, 1_000_000, "share of the limit below which it clears"),
            Count("baseline_samples", 288, 12, 2_880, "samples", "length of the baseline"),
            Count("sample_seconds", 300, 10, 3_600, "seconds", "time between two samples of the baseline"),
            Hold("60s"), MaxAge("2m"),
        ],
        _ => [],
    };
}
