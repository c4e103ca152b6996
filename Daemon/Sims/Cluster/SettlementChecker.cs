using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Sims.Cluster;

/// <summary>
/// Every in-flight order is resolved: when a takeover lets the venue go, all that the exchange had accepted by then is in the books and agrees; the
/// engine is activated only then, or when what differs is known and bound, or when the venue could not be read for as long as it waits.
/// </summary>
internal sealed class SettlementChecker(int slots, SimExchange exchange)
{
    private const string Promise = "every in-flight order is resolved";

    private readonly ulong[] _owed = new ulong[slots];
    private readonly ulong[] _epoch = new ulong[slots];
    private readonly TakeoverStage[] _stage = new TakeoverStage[slots];

    /// <summary>A node takes a slot over: what the exchange has by now was sent before.</summary>
    public void TakenOver(int slot, ulong epoch, long now)
    {
        if (epoch > _epoch[slot])
        {
            _epoch[slot] = epoch;
            _owed[slot] = exchange.Accepted(slot, now);
        }
    }

    /// <summary>An entry of a slot was committed.</summary>
    public void Committed(int slot, NodeCore core, EntryKind kind)
    {
        TakeoverBook takeover = core.State.Takeover;
        bool isActivated = takeover.Stage == TakeoverStage.Active && _stage[slot] != TakeoverStage.Active;
        _stage[slot] = takeover.Stage;
        VenueBook? book = core.State.Records.Of(SimCores.Listed);
        if ((ulong)takeover.Epoch != _epoch[slot])
        {
            return;
        }

        bool isAwaited = takeover.Awaits(SimCores.Listed);
        if (kind == EntryKind.TakeoverReconciled && !isAwaited && core.State.Takeover.Stage == TakeoverStage.Reconciling)
        {
            bool isSettled = book is { Fills.Count: 0, Differences.Count: 0 } && (ulong)book.Cursor >= _owed[slot];
            if (!isSettled)
            {
                throw new SimViolationException(
                    Promise,
                    $"slot {slot} lets the venue go under epoch {takeover.Epoch} with {_owed[slot]} orders at the exchange, its books end at "
                    + $"{book?.Cursor ?? 0} with {book?.Fills.Count ?? 0} fills open and {book?.Differences.Count ?? 0} differences");
            }
        }

        if (isActivated && isAwaited && takeover.ActivatedAt - takeover.At < TakeoverDesk.ReadWithin && !IsBound(core))
        {
            throw new SimViolationException(
                Promise, $"the engine of slot {slot} is activated under epoch {takeover.Epoch}, and the venue was not reconciled");
        }
    }

    /// <summary>What of a slot is not resolved; null when all is.</summary>
    public string? Unresolved(int slot, NodeCore core, long now)
    {
        ulong accepted = exchange.Accepted(slot, now);
        TakeoverBook takeover = core.State.Takeover;
        VenueBook? book = core.State.Records.Of(SimCores.Listed);
        bool isResolved = takeover.Awaited == 0 && book is { Fills.Count: 0, Differences.Count: 0 } && (ulong)book.Cursor == accepted;
        return isResolved ? null
            : $"slot {slot} has {accepted} orders at the exchange, its books end at {book?.Cursor ?? 0} with {book?.Fills.Count ?? 0} fills open and "
                + $"{book?.Differences.Count ?? 0} differences, {takeover.Awaited} venues are awaited";
    }

    private static bool IsBound(NodeCore core)
    {
        Topology topology = core.Topology;
        Route route = topology.Routes[SimCores.Listed];
        return core.State.Safety.ModeOf(route.ScopeIndex) != Mode.Normal
            || core.State.Safety.ModeOf(topology.Venues[route.Venue].ScopeIndex) != Mode.Normal;
    }
}
