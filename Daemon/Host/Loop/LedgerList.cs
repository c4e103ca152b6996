using System;
using System.Collections.Generic;
using Basisd.Host.Audit;
using Basisd.Host.Http;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Loop;

/// <summary>Our records against the venues' as operators read them. Made when asked for, by the loop; it compares nothing itself.</summary>
internal static class LedgerList
{
    /// <summary>Builds the list.</summary>
    /// <param name="core">The node.</param>
    /// <param name="venue">Index of the one venue that is asked about, -1 for all that have a gateway.</param>
    /// <param name="message">What a poll that was asked for came to.</param>
    public static ReconcileReply Of(NodeCore core, int venue, string message)
    {
        List<VenueLedgerView> venues = [];
        LedgerNames names = new(core.Topology);
        bool clean = true;
        foreach (Venue one in core.Topology.Venues)
        {
            if (core.Reconciler.HasGateway(one.Index) && (venue < 0 || venue == one.Index))
            {
                VenueLedgerView view = ViewOf(core, one, names);
                clean &= view.State == "clean";
                venues.Add(view);
            }
        }

        return new ReconcileReply(core.Now, clean, message, venues);
    }

    private static VenueLedgerView ViewOf(NodeCore core, Venue venue, LedgerNames names)
    {
        PollWatch polls = core.Reconciler.PollsOf(venue.Index);
        VenueBook? book = core.State.Records.Of(venue.Index);
        List<DifferenceView> differences = [];
        foreach (Difference difference in book is null ? [] : book.Differences.Open)
        {
            differences.Add(ViewOf(difference, names));
        }

        return new VenueLedgerView(
            venue.Name, StateOf(core, venue.Index, book, polls), book?.Cursor ?? 0, polls.Completed, polls.Failed, polls.CompleteEnded,
            CleanAt(core.Reconciler, venue.Index), book?.OpenedAt ?? 0, core.Reconciler.OrdersOf(venue.Index).Open, book?.Fills.Count ?? 0,
            AccountsOf(core, venue.Index, book, names), PositionsOf(core, venue.Index, names), differences);
    }

    private static string StateOf(NodeCore core, int venue, VenueBook? book, PollWatch polls)
    {
        if (book is not { IsOpened: true })
        {
            return "waiting";
        }

        if (book.Differences.Count > 0)
        {
            return "differs";
        }

        bool stale = polls.CompleteEnded == 0 || core.Now - polls.CompleteEnded > core.Reconciler.Settings.PollMaxAgeNs;
        return stale ? "stale" : core.Reconciler.IsVenueClean(venue, since: 0, core.Now) ? "clean" : "pending";
    }

    /// <summary>Core time at which the latest poll began that left the venue with all its routes clean, 0 for never.</summary>
    public static long CleanAt(Reconciler reconciler, int venue)
    {
        long oldest = long.MaxValue;
        for (int item = 0; item <= reconciler.ItemOfVenue(venue); item++)
        {
            oldest = reconciler.VenueOf(item) == venue ? Math.Min(oldest, reconciler.CleanSince(item)) : oldest;
        }

        return oldest;
    }

    private static List<AccountView> AccountsOf(NodeCore core, int venue, VenueBook? book, LedgerNames names)
    {
        List<AccountView> views = [];
        AccountBook accounts = core.State.Records.Accounts;
        foreach (int account in accounts.OfVenue[venue])
        {
            Int128 inFlight = Int128.Zero;
            foreach (FillEntry fill in book is null ? [] : book.Fills.Open)
            {
                inFlight += fill.CashAccount == account ? fill.CashEffect : 0;
                inFlight -= fill.FeeAccount == account ? fill.Fee : 0;
                inFlight += !fill.IsOurs && fill.Route >= 0 && AssetAccount(core.Topology, accounts, fill.Route) == account ? fill.AssetEffect : 0;
            }

            Int128 expected = accounts.ExpectedOf(account);
            long found = accounts.FoundOf(account);
            if (expected != Int128.Zero || found != 0 || accounts.BaselineOf(account) != 0)
            {
                views.Add(new AccountView(
                    names.Account(accounts.IsUnconfigured(account) ? VenueRecord.UnknownItem : account), Text(accounts.BaselineOf(account)),
                    Text(expected - inFlight), Text(inFlight), Text(found), Text(core.Reconciler.Balances.LineOf(account).Amount)));
            }
        }

        return views;
    }

    private static int AssetAccount(Topology topology, AccountBook accounts, int route) =>
        accounts.Accounts.OfAsset(topology.Routes[route].Venue, topology.Routes[route].Asset);

    private static List<PositionView> PositionsOf(NodeCore core, int venue, LedgerNames names)
    {
        List<PositionView> views = [];
        PositionBook book = core.State.Records.Positions;
        for (int line = 0; line < book.Count; line++)
        {
            if (core.Topology.Positions[line].Venue == venue)
            {
                views.Add(new PositionView(
                    names.Position(line), book.IsReported(line) ? Text(book.OursOf(line)) : null, Text(book.VenuesOf(line)),
                    Text(core.Reconciler.Positions.LineOf(line).Amount)));
            }
        }

        return views;
    }

    private static DifferenceView ViewOf(in Difference d, LedgerNames names)
    {
        bool counts = d.Kind is DifferenceKind.DuplicateFill or DifferenceKind.DuplicateFunding or DifferenceKind.DuplicateTransfer
            or DifferenceKind.FillOverflow or DifferenceKind.DifferenceOverflow or DifferenceKind.OrderOverflow
            || d.Field == DifferenceField.Order;
        return new DifferenceView(
            DifferenceText.WordOf(d.Kind), names.Subject(d), d.OrderId, d.Id, counts ? $"{d.Expected}" : Text(d.Expected),
            counts ? $"{d.Found}" : Text(d.Found), Text(d.Amount), d.Seq, d.Since, DifferenceText.Of(d, names));
    }

    private static string Text(Int128 amount) => EvidenceText.Amount(LedgerAmounts.Clamp(amount));
}
