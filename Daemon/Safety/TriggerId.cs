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

    /// <summary>An operator's halt: DMM (SPEC 2).</summary>
    OperatorHalt = 64,

    /// <summary>An operator's pause of one scope: BSCB.</summary>
    OperatorPause = 65,
}
