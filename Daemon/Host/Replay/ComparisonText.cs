using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>A comparison as people read it: both settings side by side, then the trips that differ.</summary>
public static class ComparisonText
{
    private const string Never = "-";

    /// <summary>Writes it.</summary>
    /// <param name="comparison">What was played.</param>
    /// <param name="changes">Each changed setting: name, value as configured, value tried.</param>
    /// <param name="output">Where to.</param>
    public static void Write(HistoryComparison comparison, IReadOnlyList<(string Name, string Before, string After)> changes, TextWriter output)
    {
        HistoryReport played = comparison.Before;
        foreach ((string name, string before, string after) in changes)
        {
            output.WriteLine($"what if   {name} were {after} (configured: {before})");
        }

        string from = UtcText.Full(played.From / FixedPoint.Second);
        string to = UtcText.Full(played.To / FixedPoint.Second);
        output.WriteLine($"played    {played.Observations} observations, {from} to {to} UTC, once as configured and once what-if");
        output.WriteLine();
        Triggers(comparison, output);
        Scopes(comparison, output);
        Trips(comparison, output);
    }

    private static void Triggers(HistoryComparison comparison, TextWriter output)
    {
        output.WriteLine($"{"trips",-36}  {"configured",10}  {"what if",10}  {"first, configured",-19}  first, what if");
        foreach (TriggerId trigger in comparison.Triggers)
        {
            (int before, string firstBefore) = Count(comparison.Before, trigger);
            (int after, string firstAfter) = Count(comparison.After, trigger);
            output.WriteLine($"{TriggerNames.NameOf(trigger),-36}  {before,10}  {after,10}  {firstBefore,-19}  {firstAfter}".TrimEnd());
        }

        if (comparison.Triggers.Count == 0)
        {
            output.WriteLine("nothing trips, either way");
        }

        output.WriteLine();
    }

    private static (int Count, string First) Count(HistoryReport report, TriggerId trigger)
    {
        HistoryRow[] rows = [.. report.TripRows.Where(r => r.Trigger == trigger)];
        return (rows.Length, rows.Length == 0 ? Never : UtcText.Full(rows[0].At / FixedPoint.Second));
    }

    private static void Scopes(HistoryComparison comparison, TextWriter output)
    {
        output.WriteLine($"{"blocked (BSCB or DMM)",-36}  {"configured",20}  {"what if",20}  {"modes, configured",-17}  modes, what if");
        bool any = false;
        foreach (Scope scope in comparison.Moved)
        {
            any = true;
            output.WriteLine(
                $"{scope.Name,-36}  {Blocked(comparison.Before, scope),20}  {Blocked(comparison.After, scope),20}  "
                + $"{Modes(comparison.Before, scope),-17}  {Modes(comparison.After, scope)}");
        }

        if (!any)
        {
            output.WriteLine("every scope stays NORMAL, either way");
        }

        output.WriteLine();
    }

    private static string Blocked(HistoryReport report, Scope scope)
    {
        long time = Protection.BlockedTime(report, scope.Index);
        return time == 0 ? Never : $"{MeasureText.Time(time)} {EvidenceText.Percent(Protection.ShareOf(report, time)),9}";
    }

    private static string Modes(HistoryReport report, Scope scope)
    {
        IReadOnlyList<Mode> modes = Protection.ModesOf(report, scope.Index);
        return modes.Count == 0 ? "NORMAL" : string.Join(' ', modes.Reverse().Select(m => ModeText.Of(m)));
    }

    private static void Trips(HistoryComparison comparison, TextWriter output)
    {
        foreach (TripPair pair in comparison.Trips.Where(p => p.Fate != "same"))
        {
            HistoryRow row = pair.Any;
            string way = pair.Shift < 0 ? "earlier" : "later";
            string move = pair.Fate == "moved" ? $"  {MeasureText.Time(Math.Abs(pair.Shift))} {way}" : string.Empty;
            output.WriteLine(
                $"{pair.Fate,-5}  {UtcText.Full(row.At / FixedPoint.Second)}  {row.Scope,-20}  {TriggerNames.NameOf(row.Trigger),-36}  "
                + $"{MeasureText.Measured(row),14}  limit {MeasureText.Limit(row)}{move}");
        }

        output.WriteLine(
            $"trips: {Number(comparison, "gone")} gone, {Number(comparison, "new")} new, {Number(comparison, "moved")} moved, "
            + $"{Number(comparison, "same")} the same");
    }

    private static int Number(HistoryComparison comparison, string fate) => comparison.Trips.Count(p => p.Fate == fate);
}
