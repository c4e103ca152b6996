using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Charts;

/// <summary>
/// Draws a replay as one self-contained SVG: the trips by name, a panel per curve, a ribbon of modes per scope, a UTC axis, a legend and the list
/// of the trips. Readable by itself on light and dark backgrounds; the same content gives the same bytes. It decides nothing about what is shown.
/// </summary>
public sealed class TimeChart
{
    /// <summary>Most trips that are listed by name; the lines of all are drawn.</summary>
    public const int MaxListedTrips = 40;

    /// <summary>Most scopes that get a ribbon.</summary>
    public const int MaxRibbons = 24;

    private const int Left = 140;
    private const int Right = Left + ValueTrace.Columns;
    private const int PanelGap = 34;
    private const int RibbonStep = 22;
    private const int ListStep = 19;
    private const int SamePlace = 3;
    private const int ManyTrips = 20;
    private const int NameAgain = 105;

    private readonly ChartContent _content;
    private readonly SvgPage _page = new();
    private readonly List<string> _scopes;
    private int _y = 70;

    private TimeChart(ChartContent content)
    {
        _content = content;
        IEnumerable<ChartSpan> moves = content.Spans.Where(s => s.Mode != Mode.Normal && s.To > content.From && s.From < content.To);
        HashSet<string> moved = [.. moves.Select(s => s.Scope)];

        // Rows stand in the order of the spans, whichever of them left NORMAL first.
        _scopes = [.. content.Spans.Select(s => s.Scope).Distinct(StringComparer.Ordinal).Where(moved.Contains)];
    }

    /// <summary>The SVG document.</summary>
    /// <exception cref="ArgumentException">The right edge is not behind the left one.</exception>
    public static string Render(ChartContent content) => content.To > content.From
        ? new TimeChart(content).Draw()
        : throw new ArgumentException("the right edge of a chart must be behind the left one", nameof(content));

    private string Draw()
    {
        List<(int X, int Lane, bool IsLeft, string Text, string Number)> labels = Labels(out int lanes);
        int labelTop = _y;
        _y += (Math.Max(1, lanes) * TripLabels.LaneHeight) + 22;
        _y += IsInside(_content.Moment) ? TripLabels.LaneHeight : 0;
        int bottom = _y + PanelsHeight() + RibbonsHeight();
        TimeAxis(_y, bottom);
        foreach (ChartPanel panel in _content.Panels)
        {
            new CurvePainter(_page, Left).Draw(panel, _y);
            _y += CurvePainter.HeightOf(panel) + PanelGap;
        }

        Ribbons();
        TripLines(labels, labelTop, bottom);
        Moment(labelTop + (Math.Max(1, lanes) * TripLabels.LaneHeight), bottom);
        _y = bottom + 34;
        Legend();
        List();
        string subtitle = $"{UtcText.Full(_content.From)} to {UtcText.Full(_content.To)} UTC";
        subtitle = _content.Subtitle.Length > 0 ? $"{subtitle} · {_content.Subtitle}" : subtitle;
        string first = _content.Trips.Length == 0 ? "no trips" : $"{_content.Trips.Length} trips, the first {Listed(_content.Trips[0])}";
        return _page.Document(_content.Title, subtitle, $"{subtitle}; {first}", _y + 4);
    }

    private static string Listed(in ChartTrip trip) =>
        $"{UtcText.Full(trip.Second)} {trip.Scope} {trip.Trigger}, measured {trip.Measured}, limit {trip.Limit}";

    private int PanelsHeight() => _content.Panels.Sum(p => CurvePainter.HeightOf(p) + PanelGap);

    private int RibbonsHeight() => Math.Max(0, (Math.Min(_scopes.Count, MaxRibbons) * RibbonStep) - 4);

    private void TimeAxis(int top, int bottom)
    {
        long step = TimeTicks.TimeStep(_content.To - _content.From);
        bool isOdd = false;
        for (long second = (_content.From + step - 1) / step * step; second <= _content.To; second += step)
        {
            _page.Path("grid", $"M{X(second)} {top}V{bottom + 5}");
            _page.Text(isOdd ? "muted mid odd" : "muted mid", X(second), bottom + 19, TimeTicks.TimeText(second, step)).End();
            isOdd = !isOdd;
        }

        _page.Path("axis", $"M{Left} {bottom}H{Right}").Text("muted", 20, bottom + 19, "time, UTC").End();
    }

    private void Moment(int top, int bottom)
    {
        if (IsInside(_content.Moment))
        {
            int x = X(_content.Moment);
            _page.Path("chosen", $"M{x} {top}V{bottom}").Text("moment end", x - 5, top + 12, _content.MomentIs).End();
        }
    }

    private void Ribbons()
    {
        RibbonPainter painter = new(_page, Left, _content);
        foreach (string scope in _scopes.Take(MaxRibbons))
        {
            painter.Draw(scope, _content.Spans.Where(s => s.Scope == scope), _y - 12);
            _y += RibbonStep;
        }
    }

