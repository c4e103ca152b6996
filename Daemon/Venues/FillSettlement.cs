using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// Matches fills one by one, whichever side tells of them first (SPEC 9): by route and fill id, then order id, quantity and price must be the same.
/// A fill that the venue lists twice moves the accounts once. Must never settle what only one side has, except what the baseline holds already.
/// </summary>
internal sealed class FillSettlement
{
    private readonly Topology _topology;
    private readonly AccountBook _accounts;

    /// <summary>Creates the matcher of one book.</summary>
    public FillSettlement(Topology topology, AccountBook accounts)
    {
        _topology = topology;
        _accounts = accounts;
    }

    /// <summary>The venue lists a fill.</summary>
    public void OnVenueFill(VenueBook book, in VenueRecord record, long at, RecordBook changes)
    {
        FillEntry fill = EntryOf(record, at);
        int settled = book.Fills.FindSettled(record.Item, record.Id);
        int open = book.Fills.FindOpen(record.Item, record.Id);
        long first = settled >= 0 ? book.Fills.SeqOf(settled) : open >= 0 ? book.Fills.Open[open].Seq : 0;
        if (first != 0)
        {
            changes.Open(book, Of(DifferenceKind.DuplicateFill, record.Venue, fill, first, record.Seq, fill.Quantity));
            return;
        }

        Move(record);
        CheckCash(book, record, fill, changes);
        if (!book.IsOpened)
        {
            // While the first poll runs what the venue says is believed: the engine may have traded long before it was watched.
            book.Orders.Note(fill.OrderId, closed: false);
        }

        if (settled >= 0)
        {
            book.Fills.Listed(settled, record.Seq);
            if (book.Fills.PrintAt(settled) != FillBook.PrintOf(fill.OrderId, fill.Quantity, fill.Price))
            {
                changes.Open(book, Of(DifferenceKind.FillDiffers, record.Venue, fill, 0, 0, 0) with { Field = DifferenceField.Content });
            }
        }
        else if (open >= 0)
        {
            Compare(book, record.Venue, book.Fills.Open[open], fill, changes);
            book.Fills.Settle(open, record.Seq);
            changes.End(book, DifferenceKind.MissingAtVenue, fill.Route, fill.OrderId, fill.Id, DifferenceStep.Arrived);
        }
        else if (!book.IsOpened)
        {
            Settled(book, fill);
        }
        else
        {
            Keep(book, record.Venue, fill, changes);
        }
    }

    /// <summary>The engine reports a fill.</summary>
    public void OnOurFill(VenueBook book, int venue, in FillEntry fill, long sourceTime, RecordBook changes)
    {
        int settled = book.Fills.FindSettled(fill.Route, fill.Id);
        int open = book.Fills.FindOpen(fill.Route, fill.Id);
        if (settled >= 0)
        {
            if (book.Fills.PrintAt(settled) != FillBook.PrintOf(fill.OrderId, fill.Quantity, fill.Price))
            {
                changes.Open(book, Of(DifferenceKind.FillDiffers, venue, fill, 0, 0, 0) with { Field = DifferenceField.Content });
            }
        }
        else if (open >= 0 && book.Fills.Open[open].IsOurs)
        {
            Compare(book, venue, book.Fills.Open[open], fill, changes);
        }
        else if (open >= 0)
        {
            FillEntry theirs = book.Fills.Open[open];
            Compare(book, venue, fill, theirs, changes);
            book.Fills.Settle(open, theirs.Seq);
            changes.End(book, DifferenceKind.MissingAtEngine, fill.Route, theirs.OrderId, fill.Id, DifferenceStep.Arrived);
            changes.EndOrder(book, theirs.OrderId);
        }
        else if (!book.IsOpened || sourceTime <= book.OpenedAt)
        {
            // The baseline holds it, or the venue lists it behind the baseline: either way nobody waits for it.
            Settled(book, fill);
        }
        else
        {
            Keep(book, venue, fill, changes);
        }
    }

