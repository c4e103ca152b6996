using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using static Basisd.Host.Configuration.SettingRows;

namespace Basisd.Host.Configuration;

/// <summary>
/// The settings of the triggers (SPEC 5): <c>enabled</c> and <c>shadow</c> for each, then its own thresholds, then <c>hold</c> and
/// <c>max_age</c> where it clears by itself. Causes that only a signed resumption ends have neither.
/// </summary>
internal static class TriggerTable
{
    /// <summary>The section that holds one object per trigger, under its dotted name.</summary>
    public const string Section = "triggers";

    /// <summary>The triggers that have settings, in catalogue order.</summary>
    public static IReadOnlyList<TriggerId> Triggers { get; } =
    [
        TriggerId.VolatilitySpike, TriggerId.ExtremeVolatility, TriggerId.ExecutionPrecisionInversion, TriggerId.ExecutionAnomaly,
        TriggerId.FundingDislocation, TriggerId.CrossVenueBasisShock, TriggerId.ApiFailure, TriggerId.ApiInstability, TriggerId.TransferHalt,
        TriggerId.AbnormalPricing, TriggerId.SettlementDegradation, TriggerId.PaxgDislocation, TriggerId.ChainStress,
        TriggerId.DisplayUnitDivergence, TriggerId.SettlementUnitDeviation, TriggerId.LiquidityCompression, TriggerId.MarginBufferBreach,
        TriggerId.ReconciliationFailure, TriggerId.StateIntegrityFault, TriggerId.RiskControlTimeout, TriggerId.InputStale, TriggerId.NodeSilent,
        TriggerId.PersistentTriggers, TriggerId.VenueInsolvency, TriggerId.RegulatoryAction, TriggerId.SystemCompromise,
        TriggerId.MarketDislocation, TriggerId.ExecutionIntegrity,
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

    /// <summary>How long the clear condition must hold.</summary>
    public static Setting Hold(string value) =>
        Duration("hold", value, "0s", "1d", "how long the clear condition must hold; doubles with each trip of the last hour, up to 30 minutes");

    /// <summary>Oldest input that speaks.</summary>
    public static Setting MaxAge(string value) =>
        Duration("max_age", value, "100ms", "30d", "oldest input that speaks (R-4.1): an older one neither trips nor clears");

    private static IEnumerable<Setting> Thresholds(TriggerId trigger) => TriggerNames.NameOf(trigger).Split('.')[0] switch
    {
        "market" => MarketTriggerRows.Of(trigger),
        "venue" => VenueTriggerRows.Of(trigger),
        "asset" => AssetTriggerRows.Of(trigger),
        _ => InternalTriggerRows.Of(trigger),
    };
}
