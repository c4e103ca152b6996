using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>
/// How old an observation of each kind may be when it is taken, by its source time: the age beyond which no trigger that reads it lets it
/// speak. An older one would count as fresh only because it came late. Orders, fills, positions and acknowledgements are facts, and no fact is
/// too old; nor is a report that something broke.
/// </summary>
public sealed class ObservationAges
{
    private readonly long[] _maxAgeNs = new long[ObservationRanges.KindCount];

    /// <summary>The ages that the settings ask for.</summary>
    public ObservationAges(CoreSettings settings)
    {
        TriggerSettings triggers = settings.Triggers;
        System.Array.Fill(_maxAgeNs, long.MaxValue);
        _maxAgeNs[(int)ObservationKind.Price] = triggers.PriceMaxAgeNs;
        _maxAgeNs[(int)ObservationKind.UnitRate] = triggers.RateMaxAgeNs;
        _maxAgeNs[(int)ObservationKind.CallResult] = settings.CallMaxAgeNs;
        Of(ObservationKind.Depth, TriggerId.LiquidityCompression);
        Of(ObservationKind.Slippage, TriggerId.ExecutionAnomaly);
        Of(ObservationKind.CostAlpha, TriggerId.ExecutionPrecisionInversion);
        Of(ObservationKind.MarginRatio, TriggerId.MarginBufferBreach);
        Of(ObservationKind.Funding, TriggerId.FundingDislocation);
        Of(ObservationKind.TransferStatus, TriggerId.TransferHalt);
        Of(ObservationKind.Confirmation, TriggerId.SettlementDegradation);
        Of(ObservationKind.ChainStatus, TriggerId.ChainStress);
        Of(ObservationKind.Gold, TriggerId.PaxgDislocation);
        Of(ObservationKind.BalancePair, TriggerId.ReconciliationFailure);

        void Of(ObservationKind kind, TriggerId trigger) => _maxAgeNs[(int)kind] = triggers.PolicyOf(trigger).MaxAgeNs;
    }

    /// <summary>Oldest that an observation of a kind may be, nanoseconds; <see cref="long.MaxValue"/> for any age.</summary>
    public long MaxAgeOf(ObservationKind kind) => _maxAgeNs[(int)kind];

    /// <summary>Whether an observation comes too late to say anything.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="now">Core time, Unix nanoseconds, above 0.</param>
    public bool IsLate(in Observation observation, long now) =>
        (int)observation.Kind < _maxAgeNs.Length && observation.SourceTime < now - _maxAgeNs[(int)observation.Kind];
}
