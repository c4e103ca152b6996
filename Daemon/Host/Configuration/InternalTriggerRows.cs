using System.Collections.Generic;
using Basisd.Safety;
using static Basisd.Host.Configuration.SettingRows;
using static Basisd.Host.Configuration.TriggerTable;

namespace Basisd.Host.Configuration;

/// <summary>Thresholds of the <c>internal.*</c> and <c>systemic.*</c> triggers.</summary>
internal static class InternalTriggerRows
{
    /// <summary>The rows of one trigger, in the order of SPEC 5's columns.</summary>
    public static IEnumerable<Setting> Of(TriggerId trigger) => trigger switch
    {
        TriggerId.MarginBufferBreach =>
        [
            Ppm("ratio_ppm", 1_500_000, 1_000_000, 100_000_000, "margin ratio below which a position trips", seed: true),
            Ppm("critical_ppm", 1_200_000, 1_000_000, 100_000_000, "margin ratio at or below which it is critical"),
            Ppm("containment_ppm", 1_050_000, 1_000_000, 100_000_000, "margin ratio at or below which containment is asked for"),
            Ppm("clear_ppm", 1_650_000, 1_000_000, 100_000_000, "margin ratio at or above which every position of the venue must be to clear"),
            Hold("5m"), MaxAge("30s"),
        ],
        TriggerId.ReconciliationFailure =>
        [
            Count("polls", 2, 1, 100, "polls", "differing polls in a row that trip"),
            Duration("max_difference_age", "5s", "1ms", "1h", "age of a difference that trips"),
            Count("clear_polls", 3, 1, 100, "polls", "polls without difference that clear"),
            Hold("0s"), MaxAge("2m"),
        ],
        TriggerId.RiskControlTimeout =>
        [
            Duration("halt_ack", "2s", "1ms", "10m", "time for the acknowledgement of a halt; the first miss is told once more, the second is P1"),
            Duration("gate_publish", "100ms", "1ms", "1m", "time for the storing of a stricter gate word; a later one is counted, the page expires by itself"),
            Duration("cancel_ack", "2s", "1ms", "10m", "time for the acknowledgement of a cancellation"),
            Duration("zero_orders", "10s", "1ms", "10m", "time until venue records show that a cancellation left no open order, and a halt no new one"),
            Duration("limit_ack", "2s", "1ms", "10m", "time for the acknowledgement of a limit update"),
            Duration("reduction_slice", "30s", "1ms", "1h", "time for a slice of a reduction, until it is acknowledged and until the position is at its target"),
        ],
        TriggerId.InputStale => [Hold("60s"), MaxAge("2m")],
        TriggerId.NodeSilent =>
        [
            Duration("detection", "500ms", "100ms", "1m", "silence of a peer beyond which it trips; reported in under 1 s (seed)"),
            Duration("ownerless", "30s", "1s", "1h", "time of a slot without owner beyond which it is critical", seed: true),
            Hold("60s"), MaxAge("2m"),
        ],
        TriggerId.PersistentTriggers =>
        [
            Count("trips", 3, 2, 100, "trips", "trips on one scope within the window that escalate"),
            Duration("trips_window", "15m", "1m", "1d", "window of trips on one scope"),
            Count("scopes", 3, 2, 16, "scopes", "scopes that trip within the window that escalate"),
            Duration("scopes_window", "5m", "1s", "1d", "window of trips on several scopes"),
            Duration("max_latched", "30m", "1m", "1d", "time with an active cause after which a breaker escalates"),
            Ppm("worse_ratio_ppm", 2_000_000, 1_000_001, 100_000_000, "worsening against the trip level that escalates"),
        ],
        TriggerId.VenueInsolvency =>
        [
            Count("assets", 2, 1, 32, "assets", "assets whose transfers a venue halted that trip; assets of one chain count once"),
            Count("reports", 2, 1, 16, "feeds", "independent feeds that must report distress"),
            Duration("report_window", "1h", "1s", "1d", "time within which their reports count together"),
        ],
        TriggerId.SystemCompromise =>
        [
            Count("refused_signatures", 3, 1, 64, "signatures", "signatures of nobody who may sign that trip: one mistyped key is no attack"),
            Duration("refused_window", "1h", "1s", "1d", "time within which they count together"),
        ],
        TriggerId.MarketDislocation =>
        [
            Ppm("off_ppm", 50_000, 1, 1_000_000, "distance of a reference from par that trips once it lasted"),
            Ppm("disagreement_ppm", 20_000, 1, 1_000_000, "distance between two references that trips once it lasted"),
            Count("references", 2, 1, 32, "references", "fewer valid ones than this trip, where as many are configured"),
            Duration("persist", "60s", "0s", "1d", "time that each condition must last"),
            Ppm("clear_ratio_ppm", 700_000, 1, 999_999, "part of its trip level below which each distance must be to clear"),
        ],
        TriggerId.ExecutionIntegrity =>
        [
            Count("fills", 50, 2, 1_000, "fills", "fills whose mean error is judged"),
            Count("standard_errors", 5, 1, 100, "standard errors", "mean error beyond which it trips"),
            Ppm("floor_ppm", 1_000, 0, 1_000_000, "mean error at or below which no number of standard errors matters"),
            Ppm("clear_ratio_ppm", 700_000, 1, 999_999, "part of the trip level below which it clears"),
        ],
        _ => [],
    };
}
