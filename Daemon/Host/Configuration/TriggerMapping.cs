using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Host.Configuration;

/// <summary>
/// The configured triggers as the evaluators take them. Every trigger setting of the table is read here, and a test holds its defaults to those of
/// the evaluators: a setting that is not read would be a lie.
/// </summary>
internal static class TriggerMapping
{
    /// <summary>Maps one configuration.</summary>
    public static TriggerSettings Of(NodeConfiguration configuration)
    {
        return new TriggerSettings
        {
            PriceMaxAgeNs = CoreSettingsMapping.Age(configuration, configuration.Inputs.PriceMaxAgeNs),
            RateMaxAgeNs = CoreSettingsMapping.Age(configuration, configuration.Inputs.RateMaxAgeNs),
            VolatilitySpike = VolatilitySpikeOf(Options(TriggerId.VolatilitySpike), Policy(TriggerId.VolatilitySpike)),
            ExtremeVolatility = ExtremeVolatilityOf(Options(TriggerId.ExtremeVolatility), Policy(TriggerId.ExtremeVolatility)),
            ExecutionPrecisionInversion = ExecutionPrecisionInversionOf(
                Options(TriggerId.ExecutionPrecisionInversion), Policy(TriggerId.ExecutionPrecisionInversion)),
            ExecutionAnomaly = ExecutionAnomalyOf(Options(TriggerId.ExecutionAnomaly), Policy(TriggerId.ExecutionAnomaly)),
            FundingDislocation = FundingDislocationOf(Options(TriggerId.FundingDislocation), Policy(TriggerId.FundingDislocation)),
            CrossVenueBasisShock = CrossVenueBasisShockOf(Options(TriggerId.CrossVenueBasisShock), Policy(TriggerId.CrossVenueBasisShock)),
            ApiFailure = ApiFailureOf(Options(TriggerId.ApiFailure), Policy(TriggerId.ApiFailure)),
            ApiInstability = ApiInstabilityOf(Options(TriggerId.ApiInstability), Policy(TriggerId.ApiInstability)),
            TransferHalt = new TransferHaltSettings { Policy = Policy(TriggerId.TransferHalt) },
            AbnormalPricing = AbnormalPricingOf(Options(TriggerId.AbnormalPricing), Policy(TriggerId.AbnormalPricing)),
            SettlementDegradation = SettlementDegradationOf(Options(TriggerId.SettlementDegradation), Policy(TriggerId.SettlementDegradation)),
            PaxgDislocation = PaxgDislocationOf(Options(TriggerId.PaxgDislocation), Policy(TriggerId.PaxgDislocation)),
            ChainStress = ChainStressOf(Options(TriggerId.ChainStress), Policy(TriggerId.ChainStress)),
            DisplayUnitDivergence = DisplayUnitDivergenceOf(Options(TriggerId.DisplayUnitDivergence), Policy(TriggerId.DisplayUnitDivergence)),
            SettlementUnitDeviation = SettlementUnitDeviationOf(
                Options(TriggerId.SettlementUnitDeviation), Policy(TriggerId.SettlementUnitDeviation)),
            LiquidityCompression = LiquidityCompressionOf(Options(TriggerId.LiquidityCompression), Policy(TriggerId.LiquidityCompression)),
            MarginBufferBreach = MarginBufferBreachOf(Options(TriggerId.MarginBufferBreach), Policy(TriggerId.MarginBufferBreach)),
            ReconciliationFailure = ReconciliationFailureOf(Options(TriggerId.ReconciliationFailure), Policy(TriggerId.ReconciliationFailure)),
            StateIntegrityFault = new StateIntegrityFaultSettings { Policy = Policy(TriggerId.StateIntegrityFault) },
            RiskControlTimeout = RiskControlTimeoutOf(Options(TriggerId.RiskControlTimeout), Policy(TriggerId.RiskControlTimeout)),
            InputStale = new InputStaleSettings { Policy = Policy(TriggerId.InputStale) },
            NodeSilent = NodeSilentOf(Options(TriggerId.NodeSilent), Policy(TriggerId.NodeSilent)),
            PersistentTriggers = PersistentTriggersOf(Options(TriggerId.PersistentTriggers), Policy(TriggerId.PersistentTriggers)),
            VenueInsolvency = VenueInsolvencyOf(Options(TriggerId.VenueInsolvency), Policy(TriggerId.VenueInsolvency)),
            RegulatoryAction = new RegulatoryActionSettings { Policy = Policy(TriggerId.RegulatoryAction) },
            SystemCompromise = SystemCompromiseOf(Options(TriggerId.SystemCompromise), Policy(TriggerId.SystemCompromise)),
            MarketDislocation = MarketDislocationOf(Options(TriggerId.MarketDislocation), Policy(TriggerId.MarketDislocation)),
            ExecutionIntegrity = ExecutionIntegrityOf(Options(TriggerId.ExecutionIntegrity), Policy(TriggerId.ExecutionIntegrity)),
        };

        TriggerOptions Options(TriggerId trigger) => configuration.Triggers[trigger];

        TriggerPolicy Policy(TriggerId trigger)
        {
            TriggerOptions options = Options(trigger);
            TriggerPolicy policy = new(options.Enabled, options.Shadow, options.HoldNs);
            return options.MaxAgeNs is { } age ? policy with { MaxAgeNs = CoreSettingsMapping.Age(configuration, age) } : policy;
        }
    }

