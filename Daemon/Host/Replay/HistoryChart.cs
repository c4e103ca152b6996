using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Charts;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>
/// A replay as a picture: the price of each asset, below it what the triggers that tripped on it measured against their limits, then what
/// tripped elsewhere, and the modes. Chooses what is drawn and says what is not.
/// </summary>
public static class HistoryChart
{
    /// <summary>Most assets that get a panel: those with the most trips.</summary>
    public const int MaxAssets = 4;

    /// <summary>Most measured values below a price.</summary>
    public const int MaxMeasuresOfAsset = 3;

    /// <summary>Most measured values that belong to no one asset.</summary>
    public const int MaxOtherMeasures = 4;

    // A quantity that was only ever seen when it tripped has no course.
    private const int FewestValues = 3;

    /// <summary>Renders the SVG.</summary>
    /// <param name="report">A report with traces.</param>
    /// <param name="title">Headline.</param>
    /// <param name="note">A line below the chart; may be empty.</param>
    /// <param name="onset">When the event began, Unix ns; 0 for none.</param>
    /// <exception cref="ArgumentException">The report was made without traces.</exception>
    public static string Render(HistoryReport report, string title = "basisd replay", string note = "", long onset = 0)
    {
        HistoryTracer traces = report.Traces ?? throw new ArgumentException("the run kept no traces", nameof(report));
        HistoryRow[] trips = [.. report.TripRows.Where(r => r.At / FixedPoint.Second >= traces.From && r.At / FixedPoint.Second < traces.To)];
        List<ChartPanel> panels = [];
        HashSet<MeasureTrace> drawn = [];
        Asset[] assets = [.. Assets(report, trips)];
        foreach (Asset asset in assets)
        {
            panels.Add(PriceOf(report.Topology, asset, traces));
            panels.AddRange(Measures(report, trips, traces, drawn, scope => AssetOf(report.Topology, scope) == asset.Index, MaxMeasuresOfAsset));
        }

        panels.AddRange(Measures(report, trips, traces, drawn, scope => AssetOf(report.Topology, scope) < 0, MaxOtherMeasures));
        int left = traces.Prices.Count(p => !p.IsEmpty) - assets.Length;
        string notes = left > 0 ? $"{note} {left} more assets played.".Trim() : note;
        return TimeChart.Render(new ChartContent
        {
            Title = title,
            Subtitle = $"{report.Observations} observations, state {report.StateHashText[..16]}",
            From = traces.From,
            To = traces.To,
            Panels = [.. panels],
            Trips = Array.ConvertAll(trips, Trip),
            Spans = [.. Spans(report)],
            Note = notes,
            Moment = onset / FixedPoint.Second,
            MomentIs = "onset",
        });
    }

    /// <summary>The asset of an asset's scope; -1 for every other: what trips on a route is the venue's or the unit's as much.</summary>
    private static int AssetOf(Topology topology, int scope) => Array.FindIndex(topology.Assets, a => a.ScopeIndex == scope);

    private static IEnumerable<Asset> Assets(HistoryReport report, HistoryRow[] trips)
    {
        int Trips(Asset asset) => trips.Count(
            t => t.Scope == report.Topology.Scopes[asset.ScopeIndex].Name || t.Scope.Contains($"/{asset.Name}@", StringComparison.Ordinal));
        IEnumerable<Asset> priced = report.Topology.Assets.Where(a => report.Traces is { } traces && !traces.Prices[a.Index].IsEmpty);
        return priced.OrderByDescending(Trips).Take(MaxAssets).OrderBy(a => a.Index);
    }

    private static ChartPanel PriceOf(Topology topology, Asset asset, HistoryTracer traces) => new()
    {
        Title = $"{asset.Name} reference price, {topology.Units[asset.ReferenceUnit].Name}",
        Value = traces.Prices[asset.Index],
        Text = FieldText.Plain,
    };

    // One panel per trigger and quantity: where several scopes tripped by the same, that of the first trip. An input that fell silent has no course
    // that is worth a panel: its age grows.
    private static IEnumerable<ChartPanel> Measures(
        HistoryReport report, HistoryRow[] trips, HistoryTracer traces, HashSet<MeasureTrace> drawn, Predicate<int> concerns, int most)
    {
        Dictionary<string, int> scopes = report.Topology.Scopes.ToDictionary(s => s.Name, s => s.Index, StringComparer.Ordinal);
        var groups = trips.Where(t => t.Trigger != TriggerId.InputStale && concerns(scopes[t.Scope])).GroupBy(t => (t.Trigger, t.Evidence.Measure))
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key.Trigger).ToArray();
        int count = 0;
        foreach (var group in groups)
        {
            int scope = scopes[group.First().Scope];
            MeasureTrace? trace = traces.Measures.FirstOrDefault(
                m => m.Trigger == group.Key.Trigger && m.Scope == scope && m.Measure == group.Key.Measure);
            if (trace is null || trace.Value.Count < FewestValues || count == most || !drawn.Add(trace))
            {
                continue;
            }

            count++;
            string name = report.Topology.Scopes[scope].Name;
            int others = group.Select(t => t.Scope).Distinct(StringComparer.Ordinal).Count() - 1;
            string more = others > 0 ? $" (and {others} more)" : string.Empty;
            string quantity = trace.Measure == Measure.Own ? string.Empty : $", {EvidenceText.Condition(trace.Measure)}";
            yield return new ChartPanel
            {
                Title = $"{TriggerNames.NameOf(trace.Trigger)}{quantity}: {name}{more}{(trace.IsFloor ? ", trips below its limit" : string.Empty)}",
                Value = trace.Value,
                Limit = trace.Limit,
                Text = value => MeasureText.Of(trace.Trigger, trace.Measure, value),
                Marks = [.. group.Where(t => t.Scope == name).Select(t => (t.At / FixedPoint.Second, t.Evidence.Measured))],
            };
        }
    }

    private static ChartTrip Trip(HistoryRow row) => new(
        row.At / FixedPoint.Second, row.Scope, TriggerNames.NameOf(row.Trigger), MeasureText.Measured(row), MeasureText.Limit(row));

    private static IEnumerable<ChartSpan> Spans(HistoryReport report) =>
        from scope in report.Topology.Scopes
        from span in report.Spans
        where span.Scope == scope.Index && span.To > span.From
        select new ChartSpan(scope.Name, span.From / FixedPoint.Second, span.To / FixedPoint.Second, span.Mode);
}
