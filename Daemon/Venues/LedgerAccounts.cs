using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// Which accounts there are at the venues, by index: one per route (its asset at its venue; scope: the route), then one per venue and unit
/// (cash; scope: the venue). Fixed by the topology. A route over two venues has no account of its own: each of its venues has one.
/// </summary>
public sealed class LedgerAccounts
{
    private readonly Topology _topology;

    /// <summary>The accounts of a topology.</summary>
    public LedgerAccounts(Topology topology)
    {
        _topology = topology;
        Count = topology.Routes.Length + (topology.Venues.Length * topology.Units.Length);
    }

    /// <summary>Accounts, the unused ones of routes over two venues among them.</summary>
    public int Count { get; }

    /// <summary>The cash account of a unit at a venue.</summary>
    public int OfCash(int venue, int unit) => _topology.Routes.Length + (venue * _topology.Units.Length) + unit;

    /// <summary>The account of an asset at a venue: that of its first route there.</summary>
    /// <returns><see cref="VenueRecord.UnknownItem"/> if no route trades the asset at the venue.</returns>
    public int OfAsset(int venue, int asset)
    {
        foreach (Route route in _topology.Routes)
        {
            if (route.Venue == venue && route.Asset == asset && route.SecondVenue < 0)
            {
                return route.Index;
            }
        }

        return VenueRecord.UnknownItem;
    }

    /// <summary>The account of a name at a venue, an asset or a unit.</summary>
    /// <returns><see cref="VenueRecord.UnknownItem"/> if the configuration has no such account.</returns>
    public int Find(int venue, string name)
    {
        int asset = Array.FindIndex(_topology.Assets, a => a.Name == name);
        if (asset >= 0)
        {
            return OfAsset(venue, asset);
        }

        int unit = Array.FindIndex(_topology.Units, u => u.Name == name);
        return unit < 0 ? VenueRecord.UnknownItem : OfCash(venue, unit);
    }

    /// <summary>The venue that holds an account.</summary>
    public int VenueOf(int account) =>
        account < _topology.Routes.Length ? _topology.Routes[account].Venue : (account - _topology.Routes.Length) / _topology.Units.Length;

    /// <summary>The scope that a difference in an account binds.</summary>
    public int ScopeOf(int account) =>
        account < _topology.Routes.Length ? _topology.Routes[account].ScopeIndex : _topology.Venues[VenueOf(account)].ScopeIndex;

    /// <summary>Name of an account for people: <c>BTC@alpha</c>.</summary>
    public string NameOf(int account)
    {
        string what = account < _topology.Routes.Length
            ? _topology.Assets[_topology.Routes[account].Asset].Name
            : _topology.Units[(account - _topology.Routes.Length) % _topology.Units.Length].Name;
        return $"{what}@{_topology.Venues[VenueOf(account)].Name}";
    }
}
