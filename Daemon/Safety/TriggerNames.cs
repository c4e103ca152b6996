using System;

namespace Basisd.Safety;

/// <summary>Names of triggers as operators, configuration, metrics and the journal's exports write them.</summary>
public static class TriggerNames
{
    /// <summary>One more than the largest number that a trigger has.</summary>
    public const int Limit = 67;

    /// <summary>Triggers of the catalogue (SPEC 5): their numbers are 1 to this.</summary>
    public const int CatalogueCount = 28;

    private static readonly string?[] Names = Build();

    /// <summary>The dotted name, for example <c>market.volatility_spike</c>.</summary>
    public static string NameOf(TriggerId trigger) =>
        (int)trigger < Limit && Names[(int)trigger] is { } name ? name : throw new ArgumentOutOfRangeException(nameof(trigger));

    /// <summary>Whether the number is one of the catalogue.</summary>
    public static bool IsKnown(byte trigger) => trigger < Limit && Names[trigger] is not null;

    /// <summary>Looks a trigger up by its exact dotted name.</summary>
    public static bool TryParse(string name, out TriggerId trigger)
    {
        int index = Array.IndexOf(Names, name);
        trigger = index < 0 ? TriggerId.None : (TriggerId)index;
        return index >= 0;
    }

    private static string?[] Build()
    {
        string?[] names = new string?[Limit];
        names[(int)TriggerId.VolatilitySpike] = "market.volatility_spike";
        names[(int)TriggerId.ExtremeVolatility] = "market.extreme_volatility";
        names[(int)TriggerId.ExecutionAnomaly] = "market.execution_anomaly";
        names[(int)TriggerId.ApiFailure] = "venue.api_failure";
        names[(int)TriggerId.SettlementUnitDeviation] = "asset.settlement_unit_deviation";
        names[(int)TriggerId.MarginBufferBreach] = "internal.margin_buffer_breach";
        names[(int)TriggerId.ReconciliationFailure] = "internal.reconciliation_failure";
        names[(int)TriggerId.InputStale] = "internal.input_stale";
        names[(int)TriggerId.StateIntegrityFault] = "internal.state_integrity_fault";
        names[(int)TriggerId.PersistentTriggers] = "systemic.persistent_triggers";
        names[(int)TriggerId.ExecutionPrecisionInversion] = "market.execution_precision_inversion";
        names[(int)TriggerId.FundingDislocation] = "market.funding_dislocation";
        names[(int)TriggerId.CrossVenueBasisShock] = "market.cross_venue_basis_shock";
        names[(int)TriggerId.ApiInstability] = "venue.api_instability";
        names[(int)TriggerId.TransferHalt] = "venue.transfer_halt";
        names[(int)TriggerId.AbnormalPricing] = "venue.abnormal_pricing";
        names[(int)TriggerId.SettlementDegradation] = "venue.settlement_degradation";
        names[(int)TriggerId.PaxgDislocation] = "asset.paxg_dislocation";
        names[(int)TriggerId.ChainStress] = "asset.chain_stress";
        names[(int)TriggerId.DisplayUnitDivergence] = "asset.display_unit_divergence";
        names[(int)TriggerId.LiquidityCompression] = "asset.liquidity_compression";
        names[(int)TriggerId.RiskControlTimeout] = "internal.risk_control_timeout";
        names[(int)TriggerId.NodeSilent] = "internal.node_silent";
        names[(int)TriggerId.VenueInsolvency] = "systemic.venue_insolvency";
        names[(int)TriggerId.RegulatoryAction] = "systemic.regulatory_action";
        names[(int)TriggerId.SystemCompromise] = "systemic.system_compromise";
        names[(int)TriggerId.MarketDislocation] = "systemic.market_dislocation";
        names[(int)TriggerId.ExecutionIntegrity] = "systemic.execution_integrity";
        names[(int)TriggerId.OperatorHalt] = "operator.halt";
        names[(int)TriggerId.OperatorPause] = "operator.pause";
        names[(int)TriggerId.ClusterDmm] = "cluster.dmm";
        return names;
    }
}
