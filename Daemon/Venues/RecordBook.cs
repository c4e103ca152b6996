using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// The durable side of reconciliation: what the engine reported and what the venues' gateways listed, from the journal alone, so that a replay
/// rebuilds it bit for bit. What a record by itself shows to be wrong it says at once (<see cref="Raised"/>); what only time can show is the
/// <see cref="Reconciler"/>'s. A venue is in the book from the entry that says it is watched on; before that nothing of it is kept. Never reads a
/// setting and never forgives an amount.
/// </summary>
public sealed class RecordBook
{
    private readonly Topology _topology;
    private readonly VenueBook?[] _venues;
    private readonly DifferenceChange[] _raised = new DifferenceChange[DifferenceBook.Capacity + 8];
    private int _raisedCount;
    private ulong _digest;

    /// <summary>Starts with no venue watched.</summary>
    public RecordBook(Topology topology)
    {
        _topology = topology;
        _venues = new VenueBook?[topology.Venues.Length];
        Accounts = new AccountBook(topology);
        Positions = new PositionBook(topology);
        Settlement = new FillSettlement(topology, Accounts);
    }

    /// <summary>The accounts.</summary>
    public AccountBook Accounts { get; }

    /// <summary>The positions.</summary>
    public PositionBook Positions { get; }

    /// <summary>Differences that the latest record or fact opened or ended, each to be journaled behind it. Valid until the next one.</summary>
    public ReadOnlySpan<DifferenceChange> Raised => _raised.AsSpan(0, _raisedCount);

    /// <summary>Whether any venue is watched: else there is nothing to hash.</summary>
    public bool IsEmpty => Array.TrueForAll(_venues, v => v is null);

    private FillSettlement Settlement { get; }

    /// <summary>The book of a venue, or null while it is not watched.</summary>
    public VenueBook? Of(int venue) => _venues[venue];

    /// <summary>Whether the record's indexes are those of this topology and venue.</summary>
    public bool Fits(in VenueRecord record)
    {
        if (record.Venue < 0 || record.Venue >= _venues.Length)
        {
            return false;
        }

        return record.Kind switch
        {
            VenueRecordKind.Fill => IsRoute(record) && IsAccount(record.Venue, record.CashAccount) && IsAccount(record.Venue, record.FeeAccount),
            VenueRecordKind.OpenOrder => IsRoute(record),
            VenueRecordKind.Funding => IsPosition(record) && IsAccount(record.Venue, record.CashAccount),
            VenueRecordKind.Position => IsPosition(record),
            VenueRecordKind.Transfer or VenueRecordKind.Balance => IsAccount(record.Venue, record.Item),
            _ => true,
        };
    }

    /// <summary>Applies a journaled record.</summary>
    /// <returns>False if the venue is not watched: the record cannot be.</returns>
    public bool Apply(in VenueRecord record, long at)
    {
        _raisedCount = 0;
        if (record.Kind == VenueRecordKind.Watched)
        {
            _venues[record.Venue] ??= new VenueBook();
            Note(record, at);
            return true;
        }

        VenueBook? book = _venues[record.Venue];
        if (book is null)
        {
            return false;
        }

        Note(record, at);
        switch (record.Kind)
        {
            case VenueRecordKind.Unwatched:
                _venues[record.Venue] = null;
                Accounts.Forget(record.Venue);
                Positions.Forget(record.Venue);
                break;
            case VenueRecordKind.PollBegin when !book.IsOpened: Accounts.Forget(record.Venue); break;
            case VenueRecordKind.PollEnd when !book.IsOpened:
                book.IsOpened = true;
                book.OpenedAt = at;
                break;
            case VenueRecordKind.Fill: Settlement.OnVenueFill(book, record, at, this); break;
            case VenueRecordKind.Funding: OnFunding(book, record, at); break;
            case VenueRecordKind.Transfer: OnTransfer(book, record, at); break;
            case VenueRecordKind.Balance: OnBalance(book, record); break;
            case VenueRecordKind.Position when record.Item >= 0: Positions.Say(record.Item, record.Quantity); break;
            case VenueRecordKind.OpenOrder: book.Orders.Note(record.OrderId, closed: false); break;
            case VenueRecordKind.Explained: Explain(book); break;
        }

        book.Cursor = record.Kind is VenueRecordKind.Fill or VenueRecordKind.Funding or VenueRecordKind.Transfer
            || (!book.IsOpened && record.Kind == VenueRecordKind.Balance) ? Math.Max(book.Cursor, record.Seq) : book.Cursor;
        return true;
    }

    /// <summary>A fact is to be noted: what the one before it showed is done with.</summary>
    public void BeginFact() => _raisedCount = 0;

