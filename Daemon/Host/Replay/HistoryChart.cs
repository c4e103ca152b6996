using System.Collections.Generic;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>A replay as a picture: prices, trips, and a ribbon of modes per scope.</summary>
public static class HistoryChart
{
    /// <summary>Renders the SVG.</summary>
    public static string Render(HistoryReport report)
    {
        List<ChartTrip> trips = [];
        foreach (HistoryRow row in report.Rows)
        {
            if (row.Happened == "trip")
            {
                trips.Add(new ChartTrip(row.At / FixedPoint.Second, $"{row.Scope} {TriggerNames.NameOf(row.Trigger)}"));
            }
        }

        List<ChartSpan> spans = [];
        foreach (Scope scope in report.Topology.Scopes)
        {
            foreach (ModeSpan span in report.Spans)
            {
                if (span.Scope == scope.Index && span.To > span.From)
                {
                    spans.Add(new ChartSpan(scope.Name, span.From / FixedPoint.Second, span.To / FixedPoint.Second, span.Mode));
                }
            }
        }

        return SvgChart.Render(new ChartContent
        {
            Title = "basisd replay",
            Subtitle = $"{UtcText.Full(report.From / FixedPoint.Second)} to {UtcText.Full(report.To / FixedPoint.Second)} UTC, "
                + $"{report.Observations} observations, state {report.StateHashText[..16]}",
            From = report.From / FixedPoint.Second,
            To = report.To / FixedPoint.Second,
            Traces = report.Traces,
            Trips = [.. trips],
            Spans = [.. spans],
        });
    }
}
