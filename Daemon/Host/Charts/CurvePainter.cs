using System;
using System.Collections.Generic;
using System.Text;

namespace Basisd.Host.Charts;

/// <summary>Draws one panel: its axis, its curve with every extreme, its limit, the marks of its trips.</summary>
internal sealed class CurvePainter(SvgPage page, int left)
{
    /// <summary>Height of a price, pixels.</summary>
    public const int PriceHeight = 170;

    /// <summary>Height of a measured value, pixels.</summary>
    public const int MeasureHeight = 110;

    // From where on the limit would lie at the bottom of an even scale.
    private const long WideRatio = 4;
    private const long LowestOfLimit = 50;
    private const int LeastTickDistance = 16;

    /// <summary>Height that a panel takes, pixels.</summary>
    public static int HeightOf(ChartPanel panel) => panel.Limit is null ? PriceHeight : MeasureHeight;

    /// <summary>The text of a tick: <c>5.000 %</c> is <c>5 %</c> on an axis.</summary>
    public static string Shortened(string text)
    {
        int unit = text.IndexOf(' ', StringComparison.Ordinal);
        string number = unit < 0 ? text : text[..unit];
        return number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') + text[number.Length..] : text;
    }

    /// <summary>Draws it.</summary>
    public void Draw(ChartPanel panel, int top)
    {
        int height = HeightOf(panel);
        ChartScale scale = ScaleOf(panel);
        page.Rect("panel", left, top, ValueTrace.Columns, height).End();
        page.Text("name", left, top - 6, panel.Title + (scale.IsLogarithmic ? " (log scale)" : string.Empty)).End();
        if (panel.Value.IsEmpty)
        {
            page.Text("muted mid", left + (ValueTrace.Columns / 2), top + (height / 2), "no value").End();
            return;
        }

        Ticks(panel, scale, top, height);

        Line(panel.Limit is null ? "price" : "measured", panel.Value, scale, top, height);
        if (panel.Limit is not null)
        {
            Line("limit", panel.Limit, scale, top, height);
        }

        foreach ((long second, long value) in panel.Marks)
        {
            if (second >= panel.Value.From && second < panel.Value.To)
            {
                int x = left + (int)((second - panel.Value.From) * ValueTrace.Columns / (panel.Value.To - panel.Value.From));
                int y = top + height - (int)scale.Position(value, height);
                page.Path("mark", $"M{x} {y - 1}l-5 -9h10z").End();
            }
        }
    }

    private static ChartScale ScaleOf(ChartPanel panel)
    {
        ValueTrace value = panel.Value;
        if (panel.Limit is not { IsEmpty: false } limit)
        {
            return ChartScale.Even(value.Low, value.High);
        }

        long high = Math.Max(value.High, limit.High);
        if (value.Low < 0)
        {
            return ChartScale.Even(value.Low, high);
        }

        return limit.LowestPositive > 0 && high / WideRatio > limit.LowestPositive
            ? ChartScale.Logarithmic(Math.Max(value.LowestPositive, limit.LowestPositive / LowestOfLimit), high)
            : ChartScale.FromZero(high);
    }

    private void Ticks(ChartPanel panel, ChartScale scale, int top, int height)
    {
        List<long> ticks = scale.Ticks();
        if (panel.Value.Low < scale.Low)
        {
            // Zero has no logarithm: it stands at the bottom, and the bottom says so.
            ticks.Insert(0, panel.Value.Low);
        }

        int previous = int.MaxValue;
        foreach (long tick in ticks)
        {
            int y = top + height - (int)scale.Position(tick, height);
            if (previous - y >= LeastTickDistance)
            {
                page.Path("grid", $"M{left} {y}h{ValueTrace.Columns}").Text("muted end", left - 8, y + 4, Shortened(panel.Text(tick))).End();
                previous = y;
            }
        }
    }

    // Each column draws its lowest and its highest value, the nearer to where the line comes from first, so that no spike is thinned away.
    private void Line(string style, ValueTrace trace, ChartScale scale, int top, int height)
    {
        StringBuilder steps = new();
        int previous = -2;
        long reached = 0;
        bool isSparse = trace.Count < ValueTrace.Columns / 2;
        long bottom = (top + height) * 10L;
        for (int column = 0; column < ValueTrace.Columns; column++)
        {
            if (!trace.Column(column, out long first, out long lowest, out long highest, out long last))
            {
                continue;
            }

            // Where the columns are shorter than the seconds of a trace some stay empty; only a long silence breaks the line.
            bool joins = previous >= 0 && (column - previous) <= Math.Max(1, (2 * ValueTrace.Columns / (trace.To - trace.From)) + 1);
            long from = joins || (isSparse && previous >= 0) ? reached : first;
            bool isRising = Math.Abs(from - lowest) <= Math.Abs(highest - from);
            (long near, long far) = isRising ? (lowest, highest) : (highest, lowest);
            long y = bottom - scale.Position(near, height * 10L);
            long end = bottom - scale.Position(far, height * 10L);

            // What is measured now and then holds until it is measured again.
            if (isSparse && previous >= 0)
            {
                steps.Append('H').Append(left + column).Append('V').Append(SvgPage.Tenths(y));
            }
            else
            {
                steps.Append(joins ? 'L' : 'M').Append(left + column).Append(' ').Append(SvgPage.Tenths(y));
            }

            if (end != y)
            {
                steps.Append('V').Append(SvgPage.Tenths(end));
            }

            reached = last;
            previous = column;
        }

        page.Path(style, steps.ToString()).End();
    }
}