    /// <summary>Notes an order event of the engine.</summary>
    public void OnOurOrder(int route, long orderId, bool closed)
    {
        _raisedCount = 0;
        VenueBook? book = BookOfRoute(route);
        if (book is not null)
        {
            book.Orders.Note(orderId, closed);
            Note(route, orderId, closed ? 1 : 0);
            EndOrder(book, orderId);
        }
    }

    /// <summary>Notes a fill that the engine reported.</summary>
    /// <param name="route">Index of the route.</param>
    /// <param name="fill">The fill; <see cref="FillEntry.Since"/> is the core time.</param>
    /// <param name="sourceTime">When the engine says that it was, Unix nanoseconds.</param>
    public void OnOurFill(int route, in FillEntry fill, long sourceTime)
    {
        _raisedCount = 0;
        VenueBook? book = BookOfRoute(route);
        if (book is not null)
        {
            Note(route, fill.OrderId, fill.Id);
            Note(0, fill.Quantity, fill.Price);
            book.Orders.Note(fill.OrderId, closed: false);
            Settlement.OnOurFill(book, _topology.Routes[route].Venue, fill, sourceTime, this);
        }
    }

    /// <summary>Notes a position that the engine reported.</summary>
    public void OnOurPosition(int position, long quantity)
    {
        _raisedCount = 0;
        if (_venues[_topology.Positions[position].Venue] is not null)
        {
            Positions.Report(position, quantity);
            Note(position, quantity, 0);
        }
    }

    /// <summary>Applies a step of a difference that time has decided.</summary>
    /// <returns>False if it does not follow.</returns>
    public bool Apply(in DifferenceChange change)
    {
        _raisedCount = 0;
        VenueBook? book = change.Difference.Venue >= 0 && change.Difference.Venue < _venues.Length ? _venues[change.Difference.Venue] : null;
        if (book is null || !book.Differences.Take(change))
        {
            return false;
        }

        Note((int)change.Step, (long)change.Difference.Kind, change.Difference.Amount);
        return true;
    }

    /// <summary>Writes what the state hash covers.</summary>
    public void WriteDigest(CanonicalWriter writer)
    {
        if (!IsEmpty)
        {
            writer.U64(_digest);
            for (int venue = 0; venue < _venues.Length; venue++)
            {
                if (_venues[venue] is VenueBook book)
                {
                    writer.I32(venue);
                    writer.I64(book.Cursor);
                    writer.Bool(book.IsOpened);
                    Accounts.Write(writer, venue);
                    book.Differences.Write(writer);
                }
            }
        }
    }

