using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// Holds the ranges and relations that the settings state: what passes can neither overflow an evaluator nor make it contradict itself.
/// </summary>
public static class TriggerSettingsCheck
{
    private const long MostMultiple = 1_000 * FixedPoint.Ppm;
    private const long MostCount = 1_000;
    private const long MostTime = 24 * 60 * FixedPoint.Minute;
    private const long MostAge = 30 * MostTime;

    /// <summary>The first setting that is out of range, as <c>trigger.setting: value is outside a to b</c>; null when all hold.</summary>
    public static string? FirstFault(TriggerSettings s) =>
        Common(s) ?? Market(s) ?? MoreMarket(s) ?? Venue(s) ?? MoreVenue(s) ?? Internal(s) ?? Persistent(s.PersistentTriggers);

    private static string? Common(TriggerSettings s)
    {
        string? fault = Range("prices.max_age", s.PriceMaxAgeNs, 1, MostAge) ?? Range("rates.max_age", s.RateMaxAgeNs, 1, MostAge);
        for (byte trigger = 0; fault is null && trigger < TriggerNames.Limit; trigger++)
        {
            if (TriggerNames.IsKnown(trigger))
            {
                TriggerPolicy policy = s.PolicyOf((TriggerId)trigger);
                string name = TriggerNames.NameOf((TriggerId)trigger);
                fault = Range(name + ".hold", policy.HoldNs, 0, MostTime) ?? Range(name + ".max_age", policy.MaxAgeNs, 1, MostAge);
            }
        }

        return fault;
    }

    private static string? Market(TriggerSettings settings)
    {
        VolatilitySpikeSettings v = settings.VolatilitySpike;
        ExtremeVolatilitySettings e = settings.ExtremeVolatility;
        ExecutionAnomalySettings x = settings.ExecutionAnomaly;
        return Range("market.volatility_spike.window_seconds", v.WindowSeconds, 10, 300)
            ?? Range("market.volatility_spike.baseline_windows", v.BaselineWindows, 3, 240)
            ?? Range("market.volatility_spike.trip_multiple", v.TripMultiplePpm, FixedPoint.Ppm + 1, MostMultiple)
            ?? Range("market.volatility_spike.clear_multiple", v.ClearMultiplePpm, 1, v.TripMultiplePpm - 1)
            ?? Range("market.volatility_spike.absolute_limit", v.AbsoluteLimitPpm, 1, FixedPoint.Ppm)
            ?? Range("market.volatility_spike.warming_clear", v.WarmingClearPpm, 1, FixedPoint.Ppm - 1)
            ?? Range("market.volatility_spike.gap_fill_seconds", v.GapFillSeconds, 0, v.WindowSeconds - 1)
            ?? Range("market.extreme_volatility.mean_seconds", e.MeanSeconds, 10, 3_600)
            ?? Range("market.extreme_volatility.clear", e.ClearPpm, 1, FixedPoint.Ppm - 1)
            ?? Range("market.execution_anomaly.trip_multiple", x.TripMultiplePpm, FixedPoint.Ppm + 1, MostMultiple)
            ?? Range("market.execution_anomaly.clear_multiple", x.ClearMultiplePpm, 1, x.TripMultiplePpm - 1)
            ?? Range("market.execution_anomaly.predicted_floor", x.PredictedFloorPpm, 1, FixedPoint.Ppm)
            ?? Range("market.execution_anomaly.clear_fills", x.ClearFills, 1, MostCount)
            ?? Range("market.execution_anomaly.clear_shadow_quotes", x.ClearShadowQuotes, 1, MostCount);
    }

    private static string? Venue(TriggerSettings settings)
    {
        ApiFailureSettings a = settings.ApiFailure;
        SettlementUnitDeviationSettings u = settings.SettlementUnitDeviation;
        return Range("venue.api_failure.trip_above", a.TripAbove, 1, MostCount)
            ?? Range("venue.api_failure.clear_successes", a.ClearSuccesses, 1, MostCount)
            ?? Range("venue.api_failure.escalation_window", a.EscalationWindowNs, 1, MostTime)
            ?? Range("asset.settlement_unit_deviation.trip", u.TripPpm, 1, FixedPoint.Ppm)
            ?? Range("asset.settlement_unit_deviation.clear", u.ClearPpm, 1, u.TripPpm - 1)
            ?? Range("asset.settlement_unit_deviation.sustain", u.SustainNs, 0, MostTime)
            ?? Range("asset.settlement_unit_deviation.fewest_references", u.FewestReferences, 1, UnitRates.MostReferences);
    }

