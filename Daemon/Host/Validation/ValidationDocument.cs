using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Basisd.Host.Replay;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Validation;

/// <summary>The outcome as a Markdown document. Depends on plan and results alone: the same data give the same bytes.</summary>
public sealed class ValidationDocument
{
    private readonly ValidationPlan _plan;
    private readonly IReadOnlyList<EpisodeResult> _results;
    private readonly TextWriter _output;

    private ValidationDocument(ValidationPlan plan, IReadOnlyList<EpisodeResult> results, TextWriter output)
    {
        _plan = plan;
        _results = results;
        _output = output;
    }

    /// <summary>Folder of the charts beside the document.</summary>
    public static string ChartFolder => "charts";

    /// <summary>Writes it.</summary>
    public static void Write(ValidationPlan plan, IReadOnlyList<EpisodeResult> results, TextWriter output) =>
        new ValidationDocument(plan, results, output).Write();

    /// <summary>The row of a crisis in the first table.</summary>
    public static string CrisisRow(EpisodeResult result)
    {
        Episode episode = result.Episode;
        string onset = Minute(episode.Onset);
        if (result.Report is not { } report)
        {
            return $"| {Cell(episode.Title)} | - | {onset} | not played: {result.NotPlayed} | - | - | - | - |";
        }

        string first = result.Acting.Count == 0 ? "none"
            : $"{Second(result.Acting[0].At)} {result.Acting[0].Scope} `{TriggerNames.NameOf(result.Acting[0].Trigger)}`";
        string modes = string.Join(", ", report.Topology.Scopes.SelectMany(s => Protection.ModesOf(report, s.Index)).Distinct().Order()
            .Select(m => ModeText.Of(m)));
        string expected = result.Missing.Any() ? "missing: " + string.Join(", ", result.Missing.Select(t => $"`{TriggerNames.NameOf(t)}`"))
            : result.IsAsExpected ? "yes" : "no";
        string candles = result.FinestCandle == 0 ? "-" : Interval.Text(result.FinestCandle);
        return $"| [{Cell(episode.Title)}](#{episode.Name}) | {candles} | {onset} | {first} | {ProtectedText(result)} "
            + $"| {(modes.Length == 0 ? "NORMAL" : modes)} | {result.Acting.Count} ({result.TripsBeforeOnset} before) | {expected} |";
    }

    /// <summary>The row of a quiet episode in the second table.</summary>
    public static string QuietRow(EpisodeResult result)
    {
        if (result.Report is not { } report)
        {
            return $"| {Cell(result.Episode.Title)} | - | - | not played: {result.NotPlayed} | - |";
        }

        HistoryRow[] acting = [.. result.Acting];
        string tripped = acting.Length == 0 ? "-" : string.Join(", ", acting.GroupBy(r => r.Trigger).OrderBy(g => g.Key)
            .Select(g => $"`{TriggerNames.NameOf(g.Key)}` {g.Count()}"));
        return $"| {Cell(result.Episode.Title)} | {Minute(report.From)} to {Minute(report.To)} | {QuietDays.Of(result).Sum(d => d.Days.Count)} "
            + $"| {acting.Length} | {tripped} |";
    }

    private static string ProtectedText(EpisodeResult result)
    {
        EpisodeProtection protection = result.Protection;
        string first = protection.First is not { } trip ? string.Empty
            : $"{MeasureText.Time(trip.At - result.Episode.Onset)} ({trip.Scope}, `{TriggerNames.NameOf(trip.Trigger)}`)";
        return protection.Since is null
            ? protection.First is null ? "**never**" : first
            : $"in force since {Second(protection.Since.Value)} ({protection.Scope})" + (first.Length == 0 ? "" : $"; next trip after {first}");
    }

    private static string Minute(long ns) => ns == 0 ? "-" : UtcText.Full(ns / FixedPoint.Second)[..^3];

    private static string Second(long ns) => UtcText.Full(ns / FixedPoint.Second);

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private void Line(string text = "") => _output.Write(text + "\n");

    private void Write()
    {
        Line("# Default thresholds on recorded markets");
        Line();
        Line("`make validate` writes this page and its charts from the recorded data and the plan [validation.json](validation.json). It is not");
        Line("edited by hand: remarks stand in the plan. The recordings themselves are not part of this repository.");
        Line();
        Method();
        Crises();
        Quiet();
        Findings();
        foreach (EpisodeResult result in _results.Where(r => r.Episode.Kind == EpisodeKind.Crisis && r.Report is not null))
        {
            Details(result);
        }
    }

    private void Method()
    {
        Line("## Method and its limits");
        Line();
        Line("- Each episode plays through the very code that the daemon runs, with the built-in thresholds: none is fitted to an episode.");
        Line("- A candle becomes one price per second on a fixed path through open, low, high and close. The path inside a candle is made, not");
        Line("  recorded: times are exact to one candle, and a five-minute candle is smoother than the market was, so volatility measures less.");
        Line("- *Protected after* is the time from the onset to the first trip of an expected trigger that leaves its scope in BSCB or the");
        Line("  platform in DMM. Where one was in force already, that is said first.");
        Line("- Nobody signs in a replay: a platform that reaches DMM stays there to the end of the episode.");
        Line("- A minute in which nobody traded has no candle. A live feed quotes all the same, so an episode with such gaps either holds the last");
        Line("  close through them (then a price that stands still may be the gap) or plays silence with `internal.input_stale` in shadow. It says");
        Line("  which.");
        Line("- Recordings hold what markets publish. What an engine would report (calls, margins, balances, transfers) is not in them, and the");
        Line("  triggers that need it are held against generated data in the tests instead.");
        Line();
    }

