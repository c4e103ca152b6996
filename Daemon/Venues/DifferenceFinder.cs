using System;

namespace Basisd.Venues;

/// <summary>
/// Finds which difference of a venue should open, change or end next, from what both sides have said and how long ago (SPEC 5, 16). It changes
/// nothing: whoever asks applies the step and asks again. Must never open what time may yet mend, nor end what no poll has shown to be over.
/// </summary>
public sealed class DifferenceFinder
{
    private readonly RecordBook _records;
    private readonly Reconciler _of;

    /// <summary>Creates the finder of one reconciler.</summary>
    internal DifferenceFinder(RecordBook records, Reconciler of)
    {
        _records = records;
        _of = of;
    }

    /// <summary>The next step that a difference of the venue should take, if any: apply it, then ask again.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <param name="atEnd">Whether a poll is just complete: only that can end or change what compares totals.</param>
    /// <param name="change">The step.</param>
    public bool TryNext(int venue, long now, bool atEnd, out DifferenceChange change)
    {
        change = default;
        VenueBook? book = _records.Of(venue);
        if (book is null || !book.IsOpened)
        {
            return false;
        }

        return NextOfFills(book, venue, now, ref change) || NextOfBalances(book, venue, now, atEnd, ref change)
            || NextOfPositions(book, venue, now, atEnd, ref change) || NextOfOrders(book, venue, now, ref change);
    }

    /// <summary>Sum of the sizes of the venue's fills that may yet find their counterpart, 1e-8: as much as they can move a position by.</summary>
    public Int128 FillsInFlight(int venue, long now)
    {
        Int128 sum = 0;
        if (_records.Of(venue) is VenueBook book)
        {
            foreach (ref readonly FillEntry fill in book.Fills.Open)
            {
                sum += IsOverdue(venue, fill, now) ? 0 : Int128.Abs(fill.Quantity);
            }
        }

        return sum;
    }

    // Of what the venue lacks only a poll can tell; what the engine owes it owes by time.
    private bool IsOverdue(int venue, in FillEntry fill, long now)
    {
        PollWatch polls = _of.PollsOf(venue);
        bool old = now - fill.Since >= _of.Settings.TripAgeNs;
        return polls.HasPolledSince(fill.Since) || (old && (!fill.IsOurs || polls.HasAnySince(fill.Since)));
    }

    private bool NextOfFills(VenueBook book, int venue, long now, ref DifferenceChange change)
    {
        foreach (ref readonly FillEntry fill in book.Fills.Open)
        {
            if (!IsOverdue(venue, fill, now))
            {
                continue;
            }

            bool known = fill.IsOurs || book.Orders.Knows(fill.OrderId);
            DifferenceKind kind = fill.IsOurs ? DifferenceKind.MissingAtVenue
                : known ? DifferenceKind.MissingAtEngine
                : KindOfUnknown(book, fill.OrderId);
            Difference difference = new()
            {
                Kind = kind,
                Venue = venue,
                Item = fill.Route,
                OrderId = fill.OrderId,
                Id = known ? fill.Id : 0,
                Expected = fill.IsOurs ? fill.Quantity : 0,
                Found = fill.IsOurs ? 0 : fill.Quantity,
                Amount = fill.IsOurs ? LedgerAmounts.Clamp(-(Int128)fill.Quantity) : fill.Quantity,
                Seq = fill.Seq,
                Since = fill.Since,
            };
            if (Opens(book, difference, ref change))
            {
                return true;
            }
        }

        return false;
    }

    private bool NextOfBalances(VenueBook book, int venue, long now, bool atEnd, ref DifferenceChange change)
    {
        foreach (int account in _records.Accounts.OfVenue[venue])
        {
            int item = _records.Accounts.IsUnconfigured(account) ? VenueRecord.UnknownItem : account;
            if (Follows(book, DifferenceKind.Balance, venue, item, _of.Balances.LineOf(account), now, atEnd, ref change))
            {
                return true;
            }
        }

        return false;
    }

