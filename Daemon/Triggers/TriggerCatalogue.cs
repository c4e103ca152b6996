using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// One of each evaluator, made from one topology and one set of settings, and their memory as one part of the snapshot. Knows no order
/// of evaluation and no mode: whoever owns it decides what is asked when. Must never read a snapshot of another topology or other windows.
/// </summary>
public sealed class TriggerCatalogue : IEvaluatorMemory
{
    /// <summary>Version of the memory's form; another one is refused.</summary>
    public const ushort FormatVersion = 1;

    private readonly IEvaluatorMemory[] _memories;

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
        Prices = new ReferencePrices(topology, settings.PriceMaxAgeNs, settings.RateMaxAgeNs);
        VolatilitySpike = new VolatilitySpike(topology.Assets.Length, settings.VolatilitySpike);
        ExtremeVolatility = new ExtremeVolatility(
            topology.Assets.Length, settings.ExtremeVolatility, Array.ConvertAll(topology.Assets, a => a.ExtremeMovePpm));
        ExecutionAnomaly = new ExecutionAnomaly(topology.Routes.Length, settings.ExecutionAnomaly);
        ApiFailure = new ApiFailure(topology.Venues.Length, settings.ApiFailure);
        SettlementUnitDeviation = new SettlementUnitDeviation(topology.Units.Length, settings.SettlementUnitDeviation);
        MarginBufferBreach = new MarginBufferBreach(
            topology.Venues.Length, Array.ConvertAll(topology.Positions, p => p.Venue), settings.MarginBufferBreach);
        ReconciliationFailure = new ReconciliationFailure(topology.Routes.Length, settings.ReconciliationFailure);
        InputStale = new InputStale(Inputs.Count, settings.InputStale);
        StateIntegrityFault = new StateIntegrityFault();
        PersistentTriggers = new PersistentTriggers(settings.PersistentTriggers, topology.SharesByScope());

        // The order is the snapshot's: append, never reorder, and raise the version.
        _memories =
        [
            Rates, Prices, VolatilitySpike, ExtremeVolatility, ExecutionAnomaly, ApiFailure, SettlementUnitDeviation, MarginBufferBreach,
            ReconciliationFailure, InputStale,
        ];
    }

    /// <summary>The settings that all were made from.</summary>
    public TriggerSettings Settings { get; }

    /// <summary>Numbers of the inputs that <see cref="InputStale"/> watches.</summary>
    public InputIndex Inputs { get; }

    /// <summary>Worth of each unit.</summary>
    public UnitRates Rates { get; }

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

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.U16(FormatVersion);
        foreach (IEvaluatorMemory memory in _memories)
        {
            memory.Write(writer);
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

        foreach (IEvaluatorMemory memory in _memories)
        {
            memory.Read(ref reader);
        }
    }
}
