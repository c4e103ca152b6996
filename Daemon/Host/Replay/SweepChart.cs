using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Charts;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>A sweep as a picture: trips and blocked time over the value.</summary>
public static class SweepChart
{
    /// <summary>Renders the SVG.</summary>
    /// <param name="range">What was swept.</param>
    /// <param name="points">One per value, in its order; at least two.</param>
    public static string Render(SweepRange range, IReadOnlyList<SweepPoint> points)
    {
        HistoryReport played = points[0].Report;
        string from = UtcText.Full(played.From / FixedPoint.Second);
        string to = UtcText.Full(played.To / FixedPoint.Second);
        string of = points[0].Trigger == TriggerId.None ? "all triggers" : TriggerNames.NameOf(points[0].Trigger);
        return CurveChart.Render(new CurveContent
        {
            Title = $"Sweep of {range.Setting.Name}",
            Subtitle = $"{from} to {to} UTC, played once for each value",
            AxisTitle = range.Setting.Row?.Unit is { Length: > 0 } unit ? unit : "value",
            X = [.. points.Select(p => (SweepRange.NumberOf(p.Value), p.Value))],
            Chosen = points.ToList().FindIndex(p => p.IsConfigured),
            Curves =
            [
                new CurveSeries($"trips of {of}", [.. points.Select(p => (long)p.Trips)], value => $"{value}"),
                new CurveSeries(
                    "share of time in which at least one scope was blocked (BSCB or DMM)", [.. points.Select(p => p.BlockedShare)],
                    EvidenceText.Percent),
            ],
        });
    }
}
