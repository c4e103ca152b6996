using System;
using Basisd.Safety;
using Basisd.Triggers;
using Basisd.Venues;

namespace Basisd.Node;

/// <summary>
/// Records of the venues' gateways: which of them are journaled, and what the differences that reconciliation finds do to their scopes. It
/// dispatches; every rule is in the <see cref="Reconciler"/> and the triggers.
/// </summary>
internal sealed class LedgerDesk
{
    private readonly DeskParts _parts;
    private readonly Reconciler _reconciler;

    /// <summary>Creates the desk.</summary>
    public LedgerDesk(DeskParts parts)
    {
        _parts = parts;
        _reconciler = parts.Reconciler;
    }

    /// <summary>From a start on exactly the venues with a gateway are watched: what was configured before may have been others.</summary>
    public void Start(long now, Effects effects)
    {
        foreach (Venue venue in _parts.Topology.Venues)
        {
            bool watched = _parts.State.Records.Of(venue.Index) is not null;
            bool gateway = _reconciler.HasGateway(venue.Index);
            if (watched != gateway)
            {
                Watch(venue.Index, gateway, now, effects);
            }
        }
    }

    /// <summary>Takes one record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <param name="effects">Where the consequences go.</param>
    /// <param name="firstSeen">Whether a required input was seen for the first time since the start.</param>
    /// <returns>Refused if it is not one that a gateway of this topology could have sent.</returns>
    public StepResult Take(in VenueRecord record, long now, Effects effects, out bool firstSeen)
    {
        firstSeen = false;
        bool isKind = record.Kind is >= VenueRecordKind.PollBegin and <= VenueRecordKind.PollFailed;
        if (!isKind || !_parts.State.Records.Fits(record) || !_reconciler.HasGateway(record.Venue))
        {
            _parts.Counters.RefusedRecords++;
            return StepResult.Refused;
        }

        if (_parts.State.Records.Of(record.Venue) is null)
        {
            Watch(record.Venue, true, now, effects);
        }

        VenueBook book = _parts.State.Records.Of(record.Venue)!;
        PollWatch poll = _reconciler.PollsOf(record.Venue);
        if (record.Kind == VenueRecordKind.PollBegin)
        {
            Begin(book, record, now, effects);
        }
        else if (record.Kind is VenueRecordKind.Fill or VenueRecordKind.Funding or VenueRecordKind.Transfer)
        {
            TakeEvent(book, poll, record, now, effects);
        }
        else if (poll.IsRunning)
        {
            TakeState(book, record, now, effects);
            firstSeen = record.Kind == VenueRecordKind.PollEnd && End(book, poll, record, now, effects);
        }

        return StepResult.Done;
    }

    /// <summary>An operator explained the open differences of a venue.</summary>
    public void Explain(int venue, long now, Effects effects)
    {
        VenueRecord explained = new() { Kind = VenueRecordKind.Explained, Venue = venue };
        _parts.State.RecordDesk.Apply(explained, now, effects);
        _reconciler.Forget(venue, all: false);
    }

    /// <summary>Ends a second: what waits for a counterpart grows old without a word from anyone.</summary>
    public void EndSecond(long now, Effects effects)
    {
        foreach (Venue venue in _parts.Topology.Venues)
        {
            if (_reconciler.HasGateway(venue.Index))
            {
                Follow(venue.Index, false, now, effects);
                JudgeVenue(venue.Index, false, now, effects);
            }
        }
    }

    private void Begin(VenueBook book, in VenueRecord record, long now, Effects effects)
    {
        // Polls are told of when they are over: what counts is when this one began to ask, as far as that can be believed.
        _reconciler.Begin(record.Venue, Math.Min(record.Time, now));
        if (!book.IsOpened)
        {
            _parts.State.RecordDesk.Apply(record, now, effects);
        }
    }

    // Before the first balance of the first poll an event is in that balance already; one that was applied is not applied again.
    private void TakeEvent(VenueBook book, PollWatch poll, in VenueRecord record, long now, Effects effects)
    {
        if (!book.IsOpened && !poll.HasBalances)
        {
            poll.HasEarlyEvents = true;
        }
        else if (record.Seq > book.Cursor)
        {
            _parts.State.RecordDesk.Apply(record, now, effects);
        }
        else
        {
            _parts.Counters.RepeatedRecords++;
        }
    }

