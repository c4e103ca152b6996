using System.Text;

namespace Basisd.Host.Charts;

/// <summary>
/// An SVG document that grows from top to bottom. Self-contained: no script, no font or file from elsewhere. Integers only, so that the
/// same content gives the same bytes. Y coordinates of curves are in tenths of a pixel, all else in pixels.
/// </summary>
internal sealed class SvgPage
{
    /// <summary>Width of every chart, pixels.</summary>
    public const int Width = 1_000;

    private readonly StringBuilder _svg = new();

    /// <summary>Adds raw SVG.</summary>
    public SvgPage Add(string svg)
    {
        _svg.Append(svg);
        return this;
    }

    /// <summary>Ends the line.</summary>
    public void End() => _svg.Append('\n');

    /// <summary>A text.</summary>
    /// <param name="style">Classes of <see cref="ChartStyle"/>.</param>
    /// <param name="x">Left, right or middle, as the class says.</param>
    /// <param name="y">Base line.</param>
    /// <param name="text">The text, not escaped.</param>
    public SvgPage Text(string style, int x, int y, string text) =>
        Add($"<text class=\"{style}\" x=\"{x}\" y=\"{y}\">{Escaped(text)}</text>");

    /// <summary>A path.</summary>
    public SvgPage Path(string style, string steps) => Add($"<path class=\"{style}\" d=\"{steps}\"/>");

    /// <summary>A rectangle, with a text that appears when a pointer rests on it.</summary>
    public SvgPage Rect(string style, int x, int y, int width, int height, string tip = "")
    {
        Add($"<rect class=\"{style}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
        return Add(tip.Length == 0 ? "/>" : $"><title>{Escaped(tip)}</title></rect>");
    }

    /// <summary>The document.</summary>
    /// <param name="title">Headline.</param>
    /// <param name="subtitle">Line below it.</param>
    /// <param name="description">What a reader hears who does not see it.</param>
    /// <param name="height">Height in pixels.</param>
    public string Document(string title, string subtitle, string description, int height)
    {
        StringBuilder page = new();
        page.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"t d\" ");
        page.Append($"viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" height=\"{height}\">\n");
        page.Append($"<title id=\"t\">{Escaped(title)}</title>\n<desc id=\"d\">{Escaped(description)}</desc>\n<style>\n{ChartStyle.Sheet}</style>\n");
        page.Append($"<rect class=\"paper\" width=\"{Width}\" height=\"{height}\"/>\n");
        page.Append($"<text class=\"title\" x=\"20\" y=\"34\">{Escaped(title)}</text>\n");
        page.Append($"<text class=\"muted\" x=\"20\" y=\"56\">{Escaped(subtitle)}</text>\n");
        return page.Append(_svg).Append("</svg>\n").ToString();
    }

    /// <summary>Tenths of a pixel as SVG writes them.</summary>
    public static string Tenths(long value) => value % 10 == 0 ? $"{value / 10}" : $"{value / 10}.{value % 10}";

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
