using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// One of each evaluator, made from one topology and one set of settings, and their memory as one part of the snapshot. Knows no order
/// of evaluation and no mode: whoever owns it decides what is asked when. A part whose windows have another length than the settings ask for,
/// or that an older program did not write, starts afresh and says so: a changed setting must not keep a node from starting.
/// </summary>
public sealed class TriggerCatalogue : IEvaluatorMemory
{
    /// <summary>Version of the memory's form; another one is refused.</summary>
    public const ushort FormatVersion = 2;

    private const int MostParts = 256;

    private readonly (string Name, IEvaluatorMemory Memory)[] _memories;
    private readonly List<string> _afresh = [];

    /// <summary>Makes all evaluators.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    /// <exception cref="TopologyException">The topology has more markets or references than a median takes.</exception>
    public TriggerCatalogue(Topology topology, TriggerSettings settings)
    {
        string? fault = TriggerSettingsCheck.FirstFault(settings);
        if (fault is not null)
        {
            throw new ArgumentException(fault, nameof(settings));
        }

        Settings = settings;
        Inputs = new InputIndex(topology);
        Rates = new UnitRates(topology, settings.RateMaxAgeNs);
        Conversions = new UnitRates(topology, settings.RateMaxAgeNs);
        Prices = new ReferencePrices(topology, settings.PriceMaxAgeNs, settings.RateMaxAgeNs);
        VolatilitySpike = new VolatilitySpike(topology.Assets.Length, settings.VolatilitySpike);
        ExtremeVolatility = new ExtremeVolatility(
            topology.Assets.Length, settings.ExtremeVolatility, Array.ConvertAll(topology.Assets, a => a.ExtremeMovePpm));
        ExecutionAnomaly = new ExecutionAnomaly(topology.Routes.Length, settings.ExecutionAnomaly);
        ApiFailure = new ApiFailure(topology.Venues.Length, settings.ApiFailure);
        SettlementUnitDeviation = new SettlementUnitDeviation(topology.Units.Length, settings.SettlementUnitDeviation);
        MarginBufferBreach = new MarginBufferBreach(
            topology.Venues.Length, Array.ConvertAll(topology.Positions, p => p.Venue), settings.MarginBufferBreach);
        ReconciliationFailure = new ReconciliationFailure(
            topology.Routes.Length, settings.ReconciliationFailure, topology.Routes.Length + topology.Venues.Length);
        InputStale = new InputStale(Inputs.Count, settings.InputStale);
        StateIntegrityFault = new StateIntegrityFault();
        PersistentTriggers = new PersistentTriggers(settings.PersistentTriggers, topology.SharesByScope());

        MakeMarket(topology, settings);
        MakeVenues(topology, settings);
        // The names are the snapshot's; a part is found by its name, so the order may change.
        _memories =
        [
            ("rates", Rates), ("conversions", Conversions), ("prices", Prices),
            ("volatility_spike", VolatilitySpike), ("extreme_volatility", ExtremeVolatility),
            ("execution_anomaly", ExecutionAnomaly), ("api_failure", ApiFailure), ("settlement_unit_deviation", SettlementUnitDeviation),
            ("margin_buffer_breach", MarginBufferBreach), ("reconciliation_failure", ReconciliationFailure), ("input_stale", InputStale),
            ("execution_precision_inversion", ExecutionPrecisionInversion), ("funding_dislocation", FundingDislocation),
            ("cross_venue_basis_shock", CrossVenueBasisShock), ("api_instability", ApiInstability), ("transfer_halt", TransferHalt),
            ("abnormal_pricing", AbnormalPricing), ("settlement_degradation", SettlementDegradation), ("paxg_dislocation", PaxgDislocation),
            ("chain_stress", ChainStress), ("display_unit_divergence", DisplayUnitDivergence), ("liquidity_compression", LiquidityCompression),
            ("node_silent", NodeSilent), ("venue_insolvency", VenueInsolvency), ("system_compromise", SystemCompromise),
            ("market_dislocation", MarketDislocation), ("execution_integrity", ExecutionIntegrity),
        ];
    }

    /// <summary>The settings that all were made from.</summary>
    public TriggerSettings Settings { get; }

    /// <summary>Numbers of the inputs that <see cref="InputStale"/> watches.</summary>
    public InputIndex Inputs { get; }

    /// <summary>Worth of each unit.</summary>
    public UnitRates Rates { get; }

    /// <summary>Worth of each unit as prices are converted with: the rates without the guessed path of their candles.</summary>
    public UnitRates Conversions { get; }

