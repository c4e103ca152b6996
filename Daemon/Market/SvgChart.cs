using System;
using System.Collections.Generic;
using System.Text;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// Draws a replay as one self-contained SVG: a panel per price, a line per trip, a ribbon per scope, and the list of the trips. Readable on light
/// and dark backgrounds, no script, no font or file from elsewhere, integers only: the same content gives the same bytes.
/// </summary>
public sealed class SvgChart
{
    /// <summary>Most trips that are listed by name; the lines of all are drawn.</summary>
    public const int MaxListedTrips = 60;

    /// <summary>Most scopes that get a ribbon.</summary>
    public const int MaxRibbons = 40;

    private const int Left = 200;
    private const int Top = 76;
    private const int Width = Left + PriceTrace.Columns + 30;
    private const int PanelHeight = 210;
    private const int PanelGap = 34;
    private const int RibbonHeight = 14;
    private const int RibbonStep = 22;
    private const int ListStep = 18;
    private const int FlagGap = 24;

    private readonly ChartContent _content;
    private readonly List<string> _scopes = [];
    private readonly StringBuilder _svg = new();
    private int _y = Top;

    private SvgChart(ChartContent content)
    {
        _content = content;
        foreach (ChartSpan span in content.Spans)
        {
            if (span.Mode != Mode.Normal && !_scopes.Contains(span.Scope))
            {
                _scopes.Add(span.Scope);
            }
        }

        // Rows stand in the order of the spans, whichever of them left NORMAL first.
        List<string> order = new List<ChartSpan>(content.Spans).ConvertAll(s => s.Scope);
        _scopes.Sort((a, b) => order.IndexOf(a) - order.IndexOf(b));
    }

    /// <summary>The SVG document.</summary>
    /// <exception cref="ArgumentException">The right edge is not behind the left one.</exception>
    public static string Render(ChartContent content) => content.To > content.From
        ? new SvgChart(content).Draw()
        : throw new ArgumentException("the right edge of a chart must be behind the left one", nameof(content));

    private string Draw()
    {
        int bottom = Top;
        foreach (PriceTrace trace in _content.Traces)
        {
            Panel(trace);
            bottom = _y - PanelGap;
        }

        int ribbons = Math.Min(_scopes.Count, MaxRibbons);
        for (int i = 0; i < ribbons; i++)
        {
            Ribbon(_scopes[i]);
            bottom = _y - RibbonStep + RibbonHeight;
        }

        TimeAxis(bottom);
        Trips(bottom);
        _y = bottom + 44;
        Legend();
        List();
        return Head() + _svg + "</svg>\n";
    }

