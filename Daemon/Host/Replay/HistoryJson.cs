using System;
using System.IO;
using System.Text.Json;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>A replay as programs read it: integers in the units of SPEC 4, times in Unix milliseconds and UTC text.</summary>
public static class HistoryJson
{
    /// <summary>Writes one JSON object.</summary>
    public static void Write(HistoryReport report, Stream output)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("from", UtcText.Full(report.From / FixedPoint.Second));
        json.WriteString("to", UtcText.Full(report.To / FixedPoint.Second));
        json.WriteNumber("observations", report.Observations);
        json.WriteString("state_hash", report.StateHashText);
        json.WriteString("first_protection", HistoryText.FirstTrip(report.Rows) is { } first ? UtcText.Full(first.At / FixedPoint.Second) : null);
        json.WriteStartArray("timeline");
        foreach (HistoryRow row in report.Rows)
        {
            Write(json, row);
        }

        json.WriteEndArray();
        json.WriteStartObject("trips");
        for (int trigger = 0; trigger < report.Trips.Count; trigger++)
        {
            if (report.Trips[trigger] > 0)
            {
                json.WriteNumber(TriggerNames.NameOf((TriggerId)trigger), report.Trips[trigger]);
            }
        }

        json.WriteEndObject();
        json.WriteStartArray("scopes");
        foreach (Scope scope in report.Topology.Scopes)
        {
            json.WriteStartObject();
            json.WriteString("scope", scope.Name);
            foreach (Mode mode in Enum.GetValues<Mode>())
            {
                json.WriteNumber(
                    ModeText.Of(mode).ToLowerInvariant() + "_ppm",
                    FixedPoint.MulDiv(report.TimeIn(scope.Index, mode), FixedPoint.Ppm, Math.Max(1, report.To - report.From)));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, HistoryRow row)
    {
        json.WriteStartObject();
        json.WriteString("time", UtcText.Full(row.At / FixedPoint.Second));
        json.WriteNumber("time_ms", row.At / FixedPoint.Millisecond);
        json.WriteString("event", row.Happened);
        json.WriteString("scope", row.Scope);
        json.WriteString("trigger", row.Trigger == TriggerId.None ? null : TriggerNames.NameOf(row.Trigger));
        json.WriteNumber("measured", row.Evidence.Measured);
        json.WriteNumber("threshold", row.Evidence.Threshold);
        json.WriteNumber("window_ms", row.Evidence.WindowNs / FixedPoint.Millisecond);
        json.WriteNumber("severity", row.Severity);
        json.WriteString("mode", ModeText.Of(row.Mode));
        json.WriteNumber("stage", row.Stage);
        json.WriteString("platform_mode", ModeText.Of(row.Platform));
        json.WriteEndObject();
    }
}