    /// <summary>Reference price of each asset.</summary>
    public ReferencePrices Prices { get; }

    /// <summary><c>market.volatility_spike</c>.</summary>
    public VolatilitySpike VolatilitySpike { get; }

    /// <summary><c>market.extreme_volatility</c>.</summary>
    public ExtremeVolatility ExtremeVolatility { get; }

    /// <summary><c>market.execution_anomaly</c>.</summary>
    public ExecutionAnomaly ExecutionAnomaly { get; }

    /// <summary><c>venue.api_failure</c>.</summary>
    public ApiFailure ApiFailure { get; }

    /// <summary><c>asset.settlement_unit_deviation</c>.</summary>
    public SettlementUnitDeviation SettlementUnitDeviation { get; }

    /// <summary><c>internal.margin_buffer_breach</c>.</summary>
    public MarginBufferBreach MarginBufferBreach { get; }

    /// <summary><c>internal.reconciliation_failure</c>.</summary>
    public ReconciliationFailure ReconciliationFailure { get; }

    /// <summary><c>internal.input_stale</c>.</summary>
    public InputStale InputStale { get; }

    /// <summary><c>internal.state_integrity_fault</c>.</summary>
    public StateIntegrityFault StateIntegrityFault { get; }

    /// <summary><c>systemic.persistent_triggers</c>.</summary>
    public PersistentTriggers PersistentTriggers { get; }

    /// <summary><c>market.execution_precision_inversion</c>.</summary>
    public ExecutionPrecisionInversion ExecutionPrecisionInversion { get; private set; }

    /// <summary><c>market.funding_dislocation</c>.</summary>
    public FundingDislocation FundingDislocation { get; private set; }

    /// <summary><c>market.cross_venue_basis_shock</c>.</summary>
    public CrossVenueBasisShock CrossVenueBasisShock { get; private set; }

    /// <summary><c>venue.api_instability</c>.</summary>
    public ApiInstability ApiInstability { get; private set; }

    /// <summary><c>venue.transfer_halt</c>.</summary>
    public TransferHalt TransferHalt { get; private set; }

    /// <summary><c>venue.abnormal_pricing</c>.</summary>
    public AbnormalPricing AbnormalPricing { get; private set; }

    /// <summary><c>venue.settlement_degradation</c>.</summary>
    public SettlementDegradation SettlementDegradation { get; private set; }

    /// <summary><c>asset.paxg_dislocation</c>.</summary>
    public PaxgDislocation PaxgDislocation { get; private set; }

    /// <summary><c>asset.chain_stress</c>.</summary>
    public ChainStress ChainStress { get; private set; }

    /// <summary><c>asset.display_unit_divergence</c>.</summary>
    public DisplayUnitDivergence DisplayUnitDivergence { get; private set; }

    /// <summary><c>asset.liquidity_compression</c>.</summary>
    public LiquidityCompression LiquidityCompression { get; private set; }

    /// <summary><c>internal.risk_control_timeout</c>.</summary>
    public RiskControlTimeout RiskControlTimeout { get; private set; }

    /// <summary><c>internal.node_silent</c>.</summary>
    public NodeSilent NodeSilent { get; private set; }

    /// <summary><c>systemic.venue_insolvency</c>.</summary>
    public VenueInsolvency VenueInsolvency { get; private set; }

    /// <summary><c>systemic.system_compromise</c>.</summary>
    public SystemCompromise SystemCompromise { get; private set; }

    /// <summary><c>systemic.market_dislocation</c>.</summary>
    public MarketDislocation MarketDislocation { get; private set; }

    /// <summary><c>systemic.execution_integrity</c>.</summary>
    public ExecutionIntegrity ExecutionIntegrity { get; private set; }

    /// <summary>Parts whose windows started afresh at the latest read, each with the reason; empty when all were taken over.</summary>
    public IReadOnlyList<string> StartedAfresh => _afresh;

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.U16(FormatVersion);
        writer.I32(_memories.Length);
        foreach ((string name, IEvaluatorMemory memory) in _memories)
        {
            writer.Text(name);
            int begun = writer.BeginBytes();
            memory.Write(writer);
            writer.EndBytes(begun);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        ushort version = reader.U16();
        if (version != FormatVersion)
        {
            throw new CanonicalFormatException($"trigger memory has format {version}, this program reads {FormatVersion}");
        }

        _afresh.Clear();
        HashSet<string> read = new(StringComparer.Ordinal);
        int parts = reader.Count(MostParts);
        for (int i = 0; i < parts; i++)
        {
            string name = reader.Text();
            ReadOnlySpan<byte> bytes = reader.Bytes();
            int index = Array.FindIndex(_memories, m => m.Name == name);
            if (index >= 0 && read.Add(name))
            {
                ReadPart(name, _memories[index].Memory, bytes);
            }
        }

        foreach ((string name, _) in _memories)
        {
            if (!read.Contains(name))
            {
                _afresh.Add($"{name}: the snapshot has no windows of it");
            }
        }
    }

