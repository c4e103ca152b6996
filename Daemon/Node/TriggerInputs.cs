using System;
using Basisd.Safety;

namespace Basisd.Node;

/// <summary>
/// Which kinds of observation each trigger reads, as data: what an operator must feed for it to work, and what a test holds it to. A kind that
/// is not named here must never change the trigger's verdict.
/// </summary>
public static class TriggerInputs
{
    private static readonly ObservationKind[] Prices = [ObservationKind.Price, ObservationKind.UnitRate];
    private static readonly ObservationKind[] Rates = [ObservationKind.UnitRate, ObservationKind.Price];
    private static readonly ObservationKind[] Statuses = [ObservationKind.TransferStatus, ObservationKind.Confirmation];

    /// <summary>The kinds, the most important one first; empty for what no observation can trip.</summary>
    public static ReadOnlySpan<ObservationKind> Of(TriggerId trigger) => trigger switch
    {
        TriggerId.VolatilitySpike or TriggerId.ExtremeVolatility or TriggerId.CrossVenueBasisShock or TriggerId.AbnormalPricing => Prices,
        TriggerId.ExecutionPrecisionInversion => [ObservationKind.CostAlpha],
        TriggerId.ExecutionAnomaly => [ObservationKind.Slippage],
        TriggerId.FundingDislocation => [ObservationKind.Funding],

        // "and clean ledger checks": balances decide when the failure is over.
        TriggerId.ApiFailure => [ObservationKind.CallResult, ObservationKind.BalancePair],
        TriggerId.ApiInstability => [ObservationKind.CallResult],
        TriggerId.TransferHalt => Statuses,
        TriggerId.SettlementDegradation => [ObservationKind.Confirmation],
        TriggerId.PaxgDislocation => [ObservationKind.Gold, ObservationKind.Price, ObservationKind.UnitRate],
        TriggerId.ChainStress => [ObservationKind.ChainStatus],
        TriggerId.DisplayUnitDivergence or TriggerId.SettlementUnitDeviation => [ObservationKind.UnitRate],

        // Whether the node is fed at all is seen by its prices.
        TriggerId.MarketDislocation => Rates,
        TriggerId.LiquidityCompression => [ObservationKind.Depth],
        TriggerId.MarginBufferBreach => [ObservationKind.MarginRatio],
        TriggerId.ReconciliationFailure => [ObservationKind.BalancePair],
        TriggerId.StateIntegrityFault => [ObservationKind.IntegrityReport],
        TriggerId.RiskControlTimeout => [ObservationKind.CommandAck, ObservationKind.EngineHeartbeat],
        TriggerId.InputStale => [ObservationKind.Price, ObservationKind.UnitRate, ObservationKind.CallResult],
        TriggerId.VenueInsolvency => [ObservationKind.TransferStatus, ObservationKind.Confirmation, ObservationKind.IntegrityReport],
        TriggerId.ExecutionIntegrity => [ObservationKind.Slippage, ObservationKind.IntegrityReport],
        _ => [],
    };
}
