using System;
using Basisd.Safety;

namespace Basisd.Node;

/// <summary>
/// The latest depth, predicted slippage, margin, quantity and balance per index with their source times: what the planners of SPEC 8 work from.
/// Not part of the state and of no snapshot: after a start a fact counts as never seen until it is reported again. It judges nothing.
/// </summary>
public sealed class PlanFacts
{
    /// <summary>Source time of what was never seen.</summary>
    public const long Never = 0;

    private readonly Observation[] _depth;
    private readonly Observation[] _slippage;
    private readonly Observation[] _margin;
    private readonly Observation[] _position;
    private readonly Observation[] _pair;

    /// <summary>Fixes all memory; nothing was seen yet.</summary>
    public PlanFacts(Topology topology)
    {
        _depth = new Observation[topology.Instruments.Length];
        _slippage = new Observation[topology.Routes.Length];
        _margin = new Observation[topology.Positions.Length];
        _position = new Observation[topology.Positions.Length];
        _pair = new Observation[topology.Routes.Length];
    }

    /// <summary>Notes an observation of a known index; kinds that no planner reads go by.</summary>
    public void Note(in Observation observation)
    {
        switch (observation.Kind)
        {
            case ObservationKind.Depth: Keep(_depth, observation); break;
            case ObservationKind.Slippage: Keep(_slippage, observation); break;
            case ObservationKind.MarginRatio: Keep(_margin, observation); break;
            case ObservationKind.Position: Keep(_position, observation); break;
            case ObservationKind.BalancePair: Keep(_pair, observation); break;
        }
    }

    /// <summary>Depth of a market.</summary>
    public ref readonly Observation DepthOf(int instrument) => ref _depth[instrument];

    /// <summary>Slippage of a route.</summary>
    public ref readonly Observation SlippageOf(int route) => ref _slippage[route];

    /// <summary>Margin ratio of a position.</summary>
    public ref readonly Observation MarginOf(int position) => ref _margin[position];

    /// <summary>Balance pair of a route.</summary>
    public ref readonly Observation PairOf(int route) => ref _pair[route];

    /// <summary>Signed quantity of a position, 1e-8: from whichever report is the later one, the position itself or its margin ratio.</summary>
    /// <returns>False where neither was ever seen.</returns>
    public bool TryQuantityOf(int position, out long quantity)
    {
        ref readonly Observation own = ref _position[position];
        ref readonly Observation margin = ref _margin[position];
        quantity = own.SourceTime >= margin.SourceTime ? own.V0 : margin.V1;
        return own.SourceTime != Never || margin.SourceTime != Never;
    }

    /// <summary>Age of an observation, ns; one whose source runs ahead of the node is new, one that was never seen is -1.</summary>
    public static long AgeOf(in Observation observation, long now) =>
        observation.SourceTime == Never ? -1 : Math.Max(0, now - observation.SourceTime);

    // What comes late must not displace what is known to be newer.
    private static void Keep(Observation[] latest, in Observation observation)
    {
        ref Observation kept = ref latest[(int)observation.Index];
        if (observation.SourceTime >= kept.SourceTime)
        {
            kept = observation;
        }
    }
}