    // A snapshot is believed as a whole by its hash; what does not fit here is of other settings.
    private void ReadPart(string name, IEvaluatorMemory memory, ReadOnlySpan<byte> bytes)
    {
        CanonicalWriter fresh = new();
        memory.Write(fresh);
        try
        {
            CanonicalReader part = new(bytes);
            memory.Read(ref part);
            part.End();
        }
        catch (CanonicalFormatException e)
        {
            CanonicalReader back = new(fresh.Written);
            memory.Read(ref back);
            _afresh.Add($"{name}: {e.Message}");
        }
    }

    [MemberNotNull(
        nameof(ExecutionPrecisionInversion), nameof(FundingDislocation), nameof(CrossVenueBasisShock), nameof(AbnormalPricing),
        nameof(PaxgDislocation), nameof(LiquidityCompression), nameof(DisplayUnitDivergence), nameof(MarketDislocation))]
    private void MakeMarket(Topology topology, TriggerSettings settings)
    {
        int markets = topology.Instruments.Length;
        ExecutionPrecisionInversion = new ExecutionPrecisionInversion(topology.Routes.Length, settings.ExecutionPrecisionInversion);
        FundingDislocation = new FundingDislocation(
            markets, Array.ConvertAll(topology.Instruments, i => i.FundingCapPpm), settings.FundingDislocation);
        CrossVenueBasisShock = new CrossVenueBasisShock(markets, settings.CrossVenueBasisShock);
        AbnormalPricing = new AbnormalPricing(markets, settings.AbnormalPricing);
        PaxgDislocation = new PaxgDislocation(topology.Assets.Length, settings.PaxgDislocation);
        Route?[] routes = Array.ConvertAll(topology.Instruments, topology.RouteOf);
        LiquidityCompression = new LiquidityCompression(
            markets, Array.ConvertAll(routes, r => r?.Clip ?? 0), Array.ConvertAll(routes, r => r?.HedgeNeed ?? 0),
            settings.LiquidityCompression);
        DisplayUnitDivergence = new DisplayUnitDivergence(topology.Units.Length, settings.DisplayUnitDivergence);
        MarketDislocation = new MarketDislocation(topology.Units.Length, settings.MarketDislocation);
    }

    [MemberNotNull(
        nameof(ApiInstability), nameof(TransferHalt), nameof(SettlementDegradation), nameof(ChainStress), nameof(RiskControlTimeout),
        nameof(NodeSilent), nameof(VenueInsolvency), nameof(SystemCompromise), nameof(ExecutionIntegrity))]
    private void MakeVenues(Topology topology, TriggerSettings settings)
    {
        SettlementDegradationSettings late = settings.SettlementDegradation;
        Asset[] assetOf = Array.ConvertAll(topology.Routes, r => topology.Assets[r.Asset]);
        ApiInstability = new ApiInstability(topology.Venues.Length, settings.ApiInstability);
        TransferHalt = new TransferHalt(topology.Routes.Length, settings.TransferHalt);
        SettlementDegradation = new SettlementDegradation(
            topology.Routes.Length, Array.ConvertAll(assetOf, a => a.Chain == Chain.Bitcoin ? late.BitcoinLimitNs : late.OtherLimitNs), late);
        ChainStress = new ChainStress(Array.ConvertAll(topology.Assets, a => a.Follows < 0 ? a.Chain : Chain.None), settings.ChainStress);
        RiskControlTimeout = new RiskControlTimeout(settings.RiskControlTimeout);
        NodeSilent = new NodeSilent(topology.Peers.Length, settings.NodeSilent);
        VenueInsolvency = new VenueInsolvency(
            Array.ConvertAll(topology.Routes, r => r.Venue), Array.ConvertAll(assetOf, a => a.Follows < 0 ? a.Index : a.Follows),
            topology.Venues.Length, settings.VenueInsolvency);
        SystemCompromise = new SystemCompromise(settings.SystemCompromise);
        ExecutionIntegrity = new ExecutionIntegrity(topology.Routes.Length, settings.ExecutionIntegrity);
    }
}
