using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Basisd.Host.Replay;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Validation;

/// <summary>The outcome as JSON. Integers only: times in milliseconds, shares in ppm.</summary>
public static class ValidationJson
{
    /// <summary>Writes it.</summary>
    public static void Write(IReadOnlyList<EpisodeResult> results, Stream output)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteBoolean("as_expected", results.All(r => r.IsAsExpected));
        json.WriteStartArray("episodes");
        foreach (EpisodeResult result in results)
        {
            json.WriteStartObject();
            json.WriteString("name", result.Episode.Name);
            json.WriteString("kind", result.Episode.Kind == EpisodeKind.Crisis ? "crisis" : "quiet");
            json.WriteBoolean("played", result.Report is not null);
            json.WriteBoolean("as_expected", result.IsAsExpected);
            if (result.Report is not null)
            {
                Write(json, result, result.Report);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EpisodeResult result, HistoryReport report)
    {
        json.WriteNumber("observations", report.Observations);
        json.WriteString("state_hash", report.StateHashText);
        json.WriteNumber("trips", result.Acting.Count);
        json.WriteString("first_trip", result.Acting.Count == 0 ? null : UtcText.Full(result.Acting[0].At / FixedPoint.Second));
        if (result.Episode.Kind == EpisodeKind.Crisis)
        {
            json.WriteString("onset", UtcText.Full(result.Episode.Onset / FixedPoint.Second));
            json.WriteNumber("trips_before_onset", result.TripsBeforeOnset);
            json.WritePropertyName("protected_after_ms");
            if (result.Protection.First is { } first)
            {
                json.WriteNumberValue((first.At - result.Episode.Onset) / FixedPoint.Millisecond);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteString("in_force_since", result.Protection.Since is { } since ? UtcText.Full(since / FixedPoint.Second) : null);
            json.WriteStartArray("missing");
            foreach (TriggerId trigger in result.Missing)
            {
                json.WriteStringValue(TriggerNames.NameOf(trigger));
            }

            json.WriteEndArray();
        }

        json.WriteStartObject("trips_by_trigger");
        foreach (IGrouping<TriggerId, HistoryRow> rows in report.TripRows.GroupBy(r => r.Trigger).OrderBy(g => g.Key))
        {
            json.WriteNumber(TriggerNames.NameOf(rows.Key), rows.Count());
        }

        json.WriteEndObject();
        json.WriteStartObject("blocked_ppm");
        foreach (Scope scope in report.Topology.Scopes)
        {
            json.WriteNumber(scope.Name, Protection.ShareOf(report, Protection.BlockedTime(report, scope.Index)));
        }

        json.WriteEndObject();
    }
}
