using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Charts;
using Basisd.Market;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Host.Replay;

/// <summary>
/// Keeps what a chart of a replay draws: the reference price of each asset, and each second what every trigger measured last. A copy: nothing
/// that it does can be seen by the core.
/// </summary>
public sealed class HistoryTracer
{
    // Triggers begin to measure at some time and never stop: all pairs are looked through now and then, the known ones each second.
    private const long LookEverySeconds = 60;

    private readonly Topology _topology;
    private readonly Dictionary<(TriggerId, int, Measure), MeasureTrace> _measures = [];
    private readonly List<(TriggerId Trigger, int Scope)> _known = [];
    private readonly bool[] _isKnown;
    private readonly long[] _sampled;
    private long _nextLook;

    /// <summary>Creates a tracer of a stretch of time.</summary>
    /// <param name="topology">The names.</param>
    /// <param name="from">First Unix second.</param>
    /// <param name="to">Unix second at the end, above <paramref name="from"/>.</param>
    public HistoryTracer(Topology topology, long from, long to)
    {
        _topology = topology;
        From = from;
        To = to;
        Prices = topology.Assets.Select(_ => new ValueTrace(from, to)).ToArray();
        _isKnown = new bool[TriggerNames.CatalogueCount * topology.Scopes.Length];
        _sampled = new long[_isKnown.Length];
    }

    /// <summary>First second, Unix.</summary>
    public long From { get; }

    /// <summary>End, Unix second.</summary>
    public long To { get; }

    /// <summary>Reference price of each asset, 1e-8.</summary>
    public IReadOnlyList<ValueTrace> Prices { get; }

    /// <summary>What was measured, by trigger, scope and quantity.</summary>
    public IEnumerable<MeasureTrace> Measures =>
        _measures.Values.OrderBy(m => m.Trigger).ThenBy(m => m.Scope).ThenBy(m => m.Measure);

    /// <summary>A tracer of all that a plan plays.</summary>
    public static HistoryTracer Over(HistoryPlan plan) =>
        new(plan.Topology, plan.FirstTime / FixedPoint.Second, (plan.LastTime / FixedPoint.Second) + 1);

    /// <summary>Takes a reference price of an asset.</summary>
    internal void Price(int asset, long at, long price)
    {
        if (price > 0)
        {
            Prices[asset].Add(at / FixedPoint.Second, price);
        }
    }

    /// <summary>Takes what every trigger measured last.</summary>
    internal void Sample(TriggerReadings readings, long now)
    {
        if (now / FixedPoint.Second >= _nextLook)
        {
            Look(readings);
            _nextLook = (now / FixedPoint.Second) + LookEverySeconds;
        }

        foreach ((TriggerId trigger, int scope) in _known)
        {
            ref readonly Reading reading = ref readings.Of(trigger, scope);
            ref long sampled = ref _sampled[Number(trigger, scope)];
            if (reading.At > sampled && reading.Kind > VerdictKind.NoData)
            {
                Add(trigger, scope, reading.Evidence, reading.At);
                sampled = reading.At;
            }
        }
    }

    /// <summary>Takes a trip, whose moment lies between two samples.</summary>
    internal void Trip(TriggerId trigger, int scope, in Evidence evidence, long at)
    {
        if (IsOfCatalogue(trigger))
        {
            Add(trigger, scope, evidence, at);
        }
    }

    private static bool IsOfCatalogue(TriggerId trigger) => (int)trigger is >= 1 and <= TriggerNames.CatalogueCount;

    private int Number(TriggerId trigger, int scope) => (((int)trigger - 1) * _topology.Scopes.Length) + scope;

    private void Look(TriggerReadings readings)
    {
        for (int trigger = 1; trigger <= TriggerNames.CatalogueCount; trigger++)
        {
            for (int scope = 0; scope < _topology.Scopes.Length; scope++)
            {
                int number = Number((TriggerId)trigger, scope);
                if (!_isKnown[number] && readings.Of((TriggerId)trigger, scope).Kind != VerdictKind.None)
                {
                    _isKnown[number] = true;
                    _known.Add(((TriggerId)trigger, scope));
                }
            }
        }
    }

    private void Add(TriggerId trigger, int scope, in Evidence evidence, long at)
    {
        if (!_measures.TryGetValue((trigger, scope, evidence.Measure), out MeasureTrace? trace))
        {
            trace = new MeasureTrace(trigger, scope, evidence.Measure, new ValueTrace(From, To), new ValueTrace(From, To));
            _measures.Add((trigger, scope, evidence.Measure), trace);
        }

        trace.Add(at, evidence);
    }
}
