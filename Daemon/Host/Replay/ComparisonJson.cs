using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>A comparison as JSON. Integers only: times in milliseconds of Unix time, shares in ppm.</summary>
public static class ComparisonJson
{
    /// <summary>Writes it.</summary>
    /// <param name="comparison">What was played.</param>
    /// <param name="changes">Each changed setting: name, value as configured, value tried.</param>
    /// <param name="output">Where to.</param>
    public static void Write(HistoryComparison comparison, IReadOnlyList<(string Name, string Before, string After)> changes, Stream output)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("changes");
        foreach ((string name, string before, string after) in changes)
        {
            json.WriteStartObject();
            json.WriteString("setting", name);
            json.WriteString("configured", before);
            json.WriteString("what_if", after);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("from", UtcText.Full(comparison.Before.From / FixedPoint.Second));
        json.WriteString("to", UtcText.Full(comparison.Before.To / FixedPoint.Second));
        json.WriteNumber("observations", comparison.Before.Observations);
        Side(json, "configured", comparison, comparison.Before);
        Side(json, "what_if", comparison, comparison.After);
        json.WriteStartArray("trips");
        foreach (TripPair pair in comparison.Trips)
        {
            Trip(json, pair);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Side(Utf8JsonWriter json, string key, HistoryComparison comparison, HistoryReport report)
    {
        json.WriteStartObject(key);
        json.WriteString("state_hash", report.StateHashText);
        json.WriteStartArray("triggers");
        foreach (TriggerId trigger in comparison.Triggers)
        {
            HistoryRow[] rows = [.. report.TripRows.Where(r => r.Trigger == trigger)];
            json.WriteStartObject();
            json.WriteString("trigger", TriggerNames.NameOf(trigger));
            json.WriteNumber("trips", rows.Length);
            json.WriteString("first_trip", rows.Length == 0 ? null : UtcText.Full(rows[0].At / FixedPoint.Second));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("scopes");
        foreach (Scope scope in report.Topology.Scopes)
        {
            long blocked = Protection.BlockedTime(report, scope.Index);
            json.WriteStartObject();
            json.WriteString("scope", scope.Name);
            json.WriteNumber("blocked_ms", blocked / FixedPoint.Millisecond);
            json.WriteNumber("blocked_ppm", Protection.ShareOf(report, blocked));
            json.WriteStartArray("modes");
            foreach (Mode mode in Protection.ModesOf(report, scope.Index))
            {
                json.WriteStringValue(ModeText.Of(mode));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Trip(Utf8JsonWriter json, TripPair pair)
    {
        json.WriteStartObject();
        json.WriteString("fate", pair.Fate);
        json.WriteString("scope", pair.Any.Scope);
        json.WriteString("trigger", TriggerNames.NameOf(pair.Trigger));
        Moment(json, "configured", pair.Before);
        Moment(json, "what_if", pair.After);
        json.WriteEndObject();
    }

    private static void Moment(Utf8JsonWriter json, string key, HistoryRow? row)
    {
        if (row is null)
        {
            json.WriteNull(key);
            return;
        }

        json.WriteStartObject(key);
        json.WriteString("time", UtcText.Full(row.At / FixedPoint.Second));
        json.WriteNumber("time_ms", row.At / FixedPoint.Millisecond);
        json.WriteNumber("measured", row.Evidence.Measured);
        json.WriteNumber("threshold", row.Evidence.Threshold);
        json.WriteEndObject();
    }
}
