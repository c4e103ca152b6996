using System;
using System.Collections.Generic;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Charts;

/// <summary>
/// Draws the modes of a scope over time. The stricter the mode the higher its bar; RECOVERY is dotted, DMM dashed; where there is room the name
/// stands in it.
/// </summary>
internal sealed class RibbonPainter(SvgPage page, int left, ChartContent content)
{
    /// <summary>Height of the strictest mode, pixels.</summary>
    public const int Height = 16;

    private const int RoomForName = 66;
    private static readonly Mode[] Modes = [Mode.Normal, Mode.Recovery, Mode.Bscb, Mode.Dmm];

    /// <summary>Draws one scope.</summary>
    /// <param name="scope">Its name.</param>
    /// <param name="spans">Its spans.</param>
    /// <param name="top">Top of the row.</param>
    public void Draw(string scope, IEnumerable<ChartSpan> spans, int top)
    {
        page.Text("end row", left - 8, top + 12, Short(scope));
        Bar(Mode.Normal, left, ValueTrace.Columns, top, string.Empty);
        foreach (ChartSpan span in spans)
        {
            if (span.Mode != Mode.Normal && span.To > content.From && span.From < content.To)
            {
                // At least two pixels wide: a short protection is still one.
                int x = X(span.From);
                int width = Math.Max(2, X(span.To) - x);
                Bar(span.Mode, x, width, top, $"{scope} {ModeText.Of(span.Mode)} {UtcText.Full(span.From)} to {UtcText.Full(span.To)}");
            }
        }

        page.End();
    }

    /// <summary>Draws what each mode looks like.</summary>
    /// <returns>Where the next entry of the legend begins.</returns>
    public int Legend(int x, int top)
    {
        foreach (Mode mode in Modes)
        {
            Bar(mode, x, 26, top, string.Empty, isNamed: false);
            page.Text("muted", x + 32, top + 12, ModeText.Of(mode));
            x += 125;
        }

        page.End();
        return x;
    }

    private static string Short(string scope)
    {
        const int Longest = 20;
        return scope.Length <= Longest ? scope : scope[..(Longest - 1)] + "…";
    }

    private static (string Style, int Height) LookOf(Mode mode) => mode switch
    {
        Mode.Normal => ("normal", 3),
        Mode.Recovery => ("recovery", 10),
        Mode.Bscb => ("bscb", 13),
        _ => ("dmm", Height),
    };

    private void Bar(Mode mode, int x, int width, int top, string tip, bool isNamed = true)
    {
        (string style, int height) = LookOf(mode);
        int y = top + Height - height;
        page.Rect(style, x, y, width, height, tip);
        bool hasName = isNamed && width >= RoomForName && mode != Mode.Normal;
        if (mode is Mode.Recovery or Mode.Dmm)
        {
            page.Path(mode == Mode.Dmm ? "weave d" : "weave r", $"M{x} {y + 2}h{width}");
        }

        if (hasName)
        {
            page.Text("mode mid", x + (width / 2), top + Height - 2, ModeText.Of(mode));
        }
    }

    private int X(long second)
    {
        long inside = Math.Clamp(second, content.From, content.To);
        return left + (int)((inside - content.From) * ValueTrace.Columns / (content.To - content.From));
    }
}
