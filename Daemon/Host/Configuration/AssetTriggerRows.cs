using System.Collections.Generic;
using Basisd.Safety;
using static Basisd.Host.Configuration.SettingRows;
using static Basisd.Host.Configuration.TriggerTable;

namespace Basisd.Host.Configuration;

/// <summary>Thresholds of the <c>asset.*</c> triggers.</summary>
internal static class AssetTriggerRows
{
    /// <summary>The rows of one trigger, in the order of SPEC 5's columns.</summary>
    public static IEnumerable<Setting> Of(TriggerId trigger) => trigger switch
    {
        TriggerId.PaxgDislocation =>
        [
            Ppm("basis_ppm", 15_000, 1, 1_000_000, "distance of the basis from its own median that trips once it lasted"),
            Duration("persist", "60s", "0s", "1h", "time that it must last"),
            Ppm("outright_ppm", 50_000, 1, 1_000_000, "basis that trips at once"),
            Ppm("closed_ppm", 40_000, 1, 1_000_000, "distance from the last close that trips while the gold market is closed"),
            Ppm("clear_ratio_ppm", 500_000, 1, 999_999, "share of the limit that tripped below which it clears"),
            Count("baseline_samples", 1_008, 12, 2_880, "samples", "length of the baseline"),
            Count("sample_seconds", 600, 10, 3_600, "seconds", "time between two samples of the baseline"),
            Hold("10m"), MaxAge("2m"),
        ],
        TriggerId.ChainStress =>
        [
            Duration("bitcoin_no_block", "90m", "1m", "1d", "Bitcoin: age of the newest block that trips"),
            Count("bitcoin_reorganization", 2, 1, 1_000, "blocks", "Bitcoin: depth of a reorganization that trips"),
            Count("bitcoin_clear_blocks", 6, 1, 1_000, "blocks", "Bitcoin: new blocks that clear"),
            Count("ethereum_finality_lag", 4, 1, 1_000, "epochs", "Ethereum: lag of finality beyond which it trips"),
            Duration("ethereum_clear", "1152s", "0s", "1d", "Ethereum: time within the lag that clears, three epochs"),
            Duration("solana_no_root", "60s", "1s", "1d", "Solana: age of the newest root that trips"),
            Duration("solana_clear", "10m", "0s", "1d", "Solana: time with fresh roots that clears"),
            Hold("0s"), MaxAge("3m"),
        ],
        TriggerId.DisplayUnitDivergence =>
        [
            Ppm("divergence_ppm", 5_000, 1, 1_000_000, "distance from 1 that alerts; it changes no mode and no permission", seed: true),
            Ppm("clear_ppm", 2_500, 1, 1_000_000, "distance below which it clears"),
            Duration("persist", "5m", "0s", "1d", "time that the distance must last"),
            Hold("60s"), MaxAge("2m"),
        ],
        TriggerId.SettlementUnitDeviation =>
        [
            Ppm("deviation_ppm", 15_000, 1, 1_000_000, "deviation of the median rate from 1 that trips", seed: true),
            Ppm("clear_ppm", 7_500, 1, 1_000_000, "deviation below which it clears"),
            Duration("persist", "30s", "0s", "1h", "time that the deviation must last"),
            Count("references", 3, 1, 32, "references", "fresh references that a judgement needs"),
            Hold("10m"), MaxAge("2m"),
        ],
        TriggerId.LiquidityCompression =>
        [
            Ppm("band_ppm", 2_500, 1, 1_000_000, "band around the mid within which depth is counted; other bands are not judged"),
            Ppm("clip_ratio_ppm", 2_000_000, 1_000_000, 1_000_000_000, "depth against the route's clip below which it trips"),
            Ppm("share_ppm", 300_000, 1, 999_999, "depth against the median of the same hour below which it trips"),
            Ppm("clear_ppm", 500_000, 1, 1_000_000, "share above which it clears"),
            Duration("persist", "5s", "0s", "10m", "time that the book must be thin"),
            Count("days", 3, 1, 7, "days", "days of the week before whose same hour a judgement needs"),
            Count("reports", 12, 1, 3_600, "reports", "reports that make an hour known"),
            Hold("5m"), MaxAge("30s"),
        ],
        _ => [],
    };
}
