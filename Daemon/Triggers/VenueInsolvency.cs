using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>systemic.venue_insolvency</c> (SPEC 5): is a venue in distress? Three ways to know: it stopped the transfers of two or more core assets,
/// two independent feeds say so within an hour, or an operator does. Assets that settle on one chain count once, because a venue stops both ETH
/// and PAXG when Ethereum stands still: a halted chain is a chain's trouble, not the venue's (decision; SPEC 5 counts assets).
/// Must never take one feed that repeats itself for two, nor one chain for two assets.
/// </summary>
public sealed class VenueInsolvency : IEvaluatorMemory
{
    /// <summary>Number of independent feeds.</summary>
    public const int Feeds = 16;

    private const long Never = -1;

    private readonly VenueInsolvencySettings _settings;
    private readonly int[] _venueOf;
    private readonly int[] _groupOf;
    private readonly long[] _reportedAt;

    /// <summary>Fixes all memory.</summary>
    /// <param name="routesVenue">Venue of each route.</param>
    /// <param name="routeChainGroup">Chain of each route's asset: equal numbers count once, a negative number is a chain of its own.</param>
    /// <param name="venues">Number of venues.</param>
    /// <param name="s">Settings.</param>
    /// <exception cref="ArgumentException">The two arrays are not of the same length.</exception>
    public VenueInsolvency(int[] routesVenue, int[] routeChainGroup, int venues, VenueInsolvencySettings s)
    {
        if (routesVenue.Length != routeChainGroup.Length)
        {
            throw new ArgumentException("every route has a chain group", nameof(routeChainGroup));
        }

        _settings = s;
        _venueOf = routesVenue.AsSpan().ToArray();
        _groupOf = routeChainGroup.AsSpan().ToArray();
        _reportedAt = new long[venues * Feeds];
        Array.Fill(_reportedAt, Never);
    }

    /// <summary>An operator's statement that a venue is insolvent or in distress: a critical trip.</summary>
    public static Verdict Statement() => new(VerdictKind.Trip, Severity.Critical, new Evidence(1, 1, 0, Measure.Statement), IsWarming: false);

    /// <summary>Judges a venue on the transfers that are halted.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="halted">For each route, whether its transfers are halted unscheduled; other venues' routes are passed over.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentException">It is not one flag for each route.</exception>
    public Verdict OnHalts(int venue, ReadOnlySpan<bool> halted, long now)
    {
        if (halted.Length != _venueOf.Length)
        {
            ThrowHalted(halted.Length);
        }

        int count = 0;
        for (int route = 0; route < halted.Length; route++)
        {
            count += halted[route] && _venueOf[route] == venue && IsFirstOfGroup(route, halted) ? 1 : 0;
        }

        Evidence evidence = new(count, _settings.HaltedAssets, 0, Measure.HaltedTransfers);
        if (count >= _settings.HaltedAssets)
        {
            return new Verdict(VerdictKind.Trip, Severity.Critical, evidence, IsWarming: false);
        }

        bool isQuiet = count == 0 && ReportsWithin(venue, now) == 0;
        return new Verdict(isQuiet ? VerdictKind.Clear : VerdictKind.Between, default, evidence, IsWarming: false);
    }

    /// <summary>Takes an independent feed's report that a venue is in distress.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="feed">Number of the feed, 0 to 15.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feed.</exception>
    public Verdict OnReport(int venue, int feed, long now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(feed);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(feed, Feeds);
        _reportedAt[(venue * Feeds) + feed] = now;
        int count = ReportsWithin(venue, now);
        Evidence evidence = new(count, _settings.IndependentReports, _settings.ReportWindowNs, Measure.Reports);
        return count >= _settings.IndependentReports
            ? new Verdict(VerdictKind.Trip, Severity.Critical, evidence, IsWarming: false)
            : new Verdict(VerdictKind.Between, default, evidence, IsWarming: false);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_reportedAt.Length);
        foreach (long at in _reportedAt)
        {
            writer.I64(at);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _reportedAt.Length, "feeds of venue_insolvency");
        foreach (ref long at in _reportedAt.AsSpan())
        {
            at = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a report");
        }
    }

    private bool IsFirstOfGroup(int route, ReadOnlySpan<bool> halted)
    {
        for (int earlier = 0; earlier < route && _groupOf[route] >= 0; earlier++)
        {
            if (halted[earlier] && _venueOf[earlier] == _venueOf[route] && _groupOf[earlier] == _groupOf[route])
            {
                return false;
            }
        }

        return true;
    }

    private int ReportsWithin(int venue, long now)
    {
        int count = 0;
        foreach (long at in _reportedAt.AsSpan(venue * Feeds, Feeds))
        {
            count += at != Never && now - at <= _settings.ReportWindowNs ? 1 : 0;
        }

        return count;
    }

    private void ThrowHalted(int halted) =>
        throw new ArgumentException($"{halted} flags of halted transfers for {_venueOf.Length} routes: one for each", nameof(halted));
}