    private void TakeState(VenueBook book, in VenueRecord record, long now, Effects effects)
    {
        bool news = false;
        switch (record.Kind)
        {
            case VenueRecordKind.Balance:
                AccountBook accounts = _parts.State.Records.Accounts;
                int account = accounts.Of(record.Venue, record.Item);
                _reconciler.OnBalance(record);
                news = !book.IsOpened || (!accounts.IsUnconfigured(account) && accounts.FoundOf(account) != record.Quantity);
                break;
            case VenueRecordKind.Position:
                _reconciler.OnPosition(record);
                news = record.Item >= 0 && _parts.State.Records.Positions.VenuesOf(record.Item) != record.Quantity;
                break;
            case VenueRecordKind.OpenOrder:
                news = !book.IsOpened && !book.Orders.Knows(record.OrderId);
                _reconciler.OnOrder(record, now);
                break;
            case VenueRecordKind.PollFailed: _reconciler.Fail(record.Venue); break;
        }

        if (news)
        {
            _parts.State.RecordDesk.Apply(record, now, effects);
        }
    }

    private bool End(VenueBook book, PollWatch poll, in VenueRecord record, long now, Effects effects)
    {
        bool isFirst = !book.IsOpened;
        if (isFirst && poll.HasEarlyEvents && !poll.HasBalances)
        {
            // Events without a single balance to begin from: the next poll has one.
            _reconciler.Fail(record.Venue);
            return false;
        }

        if (isFirst)
        {
            _parts.State.RecordDesk.Apply(record, now, effects);
        }

        _reconciler.End(record.Venue, isFirst, now);
        Follow(record.Venue, true, now, effects);
        _reconciler.NoteClean(record.Venue);
        JudgeVenue(record.Venue, true, now, effects);
        return _parts.Seen(_parts.Map.OfPolls[record.Venue], now);
    }

    // Every change makes the next question another one; the bound is for a rule that would not.
    private void Follow(int venue, bool atEnd, long now, Effects effects)
    {
        for (int i = 0; i < 4 * DifferenceBook.Capacity; i++)
        {
            if (!_reconciler.Finder.TryNext(venue, now, atEnd, out DifferenceChange change)
                || !_parts.State.RecordDesk.Apply(change, now, effects))
            {
                break;
            }
        }
    }

    // A position that nobody knows is critical; an order that the engine never emitted is the platform's matter (SPEC 5).
    private void JudgeVenue(int venue, bool atEnd, long now, Effects effects)
    {
        // One gateway that errs shows on every account of its venue: one event, however many scopes it binds.
        int origin = _parts.Topology.Venues[venue].ScopeIndex;
        ReconciliationFailure trigger = _parts.Triggers.ReconciliationFailure;

        // While a takeover of the venue is not reconciled every mismatch is P1 and its own scope's matter, an order that nobody knows among them: its
        // word may have been in the tail that was never committed (SPEC 12).
        bool failover = _parts.State.Takeover.Awaits(venue);
        for (int item = 0; item <= _reconciler.ItemOfVenue(venue); item++)
        {
            if (_reconciler.VenueOf(item) != venue)
            {
                continue;
            }

            int open = _reconciler.First(item, failover, out Difference worst);
            bool critical = failover ? open > 0 : worst.Kind == DifferenceKind.UnknownPosition;
            Evidence evidence = DifferenceEvidence.Of(worst, _reconciler.Settings.TripAgeNs);
            Verdict verdict = atEnd
                ? trigger.OnPoll(item, open, critical, _reconciler.HasPending(item) || _reconciler.HasOpen(item), evidence)
                : ReconciliationFailure.OnOpen(open, critical, evidence);
            int scope = _reconciler.ScopeOf(item);
            _parts.Judge.Judge(scope, TriggerId.ReconciliationFailure, verdict, origin, now, effects, failover);
        }

        if (!failover && _reconciler.TryUnknownOrder(venue, out long orderId))
        {
            Verdict unknown = _parts.Triggers.ExecutionIntegrity.OnUnknownOrder(orderId);
            _parts.Judge.Judge(Topology.Platform, TriggerId.ExecutionIntegrity, unknown, origin, now, effects);
        }
    }

    private void Watch(int venue, bool on, long now, Effects effects)
    {
        VenueRecord watch = new() { Kind = on ? VenueRecordKind.Watched : VenueRecordKind.Unwatched, Venue = venue };
        _parts.State.RecordDesk.Apply(watch, now, effects);
        _reconciler.Forget(venue, all: true);
    }
}
