using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>All settings of the catalogue; the defaults are SPEC 5's table. Checked once at start by the catalogue.</summary>
public sealed record TriggerSettings
{
    private static readonly TriggerPolicy OperatorPolicy = new(Enabled: true, Shadow: false, HoldNs: 0);

    /// <summary>Oldest venue price that is fresh, nanoseconds, above 0. Engineering default: 5 s.</summary>
    public long PriceMaxAgeNs { get; init; } = 5 * FixedPoint.Second;

    /// <summary>Oldest unit rate that is fresh, nanoseconds, above 0. Engineering default: 60 s.</summary>
    public long RateMaxAgeNs { get; init; } = FixedPoint.Minute;

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
        TriggerId.OperatorHalt or TriggerId.OperatorPause => OperatorPolicy,
        _ => throw new ArgumentOutOfRangeException(nameof(trigger)),
    };
}
