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
    /// <param name="observation">The observation.</param>
    /// <param name="now">Core time, Unix ns: what a source says of later times was not so yet.</param>
    public void Note(in Observation observation, long now)
    {
        switch (observation.Kind)
        {
            case ObservationKind.Depth: Keep(_depth, observation, now); break;
            case ObservationKind.Slippage: Keep(_slippage, observation, now); break;
            case ObservationKind.MarginRatio: Keep(_margin, observation, now); break;
            case ObservationKind.Position: Keep(_position, observation, now); break;
            case ObservationKind.BalancePair: Keep(_pair, observation, now); break;
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
    /// <param name="position">Index of the position.</param>
    /// <param name="quantity">The quantity.</param>
    /// <param name="at">When it was so, as its source says, Unix ns.</param>
    /// <returns>False where neither was ever seen.</returns>
    public bool TryQuantityOf(int position, out long quantity, out long at)
    {
        ref readonly Observation own = ref _position[position];
        ref readonly Observation margin = ref _margin[position];
        quantity = own.SourceTime >= margin.SourceTime ? own.V0 : margin.V1;
        at = Math.Max(own.SourceTime, margin.SourceTime);
        return at != Never;
    }

    /// <summary>A complete poll of a venue shows a position.</summary>
    /// <param name="position">Index of the position.</param>
    /// <param name="quantity">Its quantity, 1e-8, 0 where the venue lists none.</param>
    /// <param name="begunAt">When the poll began, Unix ns.</param>
    public void NotePolled(int position, long quantity, long begunAt) =>
        Keep(_position, new Observation { Kind = ObservationKind.Position, Index = (uint)position, V0 = quantity, SourceTime = begunAt }, begunAt);

    /// <summary>Age of an observation, ns; one whose source runs ahead of the node is new, one that was never seen is -1.</summary>
    public static long AgeOf(in Observation observation, long now) =>
        observation.SourceTime == Never ? -1 : Math.Max(0, now - observation.SourceTime);

    // What comes late must not displace what is known to be newer.
    private static void Keep(Observation[] latest, in Observation observation, long now)
    {
        ref Observation kept = ref latest[(int)observation.Index];
        if (observation.SourceTime >= kept.SourceTime)
        {
            kept = observation;
            kept.SourceTime = Math.Min(kept.SourceTime, now);
        }
    }
}
