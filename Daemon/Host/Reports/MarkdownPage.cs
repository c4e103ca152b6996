using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Basisd.Host.Reports;

/// <summary>
/// Writes blocks as Markdown that can be published as it is. Every text is escaped: whatever somebody wrote stays text and becomes neither a link,
/// nor a mention, nor HTML, nor another row.
/// </summary>
public static class MarkdownPage
{
    private const string Special = "\\`*_{}[]()#+-!|~>$";

    /// <summary>The document.</summary>
    public static string Render(IReadOnlyList<ReportBlock> blocks)
    {
        StringBuilder page = new();
        foreach (ReportBlock block in blocks)
        {
            page.Append(page.Length == 0 || block.Kind == ReportBlockKind.Ribbons ? string.Empty : "\n");
            Write(page, block);
        }

        return page.ToString();
    }

    private static void Write(StringBuilder page, ReportBlock block)
    {
        switch (block.Kind)
        {
            case ReportBlockKind.Heading: page.Append($"{new string('#', block.Level)} {Escaped(block.Text)}\n"); break;
            case ReportBlockKind.Warning: page.Append($"> **Note:** {Escaped(block.Text)}\n"); break;
            case ReportBlockKind.Placeholder: page.Append($"> **TO BE WRITTEN:** {Escaped(block.Text)}\n"); break;
            case ReportBlockKind.Quote: page.Append($"> {Line(block.Text)}\n"); break;
            case ReportBlockKind.Command: page.Append($"    {PlainText.Line(block.Text)}\n"); break;
            case ReportBlockKind.Table: Table(page, block.Rows); break;
            case ReportBlockKind.Facts or ReportBlockKind.List:
                foreach (string[] row in block.Rows)
                {
                    page.Append($"- {string.Join(": ", row.Select(Escaped))}\n");
                }

                break;
            case ReportBlockKind.Timeline:
                Table(page, [["time, UTC", "phase", "entry", "event"], .. block.Rows]);
                break;
            case ReportBlockKind.Ribbons: break; // the table of scopes says the same
            default: page.Append($"{Line(block.Text)}\n"); break;
        }
    }

    private static void Table(StringBuilder page, IReadOnlyList<string[]> rows)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            page.Append($"| {string.Join(" | ", rows[i].Select(Escaped))} |\n");
            page.Append(i == 0 ? string.Concat(Enumerable.Repeat("|---", rows[i].Length)) + "|\n" : string.Empty);
        }
    }

    // What begins a line must not begin a list.
    private static string Line(string text)
    {
        string escaped = Escaped(text);
        return escaped.StartsWith('-') || escaped.StartsWith('+') ? "\\" + escaped : escaped;
    }

    // Entities where a backslash is not enough: what links by itself does so behind backslashes too.
    internal static string Escaped(string text)
    {
        string line = PlainText.Line(text);
        StringBuilder escaped = new(line.Length + 16);
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            bool isInner = i > 0 && i + 1 < line.Length && char.IsLetterOrDigit(line[i - 1]) && char.IsLetterOrDigit(line[i + 1]);
            bool isPlain = c is '_' or '-' && isInner;
            bool isPunctuation = c is '(' or ')' or '+' or '-';
            _ = c switch
            {
                '<' => escaped.Append("&lt;"),
                '&' => escaped.Append("&amp;"),
                '@' => escaped.Append("&#64;"),
                ':' when i + 1 < line.Length && line[i + 1] == '/' => escaped.Append("&#58;"),
                '.' when i >= 3 && line.AsSpan(i - 3, 3).Equals("www", StringComparison.OrdinalIgnoreCase) => escaped.Append("&#46;"),
                '.' when i > 0 && IsNumber(line, i) => escaped.Append("\\."),
                _ when isPlain || isPunctuation => escaped.Append(c),
                _ when Special.Contains(c, StringComparison.Ordinal) => escaped.Append('\\').Append(c),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    // "1. " at the begin of a line would be a list.
    private static bool IsNumber(string line, int dot)
    {
        for (int i = 0; i < dot; i++)
        {
            if (!char.IsAsciiDigit(line[i]))
            {
                return false;
            }
        }

        return dot + 1 == line.Length || line[dot + 1] == ' ';
    }
}