    /// <summary>Settles the venue's fills of an order that was explained.</summary>
    public void SettleOrder(VenueBook book, long orderId)
    {
        for (int i = book.Fills.Count - 1; i >= 0; i--)
        {
            if (!book.Fills.Open[i].IsOurs && book.Fills.Open[i].OrderId == orderId)
            {
                book.Fills.Settle(i, book.Fills.Open[i].Seq);
            }
        }
    }

    private static void Settled(VenueBook book, in FillEntry fill) =>
        book.Fills.Remember(fill.Route, fill.Id, fill.Seq, FillBook.PrintOf(fill.OrderId, fill.Quantity, fill.Price));

    private static void Keep(VenueBook book, int venue, in FillEntry fill, RecordBook changes)
    {
        if (!book.Fills.TryAdd(fill))
        {
            Settled(book, fill);
            changes.Open(book, new Difference
            {
                Kind = DifferenceKind.FillOverflow,
                Venue = venue,
                Item = VenueRecord.UnknownItem,
                Expected = FillBook.OpenCapacity,
                Found = FillBook.OpenCapacity + 1,
                Amount = 1,
                Seq = fill.Seq,
                Since = fill.Since,
            });
        }
    }

    // The first part that differs speaks: the order before the quantity before the price.
    private static void Compare(VenueBook book, int venue, in FillEntry ours, in FillEntry theirs, RecordBook changes)
    {
        (DifferenceField field, long expected, long found) =
            ours.OrderId != theirs.OrderId ? (DifferenceField.Order, ours.OrderId, theirs.OrderId)
            : ours.Quantity != theirs.Quantity ? (DifferenceField.Quantity, ours.Quantity, theirs.Quantity)
            : ours.Price != theirs.Price ? (DifferenceField.Price, ours.Price, theirs.Price)
            : (DifferenceField.None, 0, 0);
        if (field != DifferenceField.None)
        {
            long amount = field == DifferenceField.Order ? 0 : LedgerAmounts.Clamp((Int128)found - expected);
            changes.Open(book, Of(DifferenceKind.FillDiffers, venue, ours, expected, found, amount) with { Field = field, Seq = theirs.Seq });
        }
    }

    private static Difference Of(DifferenceKind kind, int venue, in FillEntry fill, long expected, long found, long amount) => new()
    {
        Kind = kind,
        Venue = venue,
        Item = fill.Route,
        OrderId = fill.OrderId,
        Id = fill.Id,
        Expected = expected,
        Found = found,
        Amount = amount,
        Seq = fill.Seq,
        Since = fill.Since,
    };

    private FillEntry EntryOf(in VenueRecord record, long at) => new()
    {
        Route = record.Item,
        Id = record.Id,
        OrderId = record.OrderId,
        Quantity = record.Quantity,
        Price = record.Price,
        Seq = record.Seq,
        Since = at,
        AssetEffect = record.IsDerivative ? 0 : record.Quantity,
        CashAccount = _accounts.Of(record.Venue, record.CashAccount),
        CashEffect = record.Cash,
        FeeAccount = _accounts.Of(record.Venue, record.FeeAccount),
        Fee = record.Fee,
    };

    private void Move(in VenueRecord record)
    {
        if (!record.IsDerivative)
        {
            _accounts.Move(AssetAccount(record.Venue, record.Item), record.Quantity);
        }

        _accounts.Move(_accounts.Of(record.Venue, record.CashAccount), record.Cash);
        _accounts.Move(_accounts.Of(record.Venue, record.FeeAccount), -(Int128)record.Fee);
    }

    // Two routes of one asset at one venue share the first one's account.
    private int AssetAccount(int venue, int route) => route < 0
        ? _accounts.Of(venue, route)
        : _accounts.Accounts.OfAsset(venue, _topology.Routes[route].Asset);

    private static void CheckCash(VenueBook book, in VenueRecord record, in FillEntry fill, RecordBook changes)
    {
        long due = record.IsDerivative ? record.Cash : LedgerAmounts.SpotCash(record.Quantity, record.Price);
        if (due != record.Cash)
        {
            long amount = LedgerAmounts.Clamp((Int128)record.Cash - due);
            changes.Open(book, Of(DifferenceKind.Cash, record.Venue, fill, due, record.Cash, amount));
        }
    }
}
