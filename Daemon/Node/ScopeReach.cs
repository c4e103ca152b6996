using System;
using Basisd.Safety;

namespace Basisd.Node;

/// <summary>
/// Which venues, orders and positions a scope reaches. Names alone: it knows no state. The asset of a position is that of the market in which it is
/// reduced.
/// </summary>
internal sealed class ScopeReach
{
    /// <summary>No market, no asset, no route.</summary>
    public const int None = -1;

    private readonly Topology _topology;
    private readonly int[] _assetOf;

    /// <summary>The reach of the scopes of a topology.</summary>
    public ScopeReach(Topology topology)
    {
        _topology = topology;
        _assetOf = Array.ConvertAll(topology.Positions, AssetOf);
    }

    /// <summary>Whether a venue's orders may be in the scope.</summary>
    public bool IsVenueIn(int scope, int venue)
    {
        switch (_topology.Scopes[scope].Kind)
        {
            case ScopeKind.Platform: return true;
            case ScopeKind.Venue: return _topology.Venues[venue].ScopeIndex == scope;
            case ScopeKind.Module: return false;
            default:
                foreach (Route route in _topology.Routes)
                {
                    if ((route.Venue == venue || route.SecondVenue == venue) && IsRouteIn(scope, route.Index))
                    {
                        return true;
                    }
                }

                return false;
        }
    }

    /// <summary>Whether orders of a route are in an asset's or a route's own scope.</summary>
    public bool IsRouteIn(int scope, int route) =>
        _topology.Routes[route].ScopeIndex == scope || _topology.Assets[_topology.Routes[route].Asset].ScopeIndex == scope;

    /// <summary>Whether a scope is so wide that every order of a venue in it counts, those of unknown markets as well.</summary>
    public bool IsWholeVenue(int scope) => _topology.Scopes[scope].Kind is ScopeKind.Platform or ScopeKind.Venue;

    /// <summary>Whether an order of a market that the configuration does not have might be of the scope.</summary>
    public bool MayBeIn(int scope) => _topology.Scopes[scope].Kind != ScopeKind.Route;

    /// <summary>Whether a position is in the scope.</summary>
    public bool IsPositionIn(int scope, int position)
    {
        Position of = _topology.Positions[position];
        switch (_topology.Scopes[scope].Kind)
        {
            case ScopeKind.Platform: return true;
            case ScopeKind.Venue: return _topology.Venues[of.Venue].ScopeIndex == scope;
            case ScopeKind.Asset: return _assetOf[position] != None && _topology.Assets[_assetOf[position]].ScopeIndex == scope;
            case ScopeKind.Route:
                foreach (Route route in _topology.Routes)
                {
                    if (route.ScopeIndex == scope)
                    {
                        return route.Asset == _assetOf[position] && (route.Venue == of.Venue || route.SecondVenue == of.Venue);
                    }
                }

                return false;
            default: return false;
        }
    }

    /// <summary>
    /// Whether a request about something within <paramref name="scope"/> may name <paramref name="other"/> as well: their parts meet. The platform
    /// and the modules meet everything.
    /// </summary>
    public bool Meets(int scope, int other)
    {
        if (_topology.Scopes[other].Kind is ScopeKind.Platform or ScopeKind.Module || scope == Topology.Platform || scope == other)
        {
            return true;
        }

        // Two venues may share a route; what it has at the other one is not of this scope.
        bool meets = false;
        if (_topology.Scopes[scope].Kind != _topology.Scopes[other].Kind)
        {
            foreach (Route route in _topology.Routes)
            {
                meets |= Names(route, scope) && Names(route, other);
            }

            for (int position = 0; position < _topology.Positions.Length; position++)
            {
                meets |= IsPositionIn(scope, position) && IsPositionIn(other, position);
            }
        }

        return meets;
    }

    /// <summary>Whether everything in <paramref name="scope"/> is in <paramref name="whole"/> too.</summary>
    public bool IsWithin(int whole, int scope)
    {
        if (whole == Topology.Platform || whole == scope)
        {
            return true;
        }

        Route? route = Array.Find(_topology.Routes, r => r.ScopeIndex == scope);
        return route is not null && Names(route, whole);
    }

    private bool Names(Route route, int scope) => route.ScopeIndex == scope || _topology.Assets[route.Asset].ScopeIndex == scope
        || _topology.Venues[route.Venue].ScopeIndex == scope || (route.SecondVenue >= 0 && _topology.Venues[route.SecondVenue].ScopeIndex == scope);

    private int AssetOf(Position position) => position.Instrument < 0 ? None : _topology.Instruments[position.Instrument].Asset;
}
