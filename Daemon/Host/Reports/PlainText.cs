using System.Text;

namespace Basisd.Host.Reports;

/// <summary>
/// What people and machines wrote, as one line of harmless text: no control character, nothing that turns the direction of writing or cannot be
/// seen, no half of a character. It must never change what stays visible.
/// </summary>
public static class PlainText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text as one line; what is dropped leaves a mark.</summary>
    public static string Line(string text)
    {
        StringBuilder line = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool isPair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair)
            {
                line.Append(c).Append(text[++i]);
            }
            else if (c is '\n' or '\t')
            {
                line.Append(' ');
            }
            else if (c != '\r')
            {
                line.Append(IsHarmful(c) ? Replacement : c);
            }
        }

        return line.ToString().Trim();
    }

    private static bool IsHarmful(char c) =>
        char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\uFEFF' or '\u061C' or >= '\uFFFE'
            || c is >= '\u200B' and <= '\u200F' or >= '\u202A' and <= '\u202E' or >= '\u2060' and <= '\u206F' or >= '\uFFF9' and <= '\uFFFB';
}
