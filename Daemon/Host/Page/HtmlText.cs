using System;
using System.Runtime.CompilerServices;
using System.Text;

namespace Basisd.Host.Page;

/// <summary>
/// Writes HTML. Every value that is put in is escaped, because there is no way to put one in that does not: <c>Add</c> takes interpolated
/// strings alone, whose literal parts are markup and whose holes are text.
/// </summary>
internal sealed class HtmlText
{
    private const string Replacement = "\uFFFD";

    private readonly StringBuilder _text = new();

    /// <summary>Adds markup with text in its holes.</summary>
    public HtmlText Add([InterpolatedStringHandlerArgument("")] HtmlHoles holes)
    {
        _ = holes;
        return this;
    }

    /// <summary>Adds the name of a scope, which may be broken behind its kind and before its venue where it does not fit.</summary>
    public HtmlText Name(string scope)
    {
        int from = 0;
        for (int i = 0; i < scope.Length; i++)
        {
            if (scope[i] is '/' or '@')
            {
                Escaped(scope.AsSpan(from, i + 1 - from));
                Markup("<wbr>");
                from = i + 1;
            }
        }

        Escaped(scope.AsSpan(from));
        return this;
    }

    /// <summary>The document, UTF-8.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text.ToString());

    internal void Markup(string markup) => _text.Append(markup);

    internal void Escaped(ReadOnlySpan<char> text)
    {
        int from = 0;
        for (int i = 0; i < text.Length; i++)
        {
            string? instead = InsteadOf(text[i]);
            if (instead is not null)
            {
                _text.Append(text[from..i]).Append(instead);
                from = i + 1;
            }
        }

        _text.Append(text[from..]);
    }

    private static string? InsteadOf(char c) => c switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        _ => IsMisleading(c) ? Replacement : null,
    };

    // Control characters, and those that turn the direction of what follows: a name must not rewrite the words beside it.
    private static bool IsMisleading(char c) =>
        (char.IsControl(c) && c != '\n') || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F';
}