    private static VolatilitySpikeSettings VolatilitySpikeOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        TripMultiplePpm = o["ratio_ppm"],
        ClearMultiplePpm = o["clear_ratio_ppm"],
        AbsoluteLimitPpm = o["floor_ppm"],
        GapFillSeconds = (int)o["gap_fill_seconds"],
    };

    private static ExtremeVolatilitySettings ExtremeVolatilityOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        ClearPpm = o["clear_ratio_ppm"],
    };

    private static ExecutionPrecisionInversionSettings ExecutionPrecisionInversionOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        TripPpm = o["share_ppm"],
        ClearPpm = o["clear_ppm"],
        FewestSamples = (int)o["samples"],
        WindowSeconds = (int)o["window_seconds"],
    };

    private static ExecutionAnomalySettings ExecutionAnomalyOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        TripMultiplePpm = o["ratio_ppm"],
        ClearMultiplePpm = o["clear_ratio_ppm"],
        PredictedFloorPpm = o["floor_ppm"],
        ClearFills = (int)o["clear_fills"],
        ClearShadowQuotes = (int)o["clear_fills"],
    };

    private static FundingDislocationSettings FundingDislocationOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        TripZPpm = o["z_ppm"],
        ClearZPpm = o["clear_z_ppm"],
        TripPpm = o["rate_ppm"],
        WarmingClearPpm = o["warming_clear_ppm"],
        DeviationFloorPpm = o["deviation_floor_ppm"],
        BaselineDays = (int)o["baseline_days"],
    };

    private static CrossVenueBasisShockSettings CrossVenueBasisShockOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        TripPpm = o["gap_ppm"],
        SeverePpm = o["severe_ppm"],
        SpreadMultiplePpm = o["spread_ratio_ppm"],
        SustainNs = o["persist"],
        ClearSharePpm = o["clear_ratio_ppm"],
        BaselineSamples = (int)o["baseline_samples"],
        SampleSeconds = (int)o["sample_seconds"],
    };

    private static ApiFailureSettings ApiFailureOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        TripAbove = (int)o["max_failures"],
        ClearSuccesses = (int)o["clear_successes"],
        EscalationWindowNs = o["escalation_window"],
    };

    private static ApiInstabilitySettings ApiInstabilityOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        WindowSeconds = (int)o["window_seconds"],
        FewestCalls = (int)o["calls"],
        ErrorTripPpm = o["errors_ppm"],
        PercentilePpm = o["percentile_ppm"],
        LatencyMultiplePpm = o["latency_ratio_ppm"],
        LatencyFloorNs = o["latency_floor"],
        BaselineHours = (int)o["baseline_hours"],
        SlowAcknowledgementNs = o["slow_acknowledgement"],
        SlowAcknowledgements = (int)o["slow_acknowledgements"],
        ClearPpm = o["clear_ratio_ppm"],
    };

    private static AbnormalPricingSettings AbnormalPricingOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        TripPpm = o["distance_ppm"],
        SustainNs = o["persist"],
        OutrightPpm = o["outright_ppm"],
        ClearPpm = o["clear_ppm"],
        FrozenMovePpm = o["frozen_move_ppm"],
        AgeNs = o["age"],
        FewestOthers = (int)o["others"],
    };

    private static SettlementDegradationSettings SettlementDegradationOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        OverdueTransfers = (int)o["transfers"],
        PercentileMultiplePpm = o["percentile_ratio_ppm"],
        PercentilePpm = o["percentile_ppm"],
        FewestConfirmed = (int)o["confirmed"],
        LeastLimitNs = o["least_limit"],
        BitcoinLimitNs = o["bitcoin_limit"],
        OtherLimitNs = o["other_limit"],
        ClearTransfers = (int)o["clear_transfers"],
        LostAfterNs = o["lost_after"],
    };

    private static PaxgDislocationSettings PaxgDislocationOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        FromMedianPpm = o["basis_ppm"],
        SustainNs = o["persist"],
        OutrightPpm = o["outright_ppm"],
        ClosedPpm = o["closed_ppm"],
        ClearSharePpm = o["clear_ratio_ppm"],
        BaselineSamples = (int)o["baseline_samples"],
        SampleSeconds = (int)o["sample_seconds"],
    };

    private static ChainStressSettings ChainStressOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        BitcoinNoBlockNs = o["bitcoin_no_block"],
        BitcoinReorganization = (int)o["bitcoin_reorganization"],
        BitcoinClearBlocks = (int)o["bitcoin_clear_blocks"],
        EthereumFinalityLag = (int)o["ethereum_finality_lag"],
        EthereumClearNs = o["ethereum_clear"],
        SolanaNoRootNs = o["solana_no_root"],
        SolanaClearNs = o["solana_clear"],
    };

    private static DisplayUnitDivergenceSettings DisplayUnitDivergenceOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        TripPpm = o["divergence_ppm"],
        ClearPpm = o["clear_ppm"],
        SustainNs = o["persist"],
    };

    private static SettlementUnitDeviationSettings SettlementUnitDeviationOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        TripPpm = o["deviation_ppm"],
        ClearPpm = o["clear_ppm"],
        SustainNs = o["persist"],
        FewestReferences = (int)o["references"],
    };

    private static LiquidityCompressionSettings LiquidityCompressionOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        BandPpm = o["band_ppm"],
        ClipMultiplePpm = o["clip_ratio_ppm"],
        TripSharePpm = o["share_ppm"],
        ClearSharePpm = o["clear_ppm"],
        SustainNs = o["persist"],
        FewestDays = (int)o["days"],
        FewestReports = (int)o["reports"],
    };

    private static MarginBufferBreachSettings MarginBufferBreachOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        TripBelowPpm = o["ratio_ppm"],
        CriticalPpm = o["critical_ppm"],
        ContainPpm = o["containment_ppm"],
        ClearPpm = o["clear_ppm"],
    };

    private static ReconciliationFailureSettings ReconciliationFailureOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        TripPolls = (int)o["polls"],
        TripAgeNs = o["max_difference_age"],
        ClearPolls = (int)o["clear_polls"],
    };

    private static RiskControlTimeoutSettings RiskControlTimeoutOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        HaltAckNs = o["halt_ack"],
        GatePublishNs = o["gate_publish"],
        CancelAckNs = o["cancel_ack"],
        ZeroOrdersNs = o["zero_orders"],
        LimitAckNs = o["limit_ack"],
        ReductionSliceNs = o["reduction_slice"],
    };

    private static NodeSilentSettings NodeSilentOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        DetectionNs = o["detection"],
        OwnerlessNs = o["ownerless"],
    };

    private static PersistentTriggersSettings PersistentTriggersOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        TripsOnScope = (int)o["trips"],
        ScopeWindowNs = o["trips_window"],
        ScopesTripped = (int)o["scopes"],
        ScopesWindowNs = o["scopes_window"],
        PersistsNs = o["max_latched"],
        WorseMultiplePpm = o["worse_ratio_ppm"],
    };

    private static VenueInsolvencySettings VenueInsolvencyOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        HaltedAssets = (int)o["assets"],
        IndependentReports = (int)o["reports"],
        ReportWindowNs = o["report_window"],
    };

    private static SystemCompromiseSettings SystemCompromiseOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        RefusedSignatures = (int)o["refused_signatures"],
        RefusedWindowNs = o["refused_window"],
    };

    private static MarketDislocationSettings MarketDislocationOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        OffPpm = o["off_ppm"],
        DisagreementPpm = o["disagreement_ppm"],
        FewestReferences = (int)o["references"],
        SustainNs = o["persist"],
        ClearPpm = o["clear_ratio_ppm"],
    };

    private static ExecutionIntegritySettings ExecutionIntegrityOf(TriggerOptions o, TriggerPolicy policy) => new()
    {
        Policy = policy,
        Fills = (int)o["fills"],
        StandardErrors = (int)o["standard_errors"],
        FloorPpm = o["floor_ppm"],
        ClearPpm = o["clear_ratio_ppm"],
    };
}
