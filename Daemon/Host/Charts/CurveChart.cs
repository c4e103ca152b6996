using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Basisd.Host.Charts;

/// <summary>
/// Draws curves over a setting's values, one panel below the other on the same axis, with the value in force marked. The values of an axis that
/// spans more than a decade or two stand by their logarithm.
/// </summary>
public static class CurveChart
{
    private const int Left = 140;
    private const int PanelHeight = 190;
    private const int PanelGap = 44;
    private const int Top = 100;
    private const long WideRatio = 20;
    private const int LeastTickDistance = 70;

    /// <summary>The SVG document.</summary>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static string Render(CurveContent content)
    {
        if (content.X.Length == 0)
        {
            throw new ArgumentException("a chart needs at least one value", nameof(content));
        }

        SvgPage page = new();
        ChartScale across = AcrossOf(content);
        int bottom = Top + (content.Curves.Length * (PanelHeight + PanelGap)) - PanelGap;
        for (int i = 0; i < content.Curves.Length; i++)
        {
            Panel(page, content, content.Curves[i], across, Top + (i * (PanelHeight + PanelGap)));
        }

        Axis(page, content, across, bottom);
        if (content.Chosen >= 0)
        {
            int x = X(across, content.X[content.Chosen].Value);
            bool isRight = x > Left + (ValueTrace.Columns * 3 / 4);
            page.Path("chosen", $"M{x} {Top - 14}V{bottom}");
            page.Text(isRight ? "name end" : "name", isRight ? x - 5 : x + 5, Top - 22, $"as configured: {content.X[content.Chosen].Text}").End();
        }

        string log = across.IsLogarithmic ? ", log scale" : string.Empty;
        page.Text("muted mid", Left + (ValueTrace.Columns / 2), bottom + 44, $"{content.AxisTitle}{log}").End();
        IEnumerable<string> points = content.X.Select((x, i) => $"{x.Text}: {string.Join(", ", content.Curves.Select(c => c.Text(c.Values[i])))}");
        string description = string.Join("; ", points);
        return page.Document(content.Title, content.Subtitle, description, bottom + 64);
    }

    private static ChartScale AcrossOf(CurveContent content)
    {
        long low = content.X[0].Value;
        long high = content.X[^1].Value;
        return low > 0 && high / low >= WideRatio ? ChartScale.Logarithmic(low, high) : ChartScale.Even(low, high);
    }

    private static int X(ChartScale across, long value) => Left + (int)across.Position(value, ValueTrace.Columns);

    private static void Panel(SvgPage page, CurveContent content, CurveSeries curve, ChartScale across, int top)
    {
        ChartScale scale = ChartScale.FromZero(curve.Values.Max());
        page.Rect("panel", Left, top, ValueTrace.Columns, PanelHeight).Text("name", Left, top - 6, curve.Title).End();
        foreach (long tick in scale.Ticks())
        {
            int y = top + PanelHeight - (int)scale.Position(tick, PanelHeight);
            page.Path("grid", $"M{Left} {y}h{ValueTrace.Columns}").Text("muted end", Left - 8, y + 4, CurvePainter.Shortened(curve.Text(tick))).End();
        }

        StringBuilder line = new();
        StringBuilder dots = new();
        for (int i = 0; i < content.X.Length; i++)
        {
            int x = X(across, content.X[i].Value);
            string y = SvgPage.Tenths(((top + PanelHeight) * 10L) - scale.Position(curve.Values[i], PanelHeight * 10L));
            line.Append(i == 0 ? 'M' : 'L').Append(x).Append(' ').Append(y);
            dots.Append($"<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"3.5\"><title>");
            dots.Append($"{content.X[i].Text}: {curve.Text(curve.Values[i])}</title></circle>");
        }

        page.Path("measured", line.ToString()).Add(dots.ToString()).End();
    }

    // Each value that was tried gets its text, as long as there is room.
    private static void Axis(SvgPage page, CurveContent content, ChartScale across, int bottom)
    {
        page.Path("axis", $"M{Left} {bottom}h{ValueTrace.Columns}");
        int previous = int.MinValue;
        bool isOdd = false;
        foreach ((long value, string text) in content.X)
        {
            int x = X(across, value);
            page.Path("axis", $"M{x} {bottom}v5");
            if (previous == int.MinValue || x - previous >= LeastTickDistance)
            {
                page.Text(isOdd ? "muted mid odd" : "muted mid", x, bottom + 20, text);
                previous = x;
                isOdd = !isOdd;
            }
        }

        page.End();
    }
}
