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
        json.WriteStartArray("units");
        foreach (Unit unit in topology.Units)
        {
            json.WriteStringValue(unit.Name);
        }

        json.WriteEndArray();
        json.WriteStartArray("modules");
        json.WriteEndArray();
        json.WriteStartArray("venues");
        foreach (Venue venue in topology.Venues)
        {
            Row(json, ("name", venue.Name));
        }

        json.WriteEndArray();
        json.WriteStartArray("assets");
        foreach (Asset asset in topology.Assets)
        {
            json.WriteStartObject();
            json.WriteString("name", asset.Name);
            json.WriteString("reference_unit", topology.Units[asset.ReferenceUnit].Name);
            json.WriteNumber("extreme_move_ppm", asset.ExtremeMovePpm);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("instruments");
        foreach (Instrument i in topology.Instruments)
        {
            Row(
                json, ("asset", topology.Assets[i.Asset].Name), ("unit", topology.Units[i.Unit].Name), ("venue", topology.Venues[i.Venue].Name),
                ("kind", i.IsReference ? "spot" : "perp"));
        }

        json.WriteEndArray();
        json.WriteStartArray("routes");
        foreach (Route r in topology.Routes)
        {
            Row(
                json, ("asset", topology.Assets[r.Asset].Name), ("venue", topology.Venues[r.Venue].Name),
                ("settlement_unit", topology.Units[r.SettlementUnit].Name));
        }

        json.WriteEndArray();
        json.WriteStartArray("unit_references");
        foreach (UnitReference r in topology.UnitReferences)
        {
            Row(
                json, ("unit", topology.Units[r.Unit].Name), ("quote_unit", topology.Units[r.QuoteUnit].Name),
                ("source", r.Name[(r.Name.LastIndexOf('@') + 1)..]));
        }

        json.WriteEndArray();
        json.WriteStartArray("positions");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
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
