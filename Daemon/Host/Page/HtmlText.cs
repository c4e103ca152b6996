using System.Runtime.CompilerServices;
using System.Text;

namespace Basisd.Host.Page;

/// <summary>
/// Writes HTML. Every value that is put in is escaped, because there is no way to put one in that does not: <c>Add</c> takes interpolated
/// strings alone, whose literal parts are markup and whose holes are text.
/// </summary>
internal sealed class HtmlText
{
    private const char Replacement = '\uFFFD';

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
                Escaped(scope[from..(i + 1)]);
                Markup("<wbr>");
                from = i + 1;
            }
        }

        Escaped(scope[from..]);
        return this;
    }

    /// <summary>The document, UTF-8.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text.ToString());

    internal void Markup(string markup) => _text.Append(markup);

    internal void Escaped(string? text)
    {
        foreach (char c in text ?? "")
        {
            switch (c)
            {
                case '&': _text.Append("&amp;"); break;
                case '<': _text.Append("&lt;"); break;
                case '>': _text.Append("&gt;"); break;
                case '"': _text.Append("&quot;"); break;
                case '\'': _text.Append("&#39;"); break;
                default: _text.Append(IsMisleading(c) ? Replacement : c); break;
            }
        }
    }

    // Control characters, and those that turn the direction of what follows: a name must not rewrite the words beside it.
    private static bool IsMisleading(char c) =>
        (char.IsControl(c) && c != '\n') || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F';
}
