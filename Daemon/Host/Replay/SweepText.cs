using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>A sweep as a table and as JSON.</summary>
public static class SweepText
{
    /// <summary>Writes the table.</summary>
    /// <param name="range">What was swept.</param>
    /// <param name="points">One per value, in its order; at least one.</param>
    /// <param name="output">Where to.</param>
    public static void Write(SweepRange range, IReadOnlyList<SweepPoint> points, TextWriter output)
    {
        HistoryReport played = points[0].Report;
        string from = UtcText.Full(played.From / FixedPoint.Second);
        string to = UtcText.Full(played.To / FixedPoint.Second);
        output.WriteLine($"sweep     {range.Setting.Name}, {points.Count} values");
        output.WriteLine($"played    {played.Observations} observations, {from} to {to} UTC, once for each value");
        output.WriteLine("blocked   time in which at least one scope was in BSCB or DMM; halted: the platform in DMM");
        output.WriteLine();
        output.WriteLine($"  {"value",14}  {"trips",7}  {"all trips",9}  {"first trip (UTC)",-19}  {"blocked",8}  {"share",9}  {"halted",8}");
        foreach (SweepPoint point in points)
        {
            string first = point.First == 0 ? "-" : UtcText.Full(point.First / FixedPoint.Second);
            output.WriteLine(
                $"{(point.IsConfigured ? '*' : ' ')} {point.Value,14}  {point.Trips,7}  {point.AllTrips,9}  {first,-19}  "
                + $"{MeasureText.Time(point.Blocked),8}  {EvidenceText.Percent(point.BlockedShare),9}  {MeasureText.Time(point.Halted),8}");
        }

        output.WriteLine();
        output.WriteLine("* as configured");
    }

    /// <summary>Writes JSON: times in milliseconds, shares in ppm.</summary>
    /// <param name="range">What was swept.</param>
    /// <param name="points">One per value, in its order; at least one.</param>
    /// <param name="output">Where to.</param>
    public static void WriteJson(SweepRange range, IReadOnlyList<SweepPoint> points, Stream output)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("setting", range.Setting.Name);
        json.WriteString("from", UtcText.Full(points[0].Report.From / FixedPoint.Second));
        json.WriteString("to", UtcText.Full(points[0].Report.To / FixedPoint.Second));
        json.WriteNumber("observations", points[0].Report.Observations);
        json.WriteStartArray("points");
        foreach (SweepPoint point in points)
        {
            json.WriteStartObject();
            json.WriteString("value", point.Value);
            json.WriteBoolean("configured", point.IsConfigured);
            json.WriteNumber("trips", point.Trips);
            json.WriteNumber("all_trips", point.AllTrips);
            json.WriteString("first_trip", point.First == 0 ? null : UtcText.Full(point.First / FixedPoint.Second));
            json.WriteNumber("blocked_ms", point.Blocked / FixedPoint.Millisecond);
            json.WriteNumber("blocked_ppm", point.BlockedShare);
            json.WriteNumber("halted_ms", point.Halted / FixedPoint.Millisecond);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
