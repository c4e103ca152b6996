namespace Basisd.Safety;

/// <summary>The trigger catalogue (SPEC 5) and the operator acts that latch causes. Numbers are journaled: they are never reused.</summary>
public enum TriggerId : byte
{
    /// <summary>No trigger.</summary>
    None = 0,

    /// <summary>market.volatility_spike.</summary>
    VolatilitySpike = 1,

    /// <summary>market.extreme_volatility.</summary>
    ExtremeVolatility = 2,

    /// <summary>market.execution_anomaly.</summary>
    ExecutionAnomaly = 3,

    /// <summary>venue.api_failure.</summary>
    ApiFailure = 4,

    /// <summary>asset.settlement_unit_deviation.</summary>
    SettlementUnitDeviation = 5,

    /// <summary>internal.margin_buffer_breach.</summary>
    MarginBufferBreach = 6,

    /// <summary>internal.reconciliation_failure.</summary>
    ReconciliationFailure = 7,

    /// <summary>internal.input_stale.</summary>
    InputStale = 8,

    /// <summary>internal.state_integrity_fault.</summary>
    StateIntegrityFault = 9,

    /// <summary>systemic.persistent_triggers.</summary>
    PersistentTriggers = 10,

    /// <summary>market.execution_precision_inversion.</summary>
    ExecutionPrecisionInversion = 11,

    /// <summary>market.funding_dislocation.</summary>
    FundingDislocation = 12,

    /// <summary>market.cross_venue_basis_shock.</summary>
    CrossVenueBasisShock = 13,

    /// <summary>venue.api_instability.</summary>
    ApiInstability = 14,

    /// <summary>venue.transfer_halt.</summary>
    TransferHalt = 15,

    /// <summary>venue.abnormal_pricing.</summary>
    AbnormalPricing = 16,

    /// <summary>venue.settlement_degradation.</summary>
    SettlementDegradation = 17,

    /// <summary>asset.paxg_dislocation.</summary>
    PaxgDislocation = 18,

    /// <summary>asset.chain_stress.</summary>
    ChainStress = 19,

    /// <summary>asset.display_unit_divergence.</summary>
    DisplayUnitDivergence = 20,

    /// <summary>asset.liquidity_compression.</summary>
    LiquidityCompression = 21,

    /// <summary>internal.risk_control_timeout.</summary>
    RiskControlTimeout = 22,

    /// <summary>internal.node_silent.</summary>
    NodeSilent = 23,

    /// <summary>systemic.venue_insolvency.</summary>
    VenueInsolvency = 24,

    /// <summary>systemic.regulatory_action.</summary>
    RegulatoryAction = 25,

    /// <summary>systemic.system_compromise.</summary>
    SystemCompromise = 26,

    /// <summary>systemic.market_dislocation.</summary>
    MarketDislocation = 27,

    /// <summary>systemic.execution_integrity.</summary>
    ExecutionIntegrity = 28,

    /// <summary>An operator's halt: DMM (SPEC 2).</summary>
    OperatorHalt = 64,

    /// <summary>An operator's pause of one scope: BSCB.</summary>
    OperatorPause = 65,

    /// <summary>The cluster's DMM, whichever node latched it: DMM (SPEC 12).</summary>
    ClusterDmm = 66,
}
