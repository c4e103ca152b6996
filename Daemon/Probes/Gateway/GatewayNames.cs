using System;
using System.Collections.Generic;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Probes.Gateway;

/// <summary>
/// What the names in one venue's answers stand for. A name that the configuration does not have is <see cref="VenueRecord.UnknownItem"/> in
/// the record, and is kept here once, for messages; so many are kept and no more. One thread at a time.
/// </summary>
internal sealed class GatewayNames
{
    private readonly Dictionary<string, MarketPlace> _markets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MarketPlace>.AlternateLookup<ReadOnlySpan<char>> _marketOf;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _accountOf;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _positionOf;
    private readonly Action<string> _firstSeen;

    /// <summary>The names of a venue.</summary>
    /// <param name="topology">The configuration's names.</param>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="firstSeen">Told of each unknown name once, for example <c>asset DOGE</c>.</param>
    public GatewayNames(Topology topology, int venue, Action<string> firstSeen)
    {
        _firstSeen = firstSeen;
        Venue = topology.Venues[venue];
        LedgerAccounts accounts = new(topology);
        foreach (Asset asset in topology.Assets)
        {
            _accounts[asset.Name] = accounts.Find(venue, asset.Name);
        }

        foreach (Unit unit in topology.Units)
        {
            _accounts[unit.Name] = accounts.Find(venue, unit.Name);
        }

        string at = "@" + Venue.Name;
        foreach (Instrument market in topology.Instruments)
        {
            if (market.Venue == venue)
            {
                int route = topology.RouteOf(market)?.Index ?? VenueRecord.UnknownItem;
                _markets[Without(market.Name, at)] = new MarketPlace(route, !market.IsReference, _accounts[topology.Units[market.Unit].Name]);
            }
        }

        const string Prefix = "position/";
        foreach (Position position in topology.Positions)
        {
            if (position.Venue == venue)
            {
                string name = position.Name.StartsWith(Prefix, StringComparison.Ordinal) ? position.Name[Prefix.Length..] : position.Name;
                _positions[Without(name, at)] = position.Index;
            }
        }

        _marketOf = _markets.GetAlternateLookup<ReadOnlySpan<char>>();
        _accountOf = _accounts.GetAlternateLookup<ReadOnlySpan<char>>();
        _positionOf = _positions.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The venue whose names they are.</summary>
    public Venue Venue { get; }

    /// <summary>What a market is.</summary>
    public MarketPlace Market(ReadOnlySpan<char> name)
    {
        if (!_marketOf.TryGetValue(name, out MarketPlace market))
        {
            market = MarketPlace.Unknown;
        }

        if (market.Route < 0)
        {
            Unknown("market", name);
        }

        return market;
    }

    /// <summary>The account of an asset or unit.</summary>
    public int Account(ReadOnlySpan<char> name) => Known("asset", name, _accountOf.TryGetValue(name, out int account) ? account : -1);

    /// <summary>The index of a position.</summary>
    public int Position(ReadOnlySpan<char> name) => Known("position", name, _positionOf.TryGetValue(name, out int position) ? position : -1);

    private int Known(string kind, ReadOnlySpan<char> name, int index)
    {
        if (index < 0)
        {
            Unknown(kind, name);
        }

        return index < 0 ? VenueRecord.UnknownItem : index;
    }

    private void Unknown(string kind, ReadOnlySpan<char> name)
    {
        if (_unknown.Count == GatewayLimits.MaxUnknownNames)
        {
            return;
        }

        string text = ProbeFailure.Printable($"{kind} {name}", GatewayLimits.MaxNameBytes);
        if (_unknown.Add(text))
        {
            _firstSeen(text);
        }
    }

    private static string Without(string name, string end) => name.EndsWith(end, StringComparison.Ordinal) ? name[..^end.Length] : name;
}
