using System;
using System.Collections.Generic;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// Builds the names behind a set of files: venues, assets with their reference unit and default limits, one route per asset and venue, markets, unit
/// references, positions and modules, each table in ordinal order of its names, so that the same files always give the same indexes.
/// </summary>
internal sealed class HistoryTopology
{
    private readonly SortedDictionary<string, MarketSeen> _markets = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _venues = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _assets = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _units = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _references = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _routes = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _positions = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _modules = new(StringComparer.Ordinal);

    private HistoryTopology()
    {
    }

    /// <summary>Builds it.</summary>
    /// <param name="inputs">Files that play.</param>
    /// <param name="observed">What the rows of observations files are about.</param>
    /// <param name="notices">Where remarks go.</param>
    /// <exception cref="TopologyException">The files name too much.</exception>
    public static Topology Build(List<HistoryCandidate> inputs, IEnumerable<HashSet<ObservedName>> observed, List<HistoryNotice> notices)
    {
        HistoryTopology all = new();
        foreach (HistoryCandidate c in inputs)
        {
            all.Take(c);
        }

        foreach (HashSet<ObservedName> names in observed)
        {
            foreach (ObservedName name in names)
            {
                all.Take(ObservationRanges.TableOf(name.Kind), name.Name, isPrice: name.Kind == ObservationKind.Price);
            }
        }

        return all.Built(notices);
    }

    private void Take(HistoryCandidate c)
    {
        if (c.IsOfMarket)
        {
            Take(new MarketSeen(c.Base, c.Quote, c.Venue, !c.IsSpot, c.Kind == HistoryFileKind.Price, c.Path));
        }
        else if (c.IsOfUnit)
        {
            Take(IndexTable.UnitReferences, c.Name, isPrice: false);
        }
        else if (c.Kind == HistoryFileKind.Calls)
        {
            _venues.Add(c.Venue);
        }
    }

    private void Take(MarketSeen market)
    {
        if (!_markets.TryGetValue(market.Name, out MarketSeen? known) || (market.IsPriced && !known.IsPriced))
        {
            _markets[market.Name] = market;
        }

        _assets.Add(market.Asset);
        _units.Add(market.Unit);
        _venues.Add(market.Venue);
        _routes.Add($"{market.Asset}@{market.Venue}");
    }

    // The names were checked when their file was read.
    private void Take(IndexTable table, string name, bool isPrice)
    {
        switch (table)
        {
            case IndexTable.Venues:
                _venues.Add(name);
                break;
            case IndexTable.Assets:
                _assets.Add(name);
                break;
            case IndexTable.Instruments:
                ObservationNames.TryInstrument(name, out string asset, out string unit, out string venue, out bool isPerpetual);
                Take(new MarketSeen(asset, unit, venue, isPerpetual, isPrice, name));
                break;
            case IndexTable.Routes:
                TakeRoute(name);
                break;
            case IndexTable.UnitReferences:
                ObservationNames.TryReference(name, out string valued, out string quote, out _);
                _references.Add(name);
                _units.Add(valued);
                _units.Add(quote);
                break;
            case IndexTable.Positions:
                ObservationNames.TryPosition(name, out string key, out string holder);
                _positions.Add(key);
                _venues.Add(holder);
                break;
            case IndexTable.Scopes:
                TakeScope(name);
                break;
        }
    }

    private void TakeRoute(string name)
    {
        ObservationNames.TryRoute(name, out string asset, out string venue, out string? second);
        _routes.Add(name);
        _assets.Add(asset);
        _venues.Add(venue);
        if (second is not null)
        {
            _venues.Add(second);
        }
    }

    private void TakeScope(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        string of = name[(slash + 1)..];
        switch (slash < 0 ? name : name[..slash])
        {
            case "module":
                _modules.Add(of);
                break;
            case "venue":
                _venues.Add(of);
                break;
            case "asset":
                _assets.Add(of);
                break;
            case "route":
                TakeRoute(of);
                break;
        }
    }

    private Topology Built(List<HistoryNotice> notices)
    {
        TopologyBuilder builder = new();
        SortedDictionary<string, string> reference = new(StringComparer.Ordinal);
        foreach (string asset in _assets)
        {
            reference[asset] = ReferenceUnit(asset);
            _units.Add(reference[asset]);
        }

        Each(_units, unit => builder.AddUnit(unit));
        Each(_modules, module => builder.AddModule(module));
        Each(_venues, venue => builder.AddVenue(venue, callsRequired: false));
        Each(_assets, asset => builder.AddAsset(asset, reference[asset], MarketScope.ExtremeMovePpm(asset)));
        foreach (string route in _routes)
        {
            ObservationNames.TryRoute(route, out string asset, out string venue, out string? second);
            builder.AddRoute(asset, venue, second, SettlementUnit(route, asset, venue, reference[asset], notices));
        }

        foreach (MarketSeen market in _markets.Values)
        {
            builder.AddInstrument(market.Asset, market.Unit, market.Venue, market.IsPerpetual);
        }

        foreach (string name in _references)
        {
            ObservationNames.TryReference(name, out string unit, out string quote, out string source);
            builder.AddUnitReference(unit, quote, source);
        }

        foreach (string position in _positions)
        {
            ObservationNames.TryPosition(position, out _, out string venue);
            builder.AddPosition(position, venue);
        }

        return builder.Build();
    }

    private static void Each(SortedSet<string> names, Action<string> add)
    {
        foreach (string name in names)
        {
            add(name);
        }
    }

    // The unit that most priced spot markets of the asset quote in; of all priced markets where none is spot, of all where none is priced; of equals
    // the first in ordinal order; the base unit where it has no market at all.
    private string ReferenceUnit(string asset)
    {
        List<MarketSeen> markets = [.. _markets.Values];
        markets.RemoveAll(m => m.Asset != asset);
        bool isPriced = markets.Exists(m => m.IsPriced);
        bool isSpot = markets.Exists(m => m.IsPriced == isPriced && !m.IsPerpetual);
        SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (MarketSeen m in markets)
        {
            if (m.IsPriced == isPriced && (!m.IsPerpetual || !isSpot))
            {
                counts[m.Unit] = counts.GetValueOrDefault(m.Unit) + 1;
            }
        }

        string best = MarketScope.BaseUnit;
        int most = 0;
        foreach ((string unit, int count) in counts)
        {
            best = count > most ? unit : best;
            most = Math.Max(most, count);
        }

        return best;
    }

    // Of the units at the venue the asset's reference unit, else the first by name; of a route without a market the reference unit.
    private string SettlementUnit(string route, string asset, string venue, string reference, List<HistoryNotice> notices)
    {
        List<MarketSeen> markets = [.. _markets.Values];
        markets.RemoveAll(m => m.Asset != asset || m.Venue != venue);
        if (markets.Exists(m => m.IsPriced))
        {
            markets.RemoveAll(m => !m.IsPriced);
        }

        if (markets.Count == 0)
        {
            return reference;
        }

        MarketSeen settles = markets.Find(m => m.Unit == reference) ?? markets[0];
        SortedSet<string> others = new(StringComparer.Ordinal);
        foreach (MarketSeen m in markets)
        {
            _ = m.Unit != settles.Unit && others.Add(m.Unit);
        }

        if (others.Count > 0)
        {
            string several = $"{asset} is quoted in several units at {venue}: the route {route} settles in {settles.Unit}";
            notices.Add(new HistoryNotice(settles.Path, $"{several}; the value of {string.Join(", ", others)} binds none there"));
        }

        return settles.Unit;
    }
}
