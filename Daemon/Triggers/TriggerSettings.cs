using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>All settings of the catalogue; the defaults are SPEC 5's table. Checked once at start by the catalogue.</summary>
public sealed record TriggerSettings
{
    private static readonly TriggerPolicy OperatorPolicy = new(Enabled: true, Shadow: false, HoldNs: 0);

    /// <summary>Oldest venue price that is fresh, nanoseconds, above 0. Engineering default: 5 s.</summary>
    public long PriceMaxAgeNs { get; init; } = 5 * FixedPoint.Second;

    /// <summary>Oldest unit rate that is fresh, nanoseconds, above 0. Engineering default: 90 s.</summary>
    public long RateMaxAgeNs { get; init; } = 90 * FixedPoint.Second;

    /// <summary>Settings of <c>market.volatility_spike</c>.</summary>
    public VolatilitySpikeSettings VolatilitySpike { get; init; } = new();

    /// <summary>Settings of <c>market.extreme_volatility</c>.</summary>
    public ExtremeVolatilitySettings ExtremeVolatility { get; init; } = new();

    /// <summary>Settings of <c>market.execution_anomaly</c>.</summary>
    public ExecutionAnomalySettings ExecutionAnomaly { get; init; } = new();

    /// <summary>Settings of <c>venue.api_failure</c>.</summary>
    public ApiFailureSettings ApiFailure { get; init; } = new();

    /// <summary>Settings of <c>asset.settlement_unit_deviation</c>.</summary>
    public SettlementUnitDeviationSettings SettlementUnitDeviation { get; init; } = new();

    /// <summary>Settings of <c>internal.margin_buffer_breach</c>.</summary>
    public MarginBufferBreachSettings MarginBufferBreach { get; init; } = new();

    /// <summary>Settings of <c>internal.reconciliation_failure</c>.</summary>
    public ReconciliationFailureSettings ReconciliationFailure { get; init; } = new();

    /// <summary>Settings of <c>internal.input_stale</c>.</summary>
    public InputStaleSettings InputStale { get; init; } = new();

    /// <summary>Settings of <c>internal.state_integrity_fault</c>.</summary>
    public StateIntegrityFaultSettings StateIntegrityFault { get; init; } = new();

    /// <summary>Settings of <c>systemic.persistent_triggers</c>.</summary>
    public PersistentTriggersSettings PersistentTriggers { get; init; } = new();

    /// <summary>Settings of <c>market.execution_precision_inversion</c>.</summary>
    public ExecutionPrecisionInversionSettings ExecutionPrecisionInversion { get; init; } = new();

    /// <summary>Settings of <c>market.funding_dislocation</c>.</summary>
    public FundingDislocationSettings FundingDislocation { get; init; } = new();

    /// <summary>Settings of <c>market.cross_venue_basis_shock</c>.</summary>
    public CrossVenueBasisShockSettings CrossVenueBasisShock { get; init; } = new();

    /// <summary>Settings of <c>venue.api_instability</c>.</summary>
    public ApiInstabilitySettings ApiInstability { get; init; } = new();

    /// <summary>Settings of <c>venue.transfer_halt</c>.</summary>
    public TransferHaltSettings TransferHalt { get; init; } = new();

    /// <summary>Settings of <c>venue.abnormal_pricing</c>.</summary>
    public AbnormalPricingSettings AbnormalPricing { get; init; } = new();

    /// <summary>Settings of <c>venue.settlement_degradation</c>.</summary>
    public SettlementDegradationSettings SettlementDegradation { get; init; } = new();

    /// <summary>Settings of <c>asset.paxg_dislocation</c>.</summary>
    public PaxgDislocationSettings PaxgDislocation { get; init; } = new();

    /// <summary>Settings of <c>asset.chain_stress</c>.</summary>
    public ChainStressSettings ChainStress { get; init; } = new();

    /// <summary>Settings of <c>asset.display_unit_divergence</c>.</summary>
    public DisplayUnitDivergenceSettings DisplayUnitDivergence { get; init; } = new();

    /// <summary>Settings of <c>asset.liquidity_compression</c>.</summary>
    public LiquidityCompressionSettings LiquidityCompression { get; init; } = new();

    /// <summary>Settings of <c>internal.risk_control_timeout</c>.</summary>
    public RiskControlTimeoutSettings RiskControlTimeout { get; init; } = new();