    private bool NextOfPositions(VenueBook book, int venue, long now, bool atEnd, ref DifferenceChange change)
    {
        for (int line = 0; line < _of.Positions.Count; line++)
        {
            if (!_of.Positions.IsAt(line, venue))
            {
                continue;
            }

            int item = line < _records.Positions.Count ? line : VenueRecord.UnknownItem;
            DifferenceKind kind = _of.Positions.IsUnknown(line) ? DifferenceKind.UnknownPosition : DifferenceKind.Position;
            DifferenceKind other = kind == DifferenceKind.Position ? DifferenceKind.UnknownPosition : DifferenceKind.Position;
            if (Ends(book, new Difference { Kind = other, Venue = venue, Item = item }, ref change)
                || Follows(book, kind, venue, item, _of.Positions.LineOf(line), now, atEnd, ref change))
            {
                return true;
            }
        }

        return false;
    }

    private bool NextOfOrders(VenueBook book, int venue, long now, ref DifferenceChange change)
    {
        OrderWatch orders = _of.OrdersOf(venue);
        orders.Sift(book.Orders);
        for (int i = 0; i < orders.Count; i++)
        {
            Difference unknown = orders[i];
            if (_of.PollsOf(venue).HasPolledSince(unknown.Since) || now - unknown.Since >= _of.Settings.TripAgeNs)
            {
                unknown.Venue = venue;
                unknown.Kind = KindOfUnknown(book, unknown.OrderId);
                if (Opens(book, unknown, ref change))
                {
                    return true;
                }
            }
        }

        Difference overflow = new()
        {
            Kind = DifferenceKind.OrderOverflow,
            Venue = venue,
            Item = VenueRecord.UnknownItem,
            Expected = OrderWatch.Capacity,
            Found = OrderWatch.Capacity + 1,
            Amount = 1,
            Since = now,
        };
        return orders.IsOverflowing ? Opens(book, overflow, ref change) : Ends(book, overflow, ref change);
    }

    // Ids rise with time: one that is no higher than what was forgotten may have been emitted and forgotten.
    private static DifferenceKind KindOfUnknown(VenueBook book, long orderId) =>
        orderId <= book.Orders.ForgottenUpTo ? DifferenceKind.ForgottenOrder : DifferenceKind.UnknownOrder;

    private bool Follows(
        VenueBook book, DifferenceKind kind, int venue, int item, in AgingLine line, long now, bool atEnd, ref DifferenceChange change)
    {
        Difference difference = new()
        {
            Kind = kind,
            Venue = venue,
            Item = item,
            Expected = line.Expected,
            Found = line.Found,
            Amount = line.Amount,
            Since = line.Since,
        };
        if (!line.Differs)
        {
            return atEnd && Ends(book, difference, ref change);
        }

        int at = book.Differences.Find(difference);
        if (at < 0)
        {
            return line.IsOverdue(_of.Settings, now) && Opens(book, difference, ref change);
        }

        difference.Since = book.Differences.Open[at].Since;
        bool changed = atEnd && book.Differences.Open[at].Amount != line.Amount;
        change = new DifferenceChange(DifferenceStep.Changed, difference);
        return changed;
    }

    private static bool Ends(VenueBook book, in Difference difference, ref DifferenceChange change)
    {
        int at = book.Differences.Find(difference);
        if (at >= 0)
        {
            change = new DifferenceChange(DifferenceStep.Agreed, book.Differences.Open[at]);
        }

        return at >= 0;
    }

    private static bool Opens(VenueBook book, in Difference difference, ref DifferenceChange change)
    {
        Difference opened = book.Differences.HasRoom
            ? difference
            : Difference.Overflow(difference.Venue, difference.Since);
        change = new DifferenceChange(DifferenceStep.Opened, opened);
        return book.Differences.Find(difference) < 0 && book.Differences.Find(opened) < 0;
    }
}
