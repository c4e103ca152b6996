using System;
using Basisd.Safety;
using Basisd.Triggers;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>What every desk works with: the rooms of one node. The desks share nothing else.</summary>
/// <param name="Topology">The names.</param>
/// <param name="Triggers">The evaluators.</param>
/// <param name="State">What the journal rebuilds.</param>
/// <param name="Health">The venue pool.</param>
/// <param name="Map">The required inputs.</param>
/// <param name="Watch">When they came.</param>
/// <param name="Judge">Where verdicts go.</param>
/// <param name="Counters">What is counted.</param>
/// <param name="Reconciler">Our records against the venues'.</param>
internal sealed record DeskParts(
    Topology Topology, TriggerCatalogue Triggers, DurableState State, VenueHealth Health, InputMap Map, InputWatch Watch, CauseJudge Judge,
    NodeCounters Counters, Reconciler Reconciler)
{
    /// <summary>What the planners work from.</summary>
    public PlanFacts Facts { get; } = new(Topology);

    /// <summary>Positions as the planner of reductions takes them.</summary>
    public PositionFacts PositionFacts => field ??= new PositionFacts(Topology, Facts, Triggers.Prices);

    // Origins of trips that bind several scopes at once lie above every scope index.
    private const int UnitOrigins = Topology.MaxScopes;

    /// <summary>Escalation origin of what is about a unit.</summary>
    public static int OriginOfUnit(int unit) => UnitOrigins + unit;

    /// <summary>Escalation origin of an input that is late.</summary>
    public int OriginOfInput(int input) => UnitOrigins + Topology.Units.Length + input;

    /// <summary>Escalation origin of what is about the chain that carries an asset: the scope of the asset whose chain it is.</summary>
    public int OriginOfChain(int asset)
    {
        Asset carried = Topology.Assets[asset];
        return carried.Follows < 0 ? carried.ScopeIndex : Topology.Assets[carried.Follows].ScopeIndex;
    }

    /// <summary>Escalation origin of what is about a market's venue: one feed that breaks shows on every route of the venue.</summary>
    public int OriginOfVenue(int instrument) => Topology.Venues[Topology.Instruments[instrument].Venue].ScopeIndex;

    /// <summary>Escalation origin of what is about a market's asset, wherever it is traded.</summary>
    public int OriginOfAsset(int instrument) => Topology.Assets[Topology.Instruments[instrument].Asset].ScopeIndex;

    /// <summary>Notes that a required input came; -1 for one that nobody requires.</summary>
    /// <returns>True the first time since the start.</returns>
    public bool Seen(int input, long now)
    {
        if (input < 0)
        {
            return false;
        }

        Triggers.InputStale.Observe(Watch[input].Input, now);
        return Watch.Seen(input, now);
    }

    /// <summary>Whether the cause of a trigger on a scope is active.</summary>
    public bool IsActive(int scope, TriggerId trigger)
    {
        int slot = State.Safety.Causes.Find(scope, trigger);
        return slot >= 0 && State.Safety.Causes[slot].Status == CauseStatus.Active;
    }

    /// <summary>Judges an item of a board: the worst of its scope's items speaks.</summary>
    public void JudgeItem(VerdictBoard board, int item, TriggerId trigger, in Verdict verdict, int origin, long now, Effects effects)
    {
        int scope = board.ScopeOf(item);
        Verdict worst = board.Note(item, verdict, IsActive(scope, trigger));
        Judge.Judge(scope, trigger, worst, origin, now, effects);
    }

    /// <summary>The narrowest scope of each market: its route, else its asset.</summary>
    public int[] ScopeOfInstruments() =>
        Array.ConvertAll(Topology.Instruments, i => Topology.RouteOf(i)?.ScopeIndex ?? Topology.Assets[i.Asset].ScopeIndex);
}
