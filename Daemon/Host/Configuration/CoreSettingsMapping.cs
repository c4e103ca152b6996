using System;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Host.Configuration;

/// <summary>The configuration as the core takes it. Every trigger setting of the table is read here: one that is not would be a lie.</summary>
public static class CoreSettingsMapping
{
    // What the evaluators take at most, in core time.
    private const long LongestAgeNs = 24 * 60 * FixedPoint.Minute;

    /// <summary>Maps one configuration.</summary>
    public static CoreSettings Of(NodeConfiguration configuration) => new()
    {
        Matrix = configuration.Permissions,
        RequiredSignatures = configuration.ApprovalsRequired,
        CallMaxAgeNs = Age(configuration, configuration.Inputs.CallMaxAgeNs),
        StageDwellNs = configuration.StageDwellNs,
        Triggers = TriggersOf(configuration),
    };

    // An age bounds what machine and transport may delay, and no demonstration speeds these up: it stays a stretch of real time.
    private static long Age(NodeConfiguration configuration, long maxAgeNs) => Math.Min(maxAgeNs * configuration.TimeScale, LongestAgeNs);

    private static TriggerSettings TriggersOf(NodeConfiguration configuration) => new()
    {
        PriceMaxAgeNs = Age(configuration, configuration.Inputs.PriceMaxAgeNs),
        RateMaxAgeNs = Age(configuration, configuration.Inputs.RateMaxAgeNs),
        VolatilitySpike = VolatilitySpikeOf(configuration.Triggers[TriggerId.VolatilitySpike]),
        ExtremeVolatility = ExtremeVolatilityOf(configuration.Triggers[TriggerId.ExtremeVolatility]),
        ExecutionAnomaly = ExecutionAnomalyOf(configuration.Triggers[TriggerId.ExecutionAnomaly]),
        ApiFailure = ApiFailureOf(configuration.Triggers[TriggerId.ApiFailure]),
        SettlementUnitDeviation = SettlementUnitDeviationOf(configuration.Triggers[TriggerId.SettlementUnitDeviation]),
        MarginBufferBreach = MarginBufferBreachOf(
            configuration.Triggers[TriggerId.MarginBufferBreach], Age(configuration, configuration.Inputs.MarginMaxAgeNs)),
        ReconciliationFailure = ReconciliationFailureOf(configuration.Triggers[TriggerId.ReconciliationFailure]),
        InputStale = new InputStaleSettings { Policy = PolicyOf(configuration.Triggers[TriggerId.InputStale]) },
        StateIntegrityFault = new StateIntegrityFaultSettings { Policy = PolicyOf(configuration.Triggers[TriggerId.StateIntegrityFault]) },
        PersistentTriggers = PersistentTriggersOf(configuration.Triggers[TriggerId.PersistentTriggers]),
    };

    private static TriggerPolicy PolicyOf(TriggerOptions options) => new(options.Enabled, options.Shadow, options.HoldNs);

    private static VolatilitySpikeSettings VolatilitySpikeOf(TriggerOptions options) => new()
    {
        Policy = PolicyOf(options),
        TripMultiplePpm = options["ratio_ppm"],
        ClearMultiplePpm = options["clear_ratio_ppm"],
        AbsoluteLimitPpm = options["floor_ppm"],
        GapFillSeconds = (int)options["gap_fill_seconds"],
    };

    private static ExtremeVolatilitySettings ExtremeVolatilityOf(TriggerOptions options) => new()
    {
        Policy = PolicyOf(options),
        ClearPpm = options["clear_ratio_ppm"],
    };

    private static ExecutionAnomalySettings ExecutionAnomalyOf(TriggerOptions options) => new()
    {
        Policy = PolicyOf(options),
        TripMultiplePpm = options["ratio_ppm"],
        ClearMultiplePpm = options["clear_ratio_ppm"],
        PredictedFloorPpm = options["floor_ppm"],
        ClearFills = (int)options["clear_fills"],
        ClearShadowQuotes = (int)options["clear_fills"],
    };

    private static ApiFailureSettings ApiFailureOf(TriggerOptions options) => new()
    {
        Policy = PolicyOf(options),
        TripAbove = (int)options["max_failures"],
        ClearSuccesses = (int)options["clear_successes"],
        EscalationWindowNs = options["escalation_window"],
    };

    private static SettlementUnitDeviationSettings SettlementUnitDeviationOf(TriggerOptions options) => new()
    {
        Policy = PolicyOf(options),
        TripPpm = options["deviation_ppm"],
        ClearPpm = options["clear_ppm"],
        SustainNs = options["persist"],
        FewestReferences = (int)options["references"],
    };

    private static MarginBufferBreachSettings MarginBufferBreachOf(TriggerOptions options, long maxAgeNs) => new()
    {
        Policy = PolicyOf(options),
        TripBelowPpm = options["ratio_ppm"],
        CriticalPpm = options["critical_ppm"],
        ContainPpm = options["containment_ppm"],
        ClearPpm = options["clear_ppm"],
        MaxAgeNs = maxAgeNs,
    };

    private static ReconciliationFailureSettings ReconciliationFailureOf(TriggerOptions options) => new()
    {
        Policy = PolicyOf(options),
        TripPolls = (int)options["polls"],
        TripAgeNs = options["max_difference_age"],
        ClearPolls = (int)options["clear_polls"],
    };

    private static PersistentTriggersSettings PersistentTriggersOf(TriggerOptions options) => new()
    {
        Policy = PolicyOf(options),
        TripsOnScope = (int)options["trips"],
        ScopeWindowNs = options["trips_window"],
        ScopesTripped = (int)options["scopes"],
        ScopesWindowNs = options["scopes_window"],
        PersistsNs = options["max_latched"],
        WorseMultiplePpm = options["worse_ratio_ppm"],
    };
}
