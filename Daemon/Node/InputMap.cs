using System.Collections.Generic;
using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>
/// Which inputs are required, by the topology: a reference price per asset, the market of each route, calls of the venues that say so,
/// the references of a unit that routes settle in. An input that no scope needs is not in the map.
/// </summary>
public sealed class InputMap
{
    /// <summary>References that a unit needs before it can be judged (SPEC 5).</summary>
    public const int UnitReferencesNeeded = 3;

    /// <summary>Works the map out once, at start.</summary>
    public InputMap(Topology topology, CoreSettings settings, InputIndex index)
    {
        List<InputBinding> inputs = [];
        OfInstrument = Filled(topology.Instruments.Length);
        OfAsset = Filled(topology.Assets.Length);
        OfVenue = Filled(topology.Venues.Length);
        OfPolls = Filled(topology.Venues.Length);
        OfUnit = Filled(topology.Units.Length);
        RoutesOfUnit = new int[topology.Units.Length][];
        foreach (Asset asset in topology.Assets)
        {
            OfAsset[asset.Index] = Add(
                inputs, index.ReferencePrice(asset.Index), "price of " + asset.Name, settings.Triggers.PriceMaxAgeNs, [asset.ScopeIndex]);
        }

        foreach (Instrument instrument in topology.Instruments)
        {
            List<int> scopes = [];
            foreach (Route route in topology.Routes)
            {
                bool prices = route.Asset == instrument.Asset && route.SettlementUnit == instrument.Unit
                    && (route.Venue == instrument.Venue || route.SecondVenue == instrument.Venue);
                if (instrument.IsReference && prices)
                {
                    scopes.Add(route.ScopeIndex);
                }
            }

            OfInstrument[instrument.Index] = Add(
                inputs, index.Price(instrument.Index), "price of " + instrument.Name, settings.Triggers.PriceMaxAgeNs, [.. scopes]);
        }

        foreach (Venue venue in topology.Venues)
        {
            int[] scopes = venue.CallsRequired ? [venue.ScopeIndex] : [];
            OfVenue[venue.Index] = Add(inputs, index.Calls(venue.Index), "calls of " + venue.Name, settings.CallMaxAgeNs, scopes);
            int[] polled = settings.HasGateway(venue.Index) ? [venue.ScopeIndex] : [];
            OfPolls[venue.Index] = Add(inputs, index.Polls(venue.Index), "polls of " + venue.Name, settings.PollMaxAgeNs, polled);
        }

        foreach (Unit unit in topology.Units)
        {
            AddUnit(topology, settings, inputs, unit, index.UnitWorth(unit.Index));
        }

        Bindings = [.. inputs];
    }

    /// <summary>All required inputs.</summary>
    public InputBinding[] Bindings { get; }

    /// <summary>Input of an instrument's own price, or -1.</summary>
    public int[] OfInstrument { get; }

    /// <summary>Input of an asset's reference price, or -1.</summary>
    public int[] OfAsset { get; }

    /// <summary>Input of a venue's calls, or -1.</summary>
    public int[] OfVenue { get; }

    /// <summary>Input of a venue's complete gateway polls, or -1.</summary>
    public int[] OfPolls { get; }

    /// <summary>Input of a unit's references, or -1.</summary>
    public int[] OfUnit { get; }

    /// <summary>Routes that settle in a unit.</summary>
    public int[][] RoutesOfUnit { get; }

    private static int[] Filled(int length)
    {
        int[] filled = new int[length];
        System.Array.Fill(filled, -1);
        return filled;
    }

    private static int Add(List<InputBinding> inputs, int input, string name, long maxAge, int[] scopes)
    {
        if (scopes.Length == 0)
        {
            return -1;
        }

        inputs.Add(new InputBinding(input, name, maxAge, scopes));
        return inputs.Count - 1;
    }

    private void AddUnit(Topology topology, CoreSettings settings, List<InputBinding> inputs, Unit unit, int input)
    {
        List<int> routes = [];
        List<int> scopes = [];
        foreach (Route route in topology.Routes)
        {
            if (route.SettlementUnit == unit.Index)
            {
                routes.Add(route.Index);
                scopes.Add(route.ScopeIndex);
            }
        }

        int references = 0;
        foreach (UnitReference reference in topology.UnitReferences)
        {
            references += reference.Unit == unit.Index ? 1 : 0;
        }

        RoutesOfUnit[unit.Index] = [.. routes];
        bool judged = references >= UnitReferencesNeeded;
        OfUnit[unit.Index] = Add(inputs, input, "references of " + unit.Name, settings.Triggers.RateMaxAgeNs, judged ? [.. scopes] : []);
    }
}
