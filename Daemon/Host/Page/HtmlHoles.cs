using System.Runtime.CompilerServices;

namespace Basisd.Host.Page;

/// <summary>Takes an interpolated string apart: what stands in the source is markup, what comes from a value is text.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlHoles
{
    private readonly HtmlText _html;

    /// <summary>Called by the compiler.</summary>
    public HtmlHoles(int literalLength, int formattedCount, HtmlText html)
    {
        _ = literalLength;
        _ = formattedCount;
        _html = html;
    }

    /// <summary>Markup.</summary>
    public void AppendLiteral(string markup) => _html.Markup(markup);

    /// <summary>Text.</summary>
    public void AppendFormatted(string? text) => _html.Escaped(text);

    /// <summary>A number.</summary>
    public void AppendFormatted(long number) => _html.Markup($"{number}");

    /// <summary>A number.</summary>
    public void AppendFormatted(int number) => _html.Markup($"{number}");
}
