using System;
using System.IO;
using System.Text.Json;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>A configuration that names what a history has, so that a daemon can be fed with it. Everything else stays at its default.</summary>
public static class HistoryConfiguration
{
    /// <summary>Writes the JSON.</summary>
    public static void Write(Topology topology, Stream output)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartObject("topology");
        Names(json, "units", Array.ConvertAll(topology.Units, unit => unit.Name));
        Names(json, "modules", Array.ConvertAll(Array.FindAll(topology.Scopes, s => s.Kind == ScopeKind.Module), s => Key(s.Name)));
        Each(json, "venues", topology.Venues, venue => Row(json, ("name", venue.Name)));
        Each(json, "assets", topology.Assets, asset => Asset(json, topology, asset));
        Each(json, "instruments", topology.Instruments, i => Row(
            json, ("asset", topology.Assets[i.Asset].Name), ("unit", topology.Units[i.Unit].Name), ("venue", topology.Venues[i.Venue].Name),
            ("kind", i.IsReference ? "spot" : "perp")));
        Each(json, "routes", topology.Routes, route => Route(json, topology, route));
        Each(json, "unit_references", topology.UnitReferences, r => Row(
            json, ("unit", topology.Units[r.Unit].Name), ("quote_unit", topology.Units[r.QuoteUnit].Name),
            ("source", r.Name[(r.Name.LastIndexOf('@') + 1)..])));
        Each(json, "positions", topology.Positions, p => Row(json, ("name", Key(p.Name)), ("venue", topology.Venues[p.Venue].Name)));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // The topology names modules and positions with their kind, the configuration without.
    private static string Key(string name) => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static void Names(Utf8JsonWriter json, string array, string[] names)
    {
        json.WriteStartArray(array);
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static void Each<T>(Utf8JsonWriter json, string array, T[] items, Action<T> write)
    {
        json.WriteStartArray(array);
        foreach (T item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    private static void Asset(Utf8JsonWriter json, Topology topology, Asset asset)
    {
        json.WriteStartObject();
        json.WriteString("name", asset.Name);
        json.WriteString("reference_unit", topology.Units[asset.ReferenceUnit].Name);
        json.WriteNumber("extreme_move_ppm", asset.ExtremeMovePpm);
        json.WriteEndObject();
    }

    private static void Route(Utf8JsonWriter json, Topology topology, Route route)
    {
        (string, string) asset = ("asset", topology.Assets[route.Asset].Name);
        (string, string) venue = ("venue", topology.Venues[route.Venue].Name);
        (string, string) unit = ("settlement_unit", topology.Units[route.SettlementUnit].Name);
        if (route.SecondVenue < 0)
        {
            Row(json, asset, venue, unit);
        }
        else
        {
            Row(json, asset, venue, ("second_venue", topology.Venues[route.SecondVenue].Name), unit);
        }
    }

    private static void Row(Utf8JsonWriter json, params (string Key, string Value)[] values)
    {
        json.WriteStartObject();
        foreach ((string key, string value) in values)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}