    private void Crises()
    {
        Line("## Crises");
        Line();
        Line("| episode | candles | onset (UTC) | first trip | protected after | modes reached | trips that act | as expected |");
        Line("|---|---|---|---|---|---|---|---|");
        foreach (EpisodeResult result in _results.Where(r => r.Episode.Kind == EpisodeKind.Crisis))
        {
            Line(CrisisRow(result));
        }

        Line();
    }

    private void Quiet()
    {
        Line("## Quiet days");
        Line();
        Line("| episode | played (UTC) | asset-days | trips that act | by |");
        Line("|---|---|---|---|---|");
        EpisodeResult[] quiet = [.. _results.Where(r => r.Episode.Kind == EpisodeKind.Quiet)];
        foreach (EpisodeResult result in quiet)
        {
            Line(QuietRow(result));
        }

        Line();
        Line("Trips that act, day by day from the first to the last:");
        Line();
        Line("| episode | asset | days | trips of each day |");
        Line("|---|---|---|---|");
        foreach (EpisodeResult result in quiet.Where(r => r.Report is not null))
        {
            foreach (QuietDays days in QuietDays.Of(result))
            {
                Line($"| {Cell(result.Episode.Title)} | {days.Asset} | {days.Days.Count} | {string.Join(' ', days.Days)} |");
            }
        }

        Line();
        foreach (EpisodeResult result in quiet.Where(r => r.Episode.Remark.Length > 0))
        {
            Line($"{result.Episode.Title}: {result.Episode.Remark}");
            Line();
        }
    }

    private void Findings()
    {
        Line("## How near each trigger came to its limit");
        Line();
        Line("The highest measured value as a share of the limit of that moment; above 100 % the condition held, at least for a moment. Triggers");
        Line("that the recordings cannot speak to are not listed.");
        Line();
        Line("| trigger | quiet days | crises | trips, quiet | trips, crises |");
        Line("|---|---|---|---|---|");
        ValidationFindings findings = new(_results);
        foreach (TriggerNearness near in findings.Nearness)
        {
            string trips = $"{near.QuietTrips} | {near.CrisisTrips}";
            Line($"| `{TriggerNames.NameOf(near.Trigger)}` | {Share(near.QuietPpm)} | {Share(near.CrisisPpm)} | {trips} |");
        }

        Line();
        Line("## Where a default proves wrong");
        Line();
        string[] sentences = [.. findings.Sentences];
        foreach (string sentence in sentences.Length == 0 ? ["Nowhere: crises tripped what they should, and quiet days tripped nothing."] : sentences)
        {
            Line($"- {sentence}");
        }

        Line();
        foreach (string remark in _plan.Remarks)
        {
            Line(remark);
            Line();
        }
    }

    private static string Share(long ppm) => ppm == 0 ? "-" : ppm >= 1_000 * FixedPoint.Ppm ? "1000 times" : $"{ppm / 10_000} %";

    private void Details(EpisodeResult result)
    {
        Episode episode = result.Episode;
        HistoryReport report = result.Report!;
        Line($"<a id=\"{episode.Name}\"></a>");
        Line();
        Line($"## {episode.Title}");
        Line();
        Line($"Onset {Minute(episode.Onset)} UTC: {episode.OnsetIs}. Played {Minute(report.From)} to {Minute(report.To)} UTC from {result.Files} "
            + $"files, {report.Observations} observations, {result.MissingBars} bars missing.");
        if (episode.HoldGapsSeconds > 0)
        {
            Line($"The last close stands through gaps of up to {Interval.Text(episode.HoldGapsSeconds)}.");
        }

        if (episode.Shadow.Count > 0)
        {
            Line($"In shadow: {string.Join(", ", episode.Shadow.Select(t => $"`{TriggerNames.NameOf(t)}`"))}.");
        }

        if (episode.Remark.Length > 0)
        {
            Line();
            Line(episode.Remark);
        }

        Line();
        Line($"![{episode.Title}: prices, measured values, limits, trips, modes]({ChartFolder}/{episode.Name}.svg)");
        Line();
        Line("| scope | modes reached | blocked (BSCB or DMM) | share of the episode |");
        Line("|---|---|---|---|");
        foreach (Scope scope in report.Topology.Scopes.Where(s => s.Kind is ScopeKind.Platform or ScopeKind.Asset))
        {
            long blocked = Protection.BlockedTime(report, scope.Index);
            string modes = string.Join(", ", Protection.ModesOf(report, scope.Index).Select(m => ModeText.Of(m)));
            Line($"| {scope.Name} | {(modes.Length == 0 ? "NORMAL" : modes)} | {MeasureText.Time(blocked)} "
                + $"| {EvidenceText.Percent(Protection.ShareOf(report, blocked))} |");
        }

        Line();
        Line("| trigger | trips | before the onset | first (UTC) |");
        Line("|---|---|---|---|");
        foreach (IGrouping<TriggerId, HistoryRow> rows in report.TripRows.GroupBy(r => r.Trigger).OrderBy(g => g.Key))
        {
            Line($"| `{TriggerNames.NameOf(rows.Key)}` | {rows.Count()} | {rows.Count(r => r.At < episode.Onset)} | {Second(rows.First().At)} |");
        }

        Line();
    }
}
