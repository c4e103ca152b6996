using System;
using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// Builds the names behind a set of files: venues, assets with their reference unit and default limits, one route per asset and venue, markets and
/// unit references, each table in ordinal order of its names, so that the same files always give the same indexes.
/// </summary>
internal static class HistoryTopology
{
    /// <summary>Builds it.</summary>
    /// <exception cref="TopologyException">The files name too much.</exception>
    public static Topology Build(List<HistoryCandidate> inputs, List<HistoryNotice> notices)
    {
        TopologyBuilder builder = new();
        SortedSet<string> units = new(StringComparer.Ordinal);
        SortedSet<string> venues = new(StringComparer.Ordinal);
        SortedSet<string> assets = new(StringComparer.Ordinal);
        List<HistoryCandidate> prices = inputs.FindAll(c => c.Kind == HistoryFileKind.Price);
        foreach (HistoryCandidate c in inputs)
        {
            _ = c.Kind == HistoryFileKind.UnitRate && units.Add(c.Base);
            _ = c.Kind != HistoryFileKind.Calls && units.Add(c.Quote);
            _ = c.Kind != HistoryFileKind.UnitRate && venues.Add(c.Venue);
            _ = c.Kind == HistoryFileKind.Price && assets.Add(c.Base);
        }

        foreach (string unit in units)
        {
            builder.AddUnit(unit);
        }

        foreach (string venue in venues)
        {
            builder.AddVenue(venue, callsRequired: false);
        }

        foreach (string asset in assets)
        {
            builder.AddAsset(asset, ReferenceUnit(prices, asset), MarketScope.ExtremeMovePpm(asset));
        }

        AddRoutes(builder, assets, venues, prices, notices);
        foreach (HistoryCandidate c in inputs)
        {
            if (c.Kind == HistoryFileKind.Price)
            {
                builder.AddInstrument(c.Base, c.Quote, c.Venue, isPerpetual: !c.IsSpot);
            }
            else if (c.Kind == HistoryFileKind.UnitRate)
            {
                builder.AddUnitReference(c.Base, c.Quote, c.Venue);
            }
        }

        return builder.Build();
    }

    /// <summary>
    /// The unit that most spot markets of the asset quote in (of all markets where none is spot); of equals the first in ordinal order.
    /// </summary>
    public static string ReferenceUnit(List<HistoryCandidate> prices, string asset)
    {
        bool hasSpot = prices.Exists(c => c.Base == asset && c.IsSpot);
        SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (HistoryCandidate c in prices)
        {
            if (c.Base == asset && (c.IsSpot || !hasSpot))
            {
                counts[c.Quote] = counts.GetValueOrDefault(c.Quote) + 1;
            }
        }

        string best = string.Empty;
        int most = 0;
        foreach ((string unit, int count) in counts)
        {
            best = count > most ? unit : best;
            most = Math.Max(most, count);
        }

        return best;
    }

    private static void AddRoutes(
        TopologyBuilder builder, SortedSet<string> assets, SortedSet<string> venues, List<HistoryCandidate> prices, List<HistoryNotice> notices)
    {
        foreach (string asset in assets)
        {
            foreach (string venue in venues)
            {
                List<HistoryCandidate> markets = prices.FindAll(c => c.Base == asset && c.Venue == venue);
                if (markets.Count == 0)
                {
                    continue;
                }

                // The markets are in ordinal order of their names, so the first is the first unit.
                string reference = ReferenceUnit(prices, asset);
                HistoryCandidate settles = markets.Find(c => c.Quote == reference) ?? markets[0];
                builder.AddRoute(asset, venue, null, settles.Quote);
                if (markets.Exists(c => c.Quote != settles.Quote))
                {
                    string remark = $"{asset} is quoted in several units at {venue}: the route {asset}@{venue} settles in {settles.Quote}";
                    notices.Add(new HistoryNotice(settles.Path, remark));
                }
            }
        }
    }
}