    /// <summary>Writes everything.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.U64(_digest);
        writer.I32(_venues.Length);
        for (int venue = 0; venue < _venues.Length; venue++)
        {
            VenueBook? book = _venues[venue];
            writer.Bool(book is not null);
            if (book is not null)
            {
                book.Write(writer);
                Accounts.Write(writer, venue);
                Positions.Write(writer, venue);
            }
        }
    }

    /// <summary>Reads everything.</summary>
    /// <exception cref="CanonicalFormatException">Another number of venues.</exception>
    public void Read(ref CanonicalReader reader)
    {
        _digest = reader.U64();
        if (reader.I32() != _venues.Length)
        {
            throw new CanonicalFormatException("the venues' records are of another number of venues");
        }

        for (int venue = 0; venue < _venues.Length; venue++)
        {
            _venues[venue] = null;
            if (reader.Bool())
            {
                VenueBook book = new();
                book.Read(ref reader);
                _venues[venue] = book;
                Accounts.Read(ref reader, venue);
                Positions.Read(ref reader, venue);
            }
        }
    }

    /// <summary>Opens a difference, or says that there is no room for one more.</summary>
    internal void Open(VenueBook book, in Difference difference)
    {
        if (book.Differences.Find(difference) >= 0)
        {
            return;
        }

        Difference opened = book.Differences.HasRoom
            ? difference
            : Difference.Overflow(difference.Venue, difference.Since);
        Take(book, new DifferenceChange(DifferenceStep.Opened, opened));
    }

    /// <summary>Ends a difference if it is open.</summary>
    internal void End(VenueBook book, DifferenceKind kind, int item, long orderId, long id, DifferenceStep step)
    {
        foreach (ref readonly Difference open in book.Differences.Open)
        {
            if (open.Kind == kind && open.Item == item && open.OrderId == orderId && open.Id == id)
            {
                Take(book, new DifferenceChange(step, open));
                return;
            }
        }
    }

    /// <summary>Ends the difference about an order that the engine turns out to have emitted.</summary>
    internal void EndOrder(VenueBook book, long orderId)
    {
        for (int i = book.Differences.Count - 1; i >= 0; i--)
        {
            Difference open = book.Differences.Open[i];
            if (open.OrderId == orderId && (open.Kind is DifferenceKind.UnknownOrder or DifferenceKind.ForgottenOrder))
            {
                Take(book, new DifferenceChange(DifferenceStep.Emitted, open));
            }
        }
    }

    private void Take(VenueBook book, DifferenceChange change)
    {
        if (book.Differences.Take(change))
        {
            _raised[_raisedCount++] = change;
        }
    }

    private void OnFunding(VenueBook book, in VenueRecord record, long at)
    {
        long first = book.Funding.SeqOf(record.Id);
        if (first != 0)
        {
            Open(book, Seen(record, DifferenceKind.DuplicateFunding, first, record.Seq, record.Cash, at));
            return;
        }

        book.Funding.Add(record.Id, record.Seq);
        Accounts.Move(Accounts.Of(record.Venue, record.CashAccount), record.Cash);
        long due = LedgerAmounts.Funding(record.Quantity, record.Price, record.RatePpm);
        if (due != record.Cash)
        {
            Open(book, Seen(record, DifferenceKind.FundingAmount, due, record.Cash, LedgerAmounts.Clamp((Int128)record.Cash - due), at));
        }
    }

    private void OnTransfer(VenueBook book, in VenueRecord record, long at)
    {
        long first = book.Transfers.SeqOf(record.Id);
        if (first != 0)
        {
            Open(book, Seen(record, DifferenceKind.DuplicateTransfer, first, record.Seq, record.Quantity, at));
            return;
        }

        book.Transfers.Add(record.Id, record.Seq);
        Accounts.Move(Accounts.Of(record.Venue, record.Item), record.Quantity);
    }

    private void OnBalance(VenueBook book, in VenueRecord record)
    {
        int account = Accounts.Of(record.Venue, record.Item);
        if (book.IsOpened)
        {
            Accounts.Say(account, record.Quantity);
        }
        else
        {
            Accounts.Begin(account, record.Quantity);
        }
    }

    // An operator has looked into it: what stands is the new beginning, to the last unit and no further.
    private void Explain(VenueBook book)
    {
        for (int i = book.Differences.Count - 1; i >= 0; i--)
        {
            Difference open = book.Differences.Open[i];
            if (open.Kind is DifferenceKind.Position or DifferenceKind.UnknownPosition)
            {
                continue;
            }

            int fill = open.Kind is DifferenceKind.MissingAtVenue or DifferenceKind.MissingAtEngine
                ? book.Fills.FindOpen(open.Item, open.Id) : -1;
            if (fill >= 0)
            {
                book.Fills.Settle(fill, book.Fills.Open[fill].Seq);
            }

            if (open.Kind == DifferenceKind.Balance)
            {
                Accounts.Move(Accounts.Of(open.Venue, open.Item), open.Amount);
            }

            if (open.Kind is DifferenceKind.UnknownOrder or DifferenceKind.ForgottenOrder)
            {
                book.Orders.Note(open.OrderId, closed: false);
                Settlement.SettleOrder(book, open.OrderId);
            }

            Take(book, new DifferenceChange(DifferenceStep.Explained, open));
        }
    }

    private static Difference Seen(in VenueRecord record, DifferenceKind kind, long expected, long found, long amount, long at) => new()
    {
        Kind = kind,
        Venue = record.Venue,
        Item = record.Item,
        OrderId = record.OrderId,
        Id = record.Id,
        Expected = expected,
        Found = found,
        Amount = amount,
        Seq = record.Seq,
        Since = at,
    };

    private VenueBook? BookOfRoute(int route) => _topology.Routes[route].SecondVenue < 0 ? _venues[_topology.Routes[route].Venue] : null;

    private bool IsRoute(in VenueRecord record) => record.Item == VenueRecord.UnknownItem
        || (record.Item >= 0 && record.Item < _topology.Routes.Length && _topology.Routes[record.Item].Venue == record.Venue
            && _topology.Routes[record.Item].SecondVenue < 0);

    private bool IsPosition(in VenueRecord record) => record.Item == VenueRecord.UnknownItem
        || (record.Item >= 0 && record.Item < _topology.Positions.Length && _topology.Positions[record.Item].Venue == record.Venue);

    private bool IsAccount(int venue, int account) => account == VenueRecord.UnknownItem
        || (account >= 0 && account < Accounts.Accounts.Count && Array.IndexOf(Accounts.OfVenue[venue], account) >= 0);

    private void Note(in VenueRecord record, long at)
    {
        Note((int)record.Kind, record.Seq, record.Id);
        Note(record.Item, record.Quantity, record.Cash);
        Note(record.Venue, record.OrderId, at);
    }

    private void Note(int one, long two, long three) =>
        _digest = RecordDigest.Mix(RecordDigest.Mix(RecordDigest.Mix(_digest, one), two), three);
}