    private string Head()
    {
        int height = _y + 10;
        StringBuilder head = new();
        head.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" ");
        head.Append($"viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\">\n");
        head.Append($"<title>{Escaped(_content.Title)}</title>\n<style>\n{SvgStyle.Text}</style>\n");
        head.Append($"<rect class=\"paper\" width=\"{Width}\" height=\"{height}\"/>\n");
        head.Append($"<text class=\"title\" x=\"24\" y=\"34\">{Escaped(_content.Title)}</text>\n");
        string subtitle = $"{UtcText.Full(_content.From)} to {UtcText.Full(_content.To)} UTC";
        subtitle = _content.Subtitle.Length > 0 ? $"{subtitle} · {_content.Subtitle}" : subtitle;
        return head.Append($"<text class=\"muted\" x=\"24\" y=\"56\">{Escaped(subtitle)}</text>\n").ToString();
    }

    private void Panel(PriceTrace trace)
    {
        int top = _y;
        _svg.Append($"<rect class=\"panel\" x=\"{Left}\" y=\"{top}\" width=\"{PriceTrace.Columns}\" height=\"{PanelHeight}\"/>\n");
        _svg.Append($"<text class=\"name\" x=\"24\" y=\"{top + 16}\">{Escaped(trace.Name)}</text>\n");
        if (trace.High > 0)
        {
            // A twentieth of room above and below; a flat price gets a band around it.
            long room = Math.Max((trace.High - trace.Low) / 20, Math.Max(trace.High / 10_000, 1));
            long low = Math.Max(0, trace.Low - room);
            long high = trace.High + room;
            PriceTicks(top, low, high);
            Line(trace, top, low, high);
        }
        else
        {
            _svg.Append($"<text class=\"muted mid\" x=\"{Left + (PriceTrace.Columns / 2)}\" y=\"{top + (PanelHeight / 2)}\">no price</text>\n");
        }

        _y += PanelHeight + PanelGap;
    }

    private void PriceTicks(int top, long low, long high)
    {
        long step = ChartAxis.PriceStep(high - low);
        for (long price = ((low / step) + 1) * step; price <= high; price += step)
        {
            int y = (int)Y(price, top, low, high) / 10;
            _svg.Append($"<path class=\"grid\" d=\"M{Left} {y}h{PriceTrace.Columns}\"/>");
            _svg.Append($"<text class=\"muted end\" x=\"{Left - 8}\" y=\"{y + 4}\">{FieldText.Plain(price)}</text>\n");
        }
    }

    // Each column draws first, lowest, highest, last, so that no spike is thinned away.
    private void Line(PriceTrace trace, int top, long low, long high)
    {
        _svg.Append("<path class=\"price\" d=\"");
        int previous = -2;
        for (int column = 0; column < PriceTrace.Columns; column++)
        {
            if (!trace.Column(column, out long first, out long lowest, out long highest, out long last))
            {
                continue;
            }

            // Where the columns are shorter than the seconds of a trace some stay empty; only a long silence breaks the line.
            bool joins = previous >= 0 && (column - previous) <= Math.Max(1, (2 * PriceTrace.Columns / (trace.To - trace.From)) + 1);
            _svg.Append(joins ? 'L' : 'M').Append(Left + column).Append(' ').Append(Tenths(Y(first, top, low, high)));
            if (highest != lowest)
            {
                _svg.Append('V').Append(Tenths(Y(lowest, top, low, high))).Append('V').Append(Tenths(Y(highest, top, low, high)));
                _svg.Append('V').Append(Tenths(Y(last, top, low, high)));
            }

            previous = column;
        }

        _svg.Append("\"/>\n");
    }

    private void Ribbon(string scope)
    {
        _svg.Append($"<text class=\"name small\" x=\"24\" y=\"{_y + 11}\">{Escaped(scope)}</text>");
        _svg.Append($"<rect class=\"normal\" x=\"{Left}\" y=\"{_y}\" width=\"{PriceTrace.Columns}\" height=\"{RibbonHeight}\"/>\n");
        foreach (ChartSpan span in _content.Spans)
        {
            if (span.Scope != scope || span.Mode == Mode.Normal || span.To <= _content.From || span.From >= _content.To)
            {
                continue;
            }

            // At least one pixel wide: a short protection is still one.
            int x = X(span.From);
            int width = Math.Max(1, X(span.To) - x);
            string what = $"{scope} {NameOf(span.Mode)} {UtcText.Full(span.From)} to {UtcText.Full(span.To)}";
            _svg.Append($"<rect class=\"{ClassOf(span.Mode)}\" x=\"{x}\" y=\"{_y}\" width=\"{width}\" height=\"{RibbonHeight}\">");
            _svg.Append($"<title>{Escaped(what)}</title></rect>\n");
        }

        _y += RibbonStep;
    }

    private void TimeAxis(int bottom)
    {
        long step = ChartAxis.TimeStep(_content.To - _content.From);
        for (long second = (_content.From + step - 1) / step * step; second <= _content.To; second += step)
        {
            _svg.Append($"<path class=\"tick\" d=\"M{X(second)} {Top}V{bottom + 5}\"/>");
            _svg.Append($"<text class=\"muted mid\" x=\"{X(second)}\" y=\"{bottom + 20}\">{ChartAxis.TimeText(second, step)}</text>\n");
        }
    }

    // Trips too close for a flag each share one: "3-5".
    private void Trips(int bottom)
    {
        ChartTrip[] trips = _content.Trips;
        for (int i = 0; i < trips.Length;)
        {
            int x = X(trips[i].Second);
            int last = i;
            while (last + 1 < trips.Length && X(trips[last + 1].Second) - x < FlagGap)
            {
                last++;
            }

            int drawn = -1;
            for (int j = i; j <= last; j++)
            {
                if (X(trips[j].Second) != drawn)
                {
                    drawn = X(trips[j].Second);
                    _svg.Append($"<path class=\"trip\" d=\"M{drawn} {Top - 4}V{bottom}\"/>");
                }
            }

            string flag = last > i ? $"{i + 1}-{last + 1}" : $"{i + 1}";
            _svg.Append($"<text class=\"flag mid\" x=\"{x}\" y=\"{Top - 8}\">{flag}</text>\n");
            i = last + 1;
        }
    }

    private void Legend()
    {
        int x = Left;
        foreach (Mode mode in new[] { Mode.Normal, Mode.Recovery, Mode.Bscb, Mode.Dmm })
        {
            _svg.Append($"<rect class=\"{ClassOf(mode)}\" x=\"{x}\" y=\"{_y - 10}\" width=\"22\" height=\"12\"/>");
            _svg.Append($"<text class=\"muted\" x=\"{x + 28}\" y=\"{_y}\">{NameOf(mode)}</text>");
            x += 120;
        }

        _svg.Append($"<path class=\"trip\" d=\"M{x + 8} {_y - 12}v16\"/><text class=\"muted\" x=\"{x + 18}\" y=\"{_y}\">trip</text>\n");
        if (_scopes.Count > MaxRibbons)
        {
            _svg.Append($"<text class=\"muted\" x=\"{x + 80}\" y=\"{_y}\">and {_scopes.Count - MaxRibbons} more scopes</text>\n");
        }

        _y += 30;
    }

    private void List()
    {
        int listed = Math.Min(_content.Trips.Length, MaxListedTrips);
        for (int i = 0; i < listed; i++)
        {
            ChartTrip trip = _content.Trips[i];
            _svg.Append($"<text class=\"flag end\" x=\"54\" y=\"{_y}\">{i + 1}</text>");
            _svg.Append($"<text class=\"muted\" x=\"68\" y=\"{_y}\">{UtcText.Full(trip.Second)}</text>");
            _svg.Append($"<text class=\"name small\" x=\"{Left + 20}\" y=\"{_y}\">{Escaped(trip.Label)}</text>\n");
            _y += ListStep;
        }

        if (_content.Trips.Length == 0)
        {
            _svg.Append($"<text class=\"muted\" x=\"{Left}\" y=\"{_y}\">no trips</text>\n");
        }
        else if (_content.Trips.Length > listed)
        {
            _svg.Append($"<text class=\"muted\" x=\"68\" y=\"{_y}\">and {_content.Trips.Length - listed} more</text>\n");
        }

        _y += ListStep;
    }

    private int X(long second)
    {
        long inside = Math.Clamp(second, _content.From, _content.To);
        return Left + (int)((inside - _content.From) * PriceTrace.Columns / (_content.To - _content.From));
    }

    // In tenths of a pixel.
    private static long Y(long price, int top, long low, long high) =>
        (top * 10L) + FixedPoint.MulDiv(high - price, PanelHeight * 10L, high - low);

    private static string Tenths(long value) => value % 10 == 0 ? $"{value / 10}" : $"{value / 10}.{value % 10}";

    private static string NameOf(Mode mode) => mode switch
    {
        Mode.Normal => "NORMAL",
        Mode.Recovery => "RECOVERY",
        Mode.Bscb => "BSCB",
        _ => "DMM",
    };

    private static string ClassOf(Mode mode) => mode switch
    {
        Mode.Normal => "normal",
        Mode.Recovery => "recovery",
        Mode.Bscb => "bscb",
        _ => "dmm",
    };

    // What XML cannot carry at all becomes a question mark.
    private static string Escaped(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char c in text)
        {
            _ = c switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '"' => escaped.Append("&quot;"),
                _ when c < ' ' || char.IsSurrogate(c) || c >= 0xFFFE => escaped.Append('?'),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }
}
