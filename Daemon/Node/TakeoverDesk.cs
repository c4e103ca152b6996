using System;
using Basisd.Controls;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>
/// A takeover of the slot (SPEC 12): what shows that a venue is reconciled, and when the engine may act. It orders rooms: what differs is the
/// <see cref="Reconciler"/>'s, what is taken away meanwhile is <see cref="TakeoverHold"/>'s. Must never activate an engine while nobody knows
/// whether the venues agree.
/// </summary>
/// <remarks>
/// A venue with a gateway is reconciled by a complete poll that began after the takeover, resolves every fill and order in flight and leaves no
/// difference. One
/// without is reconciled when an engine was heard since and every pair of balances that the ledger has of it was told again and agrees; where
/// an engine tells none, an operator says so (<see cref="NodeInputKind.Explain"/>). The engine is activated when each venue is reconciled, or is
/// known to
/// differ (P1 and a breaker on its scope), or could not be read for <see cref="ReadWithin"/>: one venue that is away must not stop a failover,
/// and what it owes stays held.
/// </remarks>
internal sealed class TakeoverDesk
{
    /// <summary>How long activation waits for a venue that cannot be read, nanoseconds: within the 30 s of a failover (SPEC 12).</summary>
    public const long ReadWithin = 15 * FixedPoint.Second;

    private readonly DeskParts _parts;
    private readonly ControlDesk _controls;
    private readonly PermissionDesk _permissions;
    private readonly NodeGuards _without;
    private readonly long[] _pairTold;
    private long _engineHeard;

    /// <summary>Creates the desk.</summary>
    public TakeoverDesk(DeskParts parts, ControlDesk controls, PermissionDesk permissions, NodeGuards without)
    {
        _without = without;
        _parts = parts;
        _controls = controls;
        _permissions = permissions;
        _pairTold = new long[parts.Topology.Routes.Length];
    }

    /// <summary>Orders, fills and positions that engines told while a venue was awaited. A number that grows: not part of the state.</summary>
    public long FactsHeard { get; private set; }

    private TakeoverBook Book => _parts.State.Takeover;

    /// <summary>Takes the slot over.</summary>
    public StepResult Begin(in NodeInput input, long now, Effects effects)
    {
        bool slot = input.Argument0 is >= 0 and <= int.MaxValue;
        if (!slot || !_parts.State.ApplyTakeover(input.Number, (int)input.Argument0, input.Text, now, effects))
        {
            return StepResult.Refused;
        }

        _engineHeard = 0;
        Array.Clear(_pairTold);
        _permissions.PublishAll(effects);
        _controls.WithdrawOwnership(now, effects);
        return StepResult.Done;
    }

    /// <summary>The slot is about to be let go.</summary>
    public StepResult Release(long now, Effects effects)
    {
        if (Book.Stage is not (TakeoverStage.Active or TakeoverStage.Reconciling) || !_controls.OrderOwnership(CommandKind.Deactivate, now, effects))
        {
            return StepResult.NoChange;
        }

        _permissions.PublishAll(effects);
        return StepResult.Done;
    }

    /// <summary>An engine said something.</summary>
    public void OnEngine(in Observation observation, long now)
    {
        if (observation.Kind == ObservationKind.EngineHeartbeat)
        {
            _engineHeard = now;
        }
        else if (observation.Kind == ObservationKind.BalancePair)
        {
            _pairTold[observation.Index] = now;
        }
        else if (Book.Awaited > 0 && observation.Kind is ObservationKind.OrderEvent or ObservationKind.Fill or ObservationKind.Position)
        {
            FactsHeard++;
        }
    }

    /// <summary>A record of a venue was taken: a poll that is complete may show that it is reconciled.</summary>
    public void OnRecord(in VenueRecord record, long now, Effects effects)
    {
        if (record.Kind == VenueRecordKind.PollEnd && Book.Awaited > 0 && Book.Awaits(record.Venue) && IsShown(record.Venue, now))
        {
            Reconciled(record.Venue, TakeoverProof.Poll, now, effects);
            Settle(now, effects);
        }
    }

    /// <summary>An operator says that a venue without a gateway is reconciled.</summary>
    /// <returns>False if it has one, or is not awaited.</returns>
    public bool Explain(int venue, long now, Effects effects)
    {
        bool awaited = !_parts.Reconciler.HasGateway(venue) && Book.Awaits(venue);
        if (awaited)
        {
            Reconciled(venue, TakeoverProof.Operator, now, effects);
        }

        return awaited;
    }

    /// <summary>Time passed.</summary>
    public void Tick(long now, Effects effects)
    {
        if (!Book.HasAny || (!Book.IsHeld && Book.Awaited == 0))
        {
            return;
        }

        foreach (Venue venue in _parts.Topology.Venues)
        {
            if (Book.Awaits(venue.Index) && !_parts.Reconciler.HasGateway(venue.Index) && IsTold(venue.Index))
            {
                Reconciled(venue.Index, TakeoverProof.Engine, now, effects);
            }
        }

        Settle(now, effects);
    }

    private void Settle(long now, Effects effects)
    {
        if (Book.Stage == TakeoverStage.Reconciling && IsSettled(now) && _controls.OrderOwnership(CommandKind.Activate, now, effects))
        {
            _permissions.PublishAll(effects);
            _controls.TellOutstanding(effects);
        }
    }

    private void Reconciled(int venue, TakeoverProof proof, long now, Effects effects)
    {
        if (_parts.State.ApplyReconciled(venue, proof, now, effects))
        {
            _permissions.PublishAll(effects);
        }
    }

    private bool IsShown(int venue, long now) => _without.HasFlag(NodeGuards.LeavesNothingInFlight)
        || (_parts.State.Records.Of(venue) is { Fills.Count: 0 } && _parts.Reconciler.IsVenueClean(venue, Book.At, now));

    private bool IsTold(int venue)
    {
        bool told = _engineHeard > Book.At;
        foreach (Route route in _parts.Topology.Routes)
        {
            bool concerns = route.Venue == venue || route.SecondVenue == venue;
            bool again = !_parts.State.Ledger.IsReported(route.Index) || _pairTold[route.Index] > Book.At;
            told &= !concerns || (again && _parts.State.Ledger.IsClean(route.Index));
        }

        return told;
    }

    private bool IsSettled(long now)
    {
        bool late = now - Book.At >= ReadWithin || _without.HasFlag(NodeGuards.AwaitsSettlement);
        foreach (Venue venue in _parts.Topology.Venues)
        {
            if (Book.Awaits(venue.Index) && !late && !Differs(venue))
            {
                return false;
            }
        }

        return true;
    }

    // Its breaker is latched: what differs is known, and protected by more than this hold.
    private bool Differs(Venue venue)
    {
        bool read = !_parts.Reconciler.HasGateway(venue.Index) || _parts.Reconciler.PollsOf(venue.Index).CompleteBegan > Book.At;
        bool bound = _parts.IsActive(venue.ScopeIndex, TriggerId.ReconciliationFailure);
        foreach (Route route in _parts.Topology.Routes)
        {
            bound |= route.Venue == venue.Index && _parts.IsActive(route.ScopeIndex, TriggerId.ReconciliationFailure);
        }

        return read && bound;
    }
}
