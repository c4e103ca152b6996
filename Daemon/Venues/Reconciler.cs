using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// The side of reconciliation that knows time (SPEC 5, 9, 16): which of what disagrees is a matter of timing and which is a difference. It reads
/// the <see cref="RecordBook"/> and changes nothing there itself; its <see cref="Finder"/> says which difference opens, changes or ends. Its clock
/// is the core time of its inputs. Must never forgive an amount, and never call a venue clean on the word of an old poll.
/// </summary>
public sealed class Reconciler
{
    private readonly Topology _topology;
    private readonly RecordBook _records;
    private readonly PollWatch[] _polls;
    private readonly OrderWatch[] _orders;
    private readonly long[] _cleanBegan;
    private bool _hasEngine;

    /// <summary>Fixes all memory.</summary>
    public Reconciler(Topology topology, RecordBook records, ReconcilerSettings settings)
    {
        _topology = topology;
        _records = records;
        Settings = settings;
        Balances = new BalanceWatch(records.Accounts);
        Positions = new PositionWatch(topology, records.Positions);
        _polls = Array.ConvertAll(topology.Venues, _ => new PollWatch(settings.TripPolls));
        _orders = Array.ConvertAll(topology.Venues, _ => new OrderWatch());
        _cleanBegan = new long[topology.Routes.Length + topology.Venues.Length];
        Finder = new DifferenceFinder(records, this);
    }

    /// <summary>What it is told.</summary>
    public ReconcilerSettings Settings { get; }

    /// <summary>What should become of the differences next.</summary>
    public DifferenceFinder Finder { get; }

    /// <summary>How long each account has differed.</summary>
    public BalanceWatch Balances { get; }

    /// <summary>How long each position has differed.</summary>
    public PositionWatch Positions { get; }

    /// <summary>Whether the venue's records come from a gateway.</summary>
    public bool HasGateway(int venue) => Settings.Gateways[venue];

    /// <summary>The polls of a venue.</summary>
    public PollWatch PollsOf(int venue) => _polls[venue];

    /// <summary>The open orders of a venue.</summary>
    public OrderWatch OrdersOf(int venue) => _orders[venue];

    /// <summary>The item that stands for a venue's cash, positions and whatever is no route's.</summary>
    public int ItemOfVenue(int venue) => _topology.Routes.Length + venue;

    /// <summary>The item that a difference is about: a route, or the venue.</summary>
    public int ItemOf(in Difference difference)
    {
        bool ofRoute = difference.Kind switch
        {
            DifferenceKind.Balance or DifferenceKind.DuplicateTransfer or DifferenceKind.MissingAtVenue or DifferenceKind.MissingAtEngine
                or DifferenceKind.FillDiffers or DifferenceKind.DuplicateFill or DifferenceKind.Cash or DifferenceKind.UnknownOrder
                or DifferenceKind.ForgottenOrder => difference.Item >= 0 && difference.Item < _topology.Routes.Length,
            _ => false,
        };
        return ofRoute ? difference.Item : ItemOfVenue(difference.Venue);
    }

    /// <summary>Venue of an item.</summary>
    public int VenueOf(int item) => item < _topology.Routes.Length ? _topology.Routes[item].Venue : item - _topology.Routes.Length;

    /// <summary>Scope of an item.</summary>
    public int ScopeOf(int item) => item < _topology.Routes.Length
        ? _topology.Routes[item].ScopeIndex
        : _topology.Venues[item - _topology.Routes.Length].ScopeIndex;

    /// <summary>An engine is there.</summary>
    public void OnEngine() => _hasEngine = true;

    /// <summary>A poll begins.</summary>
    public void Begin(int venue, long now)
    {
        _polls[venue].Begin(now);
        _orders[venue].Begin();
        Positions.Begin(venue);
    }

    /// <summary>One balance.</summary>
    public void OnBalance(in VenueRecord balance)
    {
        PollWatch poll = _polls[balance.Venue];
        if (!poll.HasBalances)
        {
            poll.HasBalances = true;
            Balances.Begin(balance.Venue);
        }

        Balances.Take(_records.Accounts.Of(balance.Venue, balance.Item), balance.Quantity);
    }

    /// <summary>One position.</summary>
    public void OnPosition(in VenueRecord position) => Positions.Take(position.Venue, position.Item, position.Quantity);

    /// <summary>One open order.</summary>
    public void OnOrder(in VenueRecord order, long now)
    {
        bool known = _records.Of(order.Venue) is not VenueBook book || !book.IsOpened || book.Orders.Knows(order.OrderId);
        _orders[order.Venue].Take(order, known, now);
    }

    /// <summary>The poll is complete.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="isFirst">Whether it is the one that everything later is held against: then there is nothing to compare yet.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public void End(int venue, bool isFirst, long now)
    {
        PollWatch poll = _polls[venue];
        if (!poll.HasBalances)
        {
            // An empty list: the venue says that it holds nothing.
            Balances.Begin(venue);
        }

        poll.End(now);
        _orders[venue].End();
        if (!isFirst)
        {
            Balances.End(venue, now, Settings.TripPolls);
        }

        Positions.End(venue, _hasEngine, Finder.FillsInFlight(venue, now), now, Settings);
    }

    /// <summary>The poll failed: what it delivered says nothing.</summary>
    public void Fail(int venue) => _polls[venue].Fail();