    // Trips of one trigger at one place share a label: four routes that settle in one unit trip in the same second.
    private List<(int X, int Lane, bool IsLeft, string Text, string Number)> Labels(out int lanes)
    {
        TripLabels places = new();
        Dictionary<(string, string), int> named = [];
        List<(int X, int Lane, bool IsLeft, string Text, string Number)> labels = [];
        ChartTrip[] trips = _content.Trips;
        for (int i = 0; i < trips.Length;)
        {
            int last = i;
            while (last + 1 < trips.Length && trips[last + 1].Trigger == trips[i].Trigger
                && X(trips[last + 1].Second) - X(trips[i].Second) <= SamePlace)
            {
                last++;
            }

            string number = last > i ? $"{i + 1}–{last + 1}" : $"{i + 1}";
            string trigger = trips[i].Trigger[(trips[i].Trigger.IndexOf('.', StringComparison.Ordinal) + 1)..];
            string others = last > i ? $" +{last - i}" : string.Empty;
            string text = $"{number} {trigger} {trips[i].Scope[(trips[i].Scope.IndexOf('/', StringComparison.Ordinal) + 1)..]}{others}";
            int x = X(trips[i].Second);
            bool isLeft = false;

            // What trips again and again is named now and then.
            bool isNamed = IsInside(trips[i].Second)
                && x - named.GetValueOrDefault((trips[i].Trigger, trips[i].Scope), -NameAgain) >= NameAgain;
            int lane = isNamed ? places.Place(x, Right, text, out isLeft) : -1;
            if (lane >= 0)
            {
                named[(trips[i].Trigger, trips[i].Scope)] = x;
            }

            labels.Add((x, lane, isLeft, text, number));
            i = last + 1;
        }

        lanes = places.Lanes;
        return labels;
    }

    private bool IsInside(long second) => second >= _content.From && second < _content.To;

    private void TripLines(List<(int X, int Lane, bool IsLeft, string Text, string Number)> labels, int top, int bottom)
    {
        int drawn = -1;
        foreach (ChartTrip trip in _content.Trips.Where(t => IsInside(t.Second)))
        {
            int x = X(trip.Second);
            if (x != drawn)
            {
                int lane = labels.FindIndex(l => l.X == x && l.Lane >= 0) is >= 0 and int found ? labels[found].Lane : -1;
                int from = lane >= 0 ? top + 4 + (lane * TripLabels.LaneHeight) : top + (Math.Max(1, LanesOf(labels)) * TripLabels.LaneHeight);
                _page.Path(_content.Trips.Length > ManyTrips ? "trip many" : "trip", $"M{x} {from}V{bottom}").End();
                drawn = x;
            }
        }

        foreach ((int x, int lane, bool isLeft, string text, string number) in labels.Where(l => l.Lane >= 0))
        {
            int y = top + 12 + (lane * TripLabels.LaneHeight);
            _page.Text(isLeft ? "label end" : "label", isLeft ? x - 3 : x + 3, y, text).Text("number", x + 3, y, number).End();
        }
    }

    private static int LanesOf(List<(int X, int Lane, bool IsLeft, string Text, string Number)> labels) =>
        labels.Count == 0 ? 0 : labels.Max(l => l.Lane) + 1;

    private void Legend()
    {
        int x = new RibbonPainter(_page, Left, _content).Legend(Left, _y);
        bool measures = Array.Exists(_content.Panels, p => p.Limit is not null);
        foreach ((string style, string text) in new[] { ("measured", "measured"), ("limit", "limit"), ("trip", "trip") })
        {
            if (measures || style == "trip")
            {
                _page.Path(style, style == "trip" ? $"M{x + 12} {_y}v16" : $"M{x} {_y + 9}h24").Text("muted", x + 30, _y + 12, text);
                _ = style == "trip" ? _page.Path("mark", $"M{x + 12} {_y + 14}l-5 -9h10z") : _page;
                _page.End();
                x += 120;
            }
        }

        _y += 44;
        string hidden = _scopes.Count > MaxRibbons ? $"and {_scopes.Count - MaxRibbons} more scopes left NORMAL. " : string.Empty;
        if (hidden.Length + _content.Note.Length > 0)
        {
            _page.Text("muted", 20, _y, hidden + _content.Note).End();
            _y += 24;
        }
    }

    private void List()
    {
        ChartTrip[] trips = _content.Trips;
        if (trips.Length == 0)
        {
            _page.Text("name", 20, _y, "no trips").End();
            _y += ListStep;
            return;
        }

        _page.Text("name end", 44, _y, "#").Text("name", 54, _y, "trip, UTC").Text("name", 220, _y, "scope").Text("name", 400, _y, "trigger");
        _page.Text("name end", 820, _y, "measured").Text("name end", 980, _y, "limit").End();
        _y += ListStep;
        int listed = Math.Min(trips.Length, MaxListedTrips);
        for (int i = 0; i < listed; i++)
        {
            ChartTrip trip = trips[i];
            _page.Text("muted end", 44, _y, $"{i + 1}").Text("muted", 54, _y, UtcText.Full(trip.Second)).Text("", 220, _y, trip.Scope);
            _page.Text("", 400, _y, trip.Trigger).Text("end", 820, _y, trip.Measured).Text("muted end", 980, _y, trip.Limit).End();
            _y += ListStep;
        }

        if (trips.Length > listed)
        {
            _page.Text("muted", 54, _y, $"and {trips.Length - listed} more").End();
            _y += ListStep;
        }
    }

    private int X(long second)
    {
        long inside = Math.Clamp(second, _content.From, _content.To);
        return Left + (int)((inside - _content.From) * ValueTrace.Columns / (_content.To - _content.From));
    }
}
