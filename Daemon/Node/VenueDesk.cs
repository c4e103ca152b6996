using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>Venues: their calls, their transfers, the margin that they ask for. It dispatches; it holds no rule.</summary>
internal sealed class VenueDesk
{
    private readonly DeskParts _parts;
    private readonly bool[] _halted;

    /// <summary>Creates the desk.</summary>
    public VenueDesk(DeskParts parts)
    {
        _parts = parts;
        _halted = new bool[parts.Topology.Routes.Length];
        Distress = new VerdictBoard(new int[parts.Topology.Venues.Length]);
    }

    /// <summary>The verdicts on the distress of each venue, which share the platform.</summary>
    public VerdictBoard Distress { get; }

    /// <summary>Takes a call's result.</summary>
    /// <returns>True if a required input was seen for the first time since the start.</returns>
    public bool OnCall(in Observation call, long now, Effects effects)
    {
        int venue = (int)call.Index;
        bool succeeded = call.V0 == 0;
        _parts.Health.OnCall(venue, succeeded);
        int scope = _parts.Topology.Venues[venue].ScopeIndex;
        Verdict verdict = _parts.Triggers.ApiFailure.OnCall(
            venue, _parts.Health.ConsecutiveFailures(venue), _parts.Health.ConsecutiveSuccesses(venue), now);

        // "and clean ledger checks" (SPEC 5): three successes alone do not clear.
        bool unclean = verdict.Kind == VerdictKind.Clear && !IsLedgerClean(venue, now);
        _parts.Judge.Judge(scope, TriggerId.ApiFailure, unclean ? verdict with { Kind = VerdictKind.Between } : verdict, scope, now, effects);
        Verdict instability = _parts.Triggers.ApiInstability.OnCall(venue, succeeded, call.V1, call.V2, now);
        _parts.Judge.Judge(scope, TriggerId.ApiInstability, instability, scope, now, effects);
        return _parts.Seen(_parts.Map.OfVenue[venue], now);
    }

    /// <summary>Takes the transfer status of a route.</summary>
    public void OnTransferStatus(in Observation status, long now, Effects effects)
    {
        int route = (int)status.Index;
        Verdict halt = _parts.Triggers.TransferHalt.OnStatus(route, status.V0 != 0, status.V1 != 0, status.V2 != 0, now);
        JudgeTransfers(route, TriggerId.TransferHalt, halt, now, effects);
        int venue = _parts.Topology.Routes[route].Venue;
        for (int i = 0; i < _halted.Length; i++)
        {
            _halted[i] = _parts.Triggers.TransferHalt.IsHalted(i, now);
        }

        Verdict distress = _parts.Triggers.VenueInsolvency.OnHalts(venue, _halted, now);
        _parts.JudgeItem(Distress, venue, TriggerId.VenueInsolvency, distress, OriginOf(venue), now, effects);
    }

    /// <summary>Takes what became of a transfer.</summary>
    public void OnTransfer(in Observation transfer, long now, Effects effects)
    {
        int route = (int)transfer.Index;
        Verdict late = _parts.Triggers.SettlementDegradation.OnTransfer(route, transfer.V2, transfer.V0, (int)transfer.V1, now);
        JudgeTransfers(route, TriggerId.SettlementDegradation, late, now, effects);
        Verdict halt = _parts.Triggers.TransferHalt.OnTransfer(route, transfer.V1 == 0, now);
        JudgeTransfers(route, TriggerId.TransferHalt, halt, now, effects);
    }

    /// <summary>Takes an independent feed's report that a venue is in distress.</summary>
    public void OnDistress(int venue, int feed, long now, Effects effects)
    {
        Verdict distress = _parts.Triggers.VenueInsolvency.OnReport(venue, feed, now);
        _parts.JudgeItem(Distress, venue, TriggerId.VenueInsolvency, distress, OriginOf(venue), now, effects);
    }

    /// <summary>Takes a position's margin ratio.</summary>
    public void OnMargin(in Observation margin, long now, Effects effects)
    {
        Verdict verdict = _parts.Triggers.MarginBufferBreach.OnRatio((int)margin.Index, margin.V0, margin.V1 != 0, now);
        int scope = _parts.Topology.Venues[_parts.Topology.Positions[(int)margin.Index].Venue].ScopeIndex;
        _parts.Judge.Judge(scope, TriggerId.MarginBufferBreach, verdict, scope, now, effects);
    }

    /// <summary>Ends a second: windows move on, transfers and ratios grow old without a word from anyone.</summary>
    public void EndSecond(long now, Effects effects)
    {
        foreach (Venue venue in _parts.Topology.Venues)
        {
            Verdict margin = _parts.Triggers.MarginBufferBreach.Judge(venue.Index, now);
            _parts.Judge.Judge(venue.ScopeIndex, TriggerId.MarginBufferBreach, margin, venue.ScopeIndex, now, effects);
            Verdict instability = _parts.Triggers.ApiInstability.Judge(venue.Index, now);
            _parts.Judge.Judge(venue.ScopeIndex, TriggerId.ApiInstability, instability, venue.ScopeIndex, now, effects);
        }

        foreach (Route route in _parts.Topology.Routes)
        {
            Verdict late = _parts.Triggers.SettlementDegradation.Judge(route.Index, now);
            JudgeTransfers(route.Index, TriggerId.SettlementDegradation, late, now, effects);
        }
    }

    // A chain that stands still halts the transfers of every venue: one event, however many routes it binds.
    private void JudgeTransfers(int route, TriggerId trigger, in Verdict verdict, long now, Effects effects)
    {
        Route of = _parts.Topology.Routes[route];
        _parts.Judge.Judge(of.ScopeIndex, trigger, verdict, _parts.OriginOfChain(of.Asset), now, effects);
    }

    private int OriginOf(int venue) => _parts.Topology.Venues[venue].ScopeIndex;

    // What the engine says of its books binds only where it says that they differ; where the venue has a gateway its own polls must be clean.
    private bool IsLedgerClean(int venue, long now)
    {
        foreach (Route route in _parts.Topology.Routes)
        {
            if ((route.Venue == venue || route.SecondVenue == venue) && !_parts.State.Ledger.IsClean(route.Index))
            {
                return false;
            }
        }

        long since = _parts.State.Safety.SinceOf(_parts.Topology.Venues[venue].ScopeIndex);
        return !_parts.Reconciler.HasGateway(venue) || _parts.Reconciler.IsVenueClean(venue, since, now);
    }
}