    /// <summary>Notes which items the complete poll left clean; to be asked once the differences are up to date.</summary>
    public void NoteClean(int venue)
    {
        for (int item = 0; item < _cleanBegan.Length; item++)
        {
            if (VenueOf(item) == venue && !HasOpen(item) && !HasPending(item))
            {
                _cleanBegan[item] = _polls[venue].CompleteBegan;
            }
        }
    }

    /// <summary>An operator explained what differs, or the venue is no longer watched: what was growing old begins anew.</summary>
    public void Forget(int venue, bool all)
    {
        Balances.Forget(venue);
        _orders[venue].Forget();
        if (all)
        {
            Positions.Forget(venue);
        }
    }

    /// <summary>Whether the item has an open difference.</summary>
    public bool HasOpen(int item)
    {
        if (_records.Of(VenueOf(item)) is VenueBook book)
        {
            foreach (ref readonly Difference open in book.Differences.Open)
            {
                if (ItemOf(open) == item)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>An order at the venue that the engine never emitted, if there is one.</summary>
    public bool TryUnknownOrder(int venue, out long orderId)
    {
        orderId = 0;
        if (_records.Of(venue) is VenueBook book)
        {
            foreach (ref readonly Difference open in book.Differences.Open)
            {
                if (open.Kind == DifferenceKind.UnknownOrder)
                {
                    orderId = open.OrderId;
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The open differences of an item that are its own scope's matter: all but orders that the engine never emitted.</summary>
    /// <param name="item">Route, or <see cref="ItemOfVenue"/>.</param>
    /// <param name="withUnknown">Whether such orders count all the same.</param>
    /// <param name="worst">The first of them, an unknown position before all others.</param>
    /// <returns>How many there are.</returns>
    public int First(int item, bool withUnknown, out Difference worst)
    {
        worst = default;
        int count = 0;
        VenueBook? book = _records.Of(VenueOf(item));
        if (book is null)
        {
            return 0;
        }

        foreach (ref readonly Difference open in book.Differences.Open)
        {
            if (ItemOf(open) != item || (open.Kind == DifferenceKind.UnknownOrder && !withUnknown))
            {
                continue;
            }

            count++;
            bool worse = worst.Kind == DifferenceKind.None
                || (open.Kind == DifferenceKind.UnknownPosition && worst.Kind != DifferenceKind.UnknownPosition);
            worst = worse ? open : worst;
        }

        return count;
    }

    /// <summary>Whether something of the item disagrees that may yet be a matter of timing.</summary>
    public bool HasPending(int item)
    {
        int venue = VenueOf(item);
        foreach (int account in _records.Accounts.OfVenue[venue])
        {
            int of = account < _topology.Routes.Length ? account : ItemOfVenue(venue);
            if (of == item && Balances.LineOf(account).Differs)
            {
                return true;
            }
        }

        if (item < _topology.Routes.Length)
        {
            return false;
        }

        for (int line = 0; line < Positions.Count; line++)
        {
            if (Positions.IsAt(line, venue) && (Positions.LineOf(line).Differs || IsAwaited(line)))
            {
                return true;
            }
        }

        return _orders[venue].Count > 0 || Positions.IsUndecided(venue);
    }

    /// <summary>Whether a complete poll that is not old and began after a moment left the item clean, and it still is.</summary>
    public bool IsClean(int item, long since, long now)
    {
        int venue = VenueOf(item);
        bool opened = _records.Of(venue) is { IsOpened: true };
        return opened && _polls[venue].CompleteEnded != 0 && now - _polls[venue].CompleteEnded <= Settings.PollMaxAgeNs
            && _cleanBegan[item] > since && !HasOpen(item) && !HasPending(item);
    }

    /// <summary>Whether a venue with all its routes is clean, see <see cref="IsClean"/>.</summary>
    public bool IsVenueClean(int venue, long since, long now)
    {
        for (int item = 0; item < _cleanBegan.Length; item++)
        {
            if (VenueOf(item) == venue && !IsClean(item, since, now))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Core time at which the latest complete poll that left the item clean began, 0 before the first since this start.</summary>
    public long CleanSince(int item) => _cleanBegan[item];

    /// <summary>Writes what grows old.</summary>
    public void Write(CanonicalWriter writer)
    {
        Balances.Write(writer);
        Positions.Write(writer);
        writer.I32(_orders.Length);
        foreach (OrderWatch orders in _orders)
        {
            orders.Write(writer);
        }

        foreach (PollWatch polls in _polls)
        {
            polls.Write(writer);
        }
    }

    /// <summary>Reads it. How fresh the polls are is not in it: after a start a venue must be polled again before it counts as clean.</summary>
    /// <exception cref="CanonicalFormatException">Of another topology.</exception>
    public void Read(ref CanonicalReader reader)
    {
        Balances.Read(ref reader);
        Positions.Read(ref reader);
        if (reader.I32() != _orders.Length)
        {
            throw new CanonicalFormatException("the venues' orders are of another number of venues");
        }

        foreach (OrderWatch orders in _orders)
        {
            orders.Read(ref reader);
        }

        foreach (PollWatch polls in _polls)
        {
            polls.Read(ref reader);
        }
    }

    // The engine is not there to say whether it knows the position.
    private bool IsAwaited(int line) => !_hasEngine && Positions.IsUnknown(line) && line < _records.Positions.Count
        && _records.Positions.VenuesOf(line) != 0;
}