    /// <summary>Settings of <c>internal.node_silent</c>.</summary>
    public NodeSilentSettings NodeSilent { get; init; } = new();

    /// <summary>Settings of <c>systemic.venue_insolvency</c>.</summary>
    public VenueInsolvencySettings VenueInsolvency { get; init; } = new();

    /// <summary>Settings of <c>systemic.regulatory_action</c>.</summary>
    public RegulatoryActionSettings RegulatoryAction { get; init; } = new();

    /// <summary>Settings of <c>systemic.system_compromise</c>.</summary>
    public SystemCompromiseSettings SystemCompromise { get; init; } = new();

    /// <summary>Settings of <c>systemic.market_dislocation</c>.</summary>
    public MarketDislocationSettings MarketDislocation { get; init; } = new();

    /// <summary>Settings of <c>systemic.execution_integrity</c>.</summary>
    public ExecutionIntegritySettings ExecutionIntegrity { get; init; } = new();

    /// <summary>
    /// Whether only a signed resumption ends the trigger's causes (SPEC 5): its condition may pass, but what it stood for is for people to judge. A
    /// late command that bound a scope alone (P2) lets it go when it is verified: else its only way out were through a halted platform.
    /// </summary>
    public static bool EndsBySignature(TriggerId trigger) => trigger is TriggerId.StateIntegrityFault or TriggerId.RiskControlTimeout
        or TriggerId.PersistentTriggers or TriggerId.VenueInsolvency or TriggerId.RegulatoryAction or TriggerId.SystemCompromise
        or TriggerId.MarketDislocation or TriggerId.ExecutionIntegrity;

    /// <summary>Enabled, shadow and hold of a trigger; operator acts are always enabled and have no hold.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The trigger is not of the catalogue.</exception>
    public TriggerPolicy PolicyOf(TriggerId trigger) => trigger switch
    {
        TriggerId.VolatilitySpike => VolatilitySpike.Policy,
        TriggerId.ExtremeVolatility => ExtremeVolatility.Policy,
        TriggerId.ExecutionAnomaly => ExecutionAnomaly.Policy,
        TriggerId.ApiFailure => ApiFailure.Policy,
        TriggerId.SettlementUnitDeviation => SettlementUnitDeviation.Policy,
        TriggerId.MarginBufferBreach => MarginBufferBreach.Policy,
        TriggerId.ReconciliationFailure => ReconciliationFailure.Policy,
        TriggerId.InputStale => InputStale.Policy,
        TriggerId.StateIntegrityFault => StateIntegrityFault.Policy,
        TriggerId.PersistentTriggers => PersistentTriggers.Policy,
        TriggerId.ExecutionPrecisionInversion => ExecutionPrecisionInversion.Policy,
        TriggerId.FundingDislocation => FundingDislocation.Policy,
        TriggerId.CrossVenueBasisShock => CrossVenueBasisShock.Policy,
        TriggerId.ApiInstability => ApiInstability.Policy,
        TriggerId.TransferHalt => TransferHalt.Policy,
        TriggerId.AbnormalPricing => AbnormalPricing.Policy,
        TriggerId.SettlementDegradation => SettlementDegradation.Policy,
        TriggerId.PaxgDislocation => PaxgDislocation.Policy,
        TriggerId.ChainStress => ChainStress.Policy,
        TriggerId.DisplayUnitDivergence => DisplayUnitDivergence.Policy,
        TriggerId.LiquidityCompression => LiquidityCompression.Policy,
        TriggerId.RiskControlTimeout => RiskControlTimeout.Policy,
        TriggerId.NodeSilent => NodeSilent.Policy,
        TriggerId.VenueInsolvency => VenueInsolvency.Policy,
        TriggerId.RegulatoryAction => RegulatoryAction.Policy,
        TriggerId.SystemCompromise => SystemCompromise.Policy,
        TriggerId.MarketDislocation => MarketDislocation.Policy,
        TriggerId.ExecutionIntegrity => ExecutionIntegrity.Policy,
        TriggerId.OperatorHalt or TriggerId.OperatorPause or TriggerId.ClusterDmm => OperatorPolicy,
        _ => throw new ArgumentOutOfRangeException(nameof(trigger)),
    };
}
