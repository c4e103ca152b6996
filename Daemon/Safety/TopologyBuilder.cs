using System;
using System.Collections.Generic;
using System.Text;

namespace Basisd.Safety;

/// <summary>
/// Builds a <see cref="Topology"/> name by name and refuses what cannot be one: an empty or long name, a duplicate, an unknown reference,
/// one scope too many. The order of the calls fixes every index, so the same configuration always gives the same numbers.
/// </summary>
public sealed class TopologyBuilder
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Starts with the platform scope.</summary>
    public TopologyBuilder() => AddScope(ScopeKind.Platform, "platform");

    internal List<Scope> Scopes { get; } = [];

    internal List<Venue> Venues { get; } = [];

    internal List<Asset> Assets { get; } = [];

    internal List<Unit> Units { get; } = [];

    internal List<Route> Routes { get; } = [];

    internal List<Instrument> Instruments { get; } = [];

    internal List<UnitReference> UnitReferences { get; } = [];

    internal List<Position> Positions { get; } = [];

    internal List<string> SharedParts { get; } = [];

    internal List<string> Peers { get; } = [];

    /// <summary>Adds a module scope.</summary>
    /// <exception cref="TopologyException">The name is unusable.</exception>
    public Scope AddModule(string name) => AddScope(ScopeKind.Module, "module/" + Checked(name));

    /// <summary>Adds a quote unit, or returns the one that has the name.</summary>
    /// <exception cref="TopologyException">The name is unusable.</exception>
    public Unit AddUnit(string name)
    {
        Unit? known = Units.Find(u => string.Equals(u.Name, name, StringComparison.Ordinal));
        if (known is not null)
        {
            return known;
        }

        Unit unit = new(Units.Count, Checked(name));
        Units.Add(unit);
        return unit;
    }

    /// <summary>Adds a venue and its scope.</summary>
    /// <param name="name">Short name.</param>
    /// <param name="callsRequired">Whether call results are a required input.</param>
    /// <param name="shares">What it has in common with other venues, for example <c>cloud.tokyo-1</c>, <c>custodian.copper</c>.</param>
    /// <exception cref="TopologyException">The name is unusable or taken.</exception>
    public Venue AddVenue(string name, bool callsRequired = false, string[]? shares = null)
    {
        int[] parts = Array.ConvertAll(shares ?? [], SharedPart);
        if (new HashSet<int>(parts).Count != parts.Length)
        {
            throw new TopologyException($"venue '{name}' names what it shares twice");
        }

        Venue venue = new(Venues.Count, Checked(name), AddScope(ScopeKind.Venue, "venue/" + name).Index, callsRequired) { Shares = parts };
        Venues.Add(venue);
        return venue;
    }

    /// <summary>Adds another node of the cluster, whose silence binds the module scope <c>module/node-NAME</c>.</summary>
    /// <exception cref="TopologyException">The name is unusable or taken.</exception>
    public Scope AddPeer(string name)
    {
        Scope scope = AddModule("node-" + name);
        Peers.Add(scope.Name);
        return scope;
    }

    /// <summary>Adds an asset and its scope.</summary>
    /// <exception cref="TopologyException">The name is unusable or taken.</exception>
    public Asset AddAsset(string name, string referenceUnit, long extremeMovePpm)
    {
        int unit = AddUnit(referenceUnit).Index;
        Asset asset = new(Assets.Count, Checked(name), AddScope(ScopeKind.Asset, "asset/" + name).Index, unit, extremeMovePpm);
        Assets.Add(asset);
        return asset;
    }

    /// <summary>Replaces what an asset is known by beside its name: its chain, what it tracks.</summary>
    /// <param name="asset">An asset of this builder, with the same index, name and scope.</param>
    public void Describe(Asset asset) => Assets[asset.Index] = asset;

    /// <summary>Replaces the sizes of a route.</summary>
    /// <param name="route">A route of this builder, with the same index, name and scope.</param>
    public void Describe(Route route) => Routes[route.Index] = route;

    /// <summary>Replaces what is known of a market.</summary>
    /// <param name="instrument">A market of this builder, with the same index and name.</param>
    public void Describe(Instrument instrument) => Instruments[instrument.Index] = instrument;

    /// <summary>Replaces what is known of a position: its market, its smallest order.</summary>
    /// <param name="position">A position of this builder, with the same index, name and venue.</param>
    public void Describe(Position position) => Positions[position.Index] = position;

    /// <summary>Adds the pair of a venue and an asset as a route named <c>ASSET@VENUE</c>, or a route over two venues.</summary>
    /// <exception cref="TopologyException">The asset or a venue is unknown, or the name is taken.</exception>
    public Route AddRoute(string asset, string venue, string? secondVenue, string settlementUnit)
    {
        string name = secondVenue is null ? $"{asset}@{venue}" : $"{asset}@{venue}+{secondVenue}";
        int second = secondVenue is null ? -1 : VenueNamed(secondVenue, name).Index;
        if (string.Equals(venue, secondVenue, StringComparison.Ordinal))
        {
            throw new TopologyException($"route '{name}' names the venue '{venue}' twice");
        }

        Route route = new(
            Routes.Count, Checked(name), AddScope(ScopeKind.Route, "route/" + name).Index, AssetNamed(asset, name).Index,
            VenueNamed(venue, name).Index, second, AddUnit(settlementUnit).Index);
        Routes.Add(route);
        return route;
    }

    /// <summary>Adds a priced market.</summary>
    /// <param name="asset">Asset name.</param>
    /// <param name="unit">Quote unit.</param>
    /// <param name="venue">Venue name.</param>
    /// <param name="isPerpetual">A perpetual future takes no part in the reference price.</param>
    /// <exception cref="TopologyException">The asset or the venue is unknown, or the market is named twice.</exception>
    public Instrument AddInstrument(string asset, string unit, string venue, bool isPerpetual)
    {
        string name = isPerpetual ? $"{asset}/{unit}:perp@{venue}" : $"{asset}/{unit}@{venue}";
        Instrument instrument = new(
            Instruments.Count, Unique(name), AssetNamed(asset, name).Index, VenueNamed(venue, name).Index, AddUnit(unit).Index, !isPerpetual);
        Instruments.Add(instrument);
        return instrument;
    }

    /// <summary>Adds a named reference of a unit's value.</summary>
    /// <exception cref="TopologyException">The reference is named twice.</exception>
    public UnitReference AddUnitReference(string unit, string quoteUnit, string source)
    {
        string name = Unique($"{unit}/{quoteUnit}@{source}");
        UnitReference reference = new(UnitReferences.Count, name, AddUnit(unit).Index, AddUnit(quoteUnit).Index);
        UnitReferences.Add(reference);
        return reference;
    }

    /// <summary>Adds a position key whose margin ratio is watched.</summary>
    /// <exception cref="TopologyException">The venue is unknown or the key is named twice.</exception>
    public Position AddPosition(string name, string venue)
    {
        Position position = new(Positions.Count, Unique("position/" + Checked(name)), VenueNamed(venue, name).Index);
        Positions.Add(position);
        return position;
    }

    /// <summary>The finished topology.</summary>
    public Topology Build()
    {
        // Whoever has no chain of its own stands and falls with the asset whose chain it is.
        foreach (Asset asset in Assets.ToArray())
        {
            if (asset.Follows < 0 && asset.TracksGold && asset.Chain == Chain.Ethereum)
            {
                int native = Assets.FindIndex(a => a.Chain == Chain.Ethereum && !a.TracksGold);
                Assets[asset.Index] = asset with { Follows = native };
            }
        }

        foreach (Position position in Positions.ToArray())
        {
            Positions[position.Index] = position.Instrument >= 0 ? position : position with { Instrument = MarketOf(position) };
        }

        return new Topology(this);
    }

    // A key begins with its asset (BTC-PERP@kraken): the one perpetual of that asset at the venue, else its one spot market. Where there are
    // two, nobody may guess.
    private int MarketOf(Position position)
    {
        string key = position.Name["position/".Length..];
        List<Instrument> markets = Instruments.FindAll(
            i => i.Venue == position.Venue && key.StartsWith(Assets[i.Asset].Name + "-", StringComparison.Ordinal));
        List<Instrument> perpetuals = markets.FindAll(i => !i.IsReference);
        List<Instrument> chosen = perpetuals.Count > 0 ? perpetuals : markets;
        return chosen.Count == 1 ? chosen[0].Index : -1;
    }

    private static string Checked(string name)
    {
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > Topology.MaxNameBytes - "module/".Length)
        {
            throw new TopologyException($"name '{name}' must have 1 to {Topology.MaxNameBytes - "module/".Length} bytes");
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"-_.@+".Contains(c, StringComparison.Ordinal))
            {
                throw new TopologyException($"name '{name}' has the character '{c}': letters, digits and - _ . @ + are allowed");
            }
        }

        return name;
    }

    private int SharedPart(string name)
    {
        int known = SharedParts.IndexOf(name);
        if (known >= 0)
        {
            return known;
        }

        SharedParts.Add(Checked(name));
        return SharedParts.Count - 1;
    }

    private string Unique(string name) => _names.Add(name) ? name : throw new TopologyException($"'{name}' is named twice");

    private Scope AddScope(ScopeKind kind, string name)
    {
        if (Scopes.Count == Topology.MaxScopes)
        {
            throw new TopologyException($"more than {Topology.MaxScopes} scopes");
        }

        Scope scope = new(Scopes.Count, kind, Unique(name));
        Scopes.Add(scope);
        return scope;
    }

    private Venue VenueNamed(string venue, string of) =>
        Venues.Find(v => string.Equals(v.Name, venue, StringComparison.Ordinal))
        ?? throw new TopologyException($"'{of}' names the unknown venue '{venue}'");

    private Asset AssetNamed(string asset, string of) =>
        Assets.Find(a => string.Equals(a.Name, asset, StringComparison.Ordinal))
        ?? throw new TopologyException($"'{of}' names the unknown asset '{asset}'");
}