    private static string? MoreMarket(TriggerSettings settings)
    {
        ExecutionPrecisionInversionSettings i = settings.ExecutionPrecisionInversion;
        FundingDislocationSettings f = settings.FundingDislocation;
        CrossVenueBasisShockSettings b = settings.CrossVenueBasisShock;
        LiquidityCompressionSettings l = settings.LiquidityCompression;
        PaxgDislocationSettings g = settings.PaxgDislocation;
        return Range("market.execution_precision_inversion.window_seconds", i.WindowSeconds, 60, 3_600)
            ?? Range("market.execution_precision_inversion.clear", i.ClearPpm, 1, i.TripPpm)
            ?? Range("market.funding_dislocation.clear_z", f.ClearZPpm, 1, f.TripZPpm - 1)
            ?? Range("market.funding_dislocation.baseline_days", f.BaselineDays, 3, 90)
            ?? Range("market.cross_venue_basis_shock.severe", b.SeverePpm, b.TripPpm + 1, FixedPoint.Ppm)
            ?? Range("market.cross_venue_basis_shock.baseline_samples", b.BaselineSamples, 12, 2_880)
            ?? Range("market.cross_venue_basis_shock.sample_seconds", b.SampleSeconds, 10, 3_600)
            ?? Range("asset.liquidity_compression.clear", l.ClearSharePpm, l.TripSharePpm, FixedPoint.Ppm)
            ?? Range("asset.liquidity_compression.days", l.FewestDays, 1, 7)
            ?? Range("asset.paxg_dislocation.baseline_samples", g.BaselineSamples, 12, 2_880)
            ?? Range("asset.paxg_dislocation.sample_seconds", g.SampleSeconds, 10, 3_600);
    }

    private static string? MoreVenue(TriggerSettings settings)
    {
        ApiInstabilitySettings a = settings.ApiInstability;
        AbnormalPricingSettings p = settings.AbnormalPricing;
        SettlementDegradationSettings s = settings.SettlementDegradation;
        DisplayUnitDivergenceSettings d = settings.DisplayUnitDivergence;
        ExecutionIntegritySettings x = settings.ExecutionIntegrity;
        SystemCompromiseSettings c = settings.SystemCompromise;
        return Range("venue.api_instability.window_seconds", a.WindowSeconds, 5, 300)
            ?? Range("venue.api_instability.baseline_hours", a.BaselineHours, 3, 72)
            ?? Range("venue.abnormal_pricing.outright", p.OutrightPpm, p.TripPpm + 1, 10 * FixedPoint.Ppm)
            ?? Range("venue.abnormal_pricing.clear", p.ClearPpm, 1, p.TripPpm - 1)
            ?? Range("venue.abnormal_pricing.others", p.FewestOthers, 2, 31)
            ?? Range("venue.settlement_degradation.transfers", s.OverdueTransfers, 1, 32)
            ?? Range("asset.display_unit_divergence.clear", d.ClearPpm, 1, d.TripPpm - 1)
            ?? Range("systemic.execution_integrity.fills", x.Fills, 2, MostCount)
            ?? Range("systemic.system_compromise.refused_signatures", c.RefusedSignatures, 1, 64);
    }

    private static string? Internal(TriggerSettings settings)
    {
        MarginBufferBreachSettings m = settings.MarginBufferBreach;
        ReconciliationFailureSettings r = settings.ReconciliationFailure;
        return Range("internal.margin_buffer_breach.trip_below", m.TripBelowPpm, 1, FixedPoint.MaxRatio)
            ?? Range("internal.margin_buffer_breach.critical", m.CriticalPpm, 0, m.TripBelowPpm - 1)
            ?? Range("internal.margin_buffer_breach.contain", m.ContainPpm, 0, m.CriticalPpm)
            ?? Range("internal.margin_buffer_breach.clear", m.ClearPpm, m.TripBelowPpm + 1, FixedPoint.MaxRatio)
            ?? Range("internal.reconciliation_failure.trip_polls", r.TripPolls, 1, MostCount)
            ?? Range("internal.reconciliation_failure.trip_age", r.TripAgeNs, 1, MostTime)
            ?? Range("internal.reconciliation_failure.clear_polls", r.ClearPolls, 1, MostCount);
    }

    private static string? Persistent(PersistentTriggersSettings p) =>
        Range("systemic.persistent_triggers.trips_on_scope", p.TripsOnScope, 2, MostCount)
        ?? Range("systemic.persistent_triggers.scope_window", p.ScopeWindowNs, 1, MostTime)
        ?? Range("systemic.persistent_triggers.scopes_tripped", p.ScopesTripped, 2, PersistentTriggers.MostScopes)
        ?? Range("systemic.persistent_triggers.scopes_window", p.ScopesWindowNs, 1, MostTime)
        ?? Range("systemic.persistent_triggers.persists", p.PersistsNs, 1, MostTime)
        ?? Range("systemic.persistent_triggers.worse_multiple", p.WorseMultiplePpm, FixedPoint.Ppm + 1, MostMultiple);

    private static string? Range(string name, long value, long least, long most) =>
        value >= least && value <= most ? null : $"{name}: {value} is outside {least} to {most}";
}
