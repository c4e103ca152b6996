using System;
using System.Collections.Generic;
using System.IO;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>A replay as people read it: the timeline, then the summary. Depends on the report alone, so it is the same byte for byte.</summary>
public static class HistoryText
{
    private static readonly Mode[] Modes = [Mode.Normal, Mode.Recovery, Mode.Bscb, Mode.Dmm];

    /// <summary>Writes timeline and summary.</summary>
    public static void Write(HistoryReport report, TextWriter output)
    {
        output.WriteLine($"{"time (UTC)",-19}  {"event",-5}  {"scope",-20}  {"trigger",-36}  {"measured",14}  {"threshold",14}  mode after");
        foreach (HistoryRow row in report.Rows)
        {
            bool staged = row.Happened == "mode";
            string measured = staged ? "-" : MeasureText.Measured(row);
            string threshold = staged ? "-" : MeasureText.Limit(row);
            string trigger = row.Trigger == TriggerId.None ? "-" : TriggerNames.NameOf(row.Trigger);
            string after = ModeText.Of(row.Mode, row.Stage) + (row.Platform == Mode.Dmm && row.Mode != Mode.Dmm ? " (platform DMM)" : string.Empty);
            output.WriteLine(
                $"{UtcText.Full(row.At / FixedPoint.Second),-19}  {row.Happened,-5}  {row.Scope,-20}  "
                + $"{trigger,-36}  {measured,14}  {threshold,14}  {after}");
        }

        output.WriteLine();
        Summary(report, output);
    }

    private static void Summary(HistoryReport report, TextWriter output)
    {
        string from = UtcText.Full(report.From / FixedPoint.Second);
        string to = UtcText.Full(report.To / FixedPoint.Second);
        output.WriteLine($"played    {report.Observations} observations, {from} to {to} UTC");
        HistoryRow? first = FirstTrip(report.Rows);
        output.WriteLine(first is null
            ? "first     no protection was needed"
            : $"first     {UtcText.Full(first.At / FixedPoint.Second)} {first.Scope} {TriggerNames.NameOf(first.Trigger)}");
        for (int trigger = 0; trigger < report.Trips.Count; trigger++)
        {
            if (report.Trips[trigger] > 0)
            {
                output.WriteLine($"trips     {report.Trips[trigger],6}  {TriggerNames.NameOf((TriggerId)trigger)}");
            }
        }

        foreach (Scope scope in report.Topology.Scopes)
        {
            output.Write($"share     {scope.Name,-20}");
            foreach (Mode mode in Modes)
            {
                long ppm = FixedPoint.MulDiv(report.TimeIn(scope.Index, mode), FixedPoint.Ppm, Math.Max(1, report.To - report.From));
                output.Write($"  {ModeText.Of(mode)} {EvidenceText.Percent(ppm)}");
            }

            output.WriteLine();
        }

        output.WriteLine($"state     {report.StateHashText}");
    }

    /// <summary>The first trip of the timeline, or null.</summary>
    public static HistoryRow? FirstTrip(IReadOnlyList<HistoryRow> rows)
    {
        foreach (HistoryRow row in rows)
        {
            if (row.Happened == HistoryRow.Trip)
            {
                return row;
            }
        }

        return null;
    }
}
