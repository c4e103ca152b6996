using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Basisd.Host.Audit;
using Basisd.Safety;

namespace Basisd.Host.Reports;

/// <summary>
/// Writes blocks as one self-contained page: no script, no asset from elsewhere, and a policy in the page itself that forbids both. Every text is
/// escaped here and nowhere else. Integers only: the same blocks give the same bytes.
/// </summary>
public static class HtmlPage
{
    private const int RibbonWidth = 10_000;
    private const int RibbonHeight = 18;
    private const int LeastWidth = 20;
    private const int LongCell = 32;

    private static readonly Mode[] Modes = [Mode.Recovery, Mode.Bscb, Mode.Dmm];

    /// <summary>The page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="blocks">What it says.</param>
    /// <param name="footer">The line at its end.</param>
    public static string Render(string title, IReadOnlyList<ReportBlock> blocks, string footer)
    {
        StringBuilder page = new();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        page.Append($"<title>{Escaped(title)}</title>\n<style>\n{HtmlStyle.Sheet}</style>\n</head>\n<body>\n<main>\n");
        int tables = 0;
        foreach (ReportBlock block in blocks)
        {
            tables += block.Kind == ReportBlockKind.Table ? 1 : 0;
            Write(page, block, tables);
        }

        return page.Append($"<footer>{Escaped(footer)}</footer>\n</main>\n</body>\n</html>\n").ToString();
    }

    private static void Write(StringBuilder page, ReportBlock block, int number)
    {
        string text = Escaped(block.Text);
        switch (block.Kind)
        {
            case ReportBlockKind.Heading: page.Append($"<h{block.Level}>{text}</h{block.Level}>\n"); break;
            case ReportBlockKind.Warning: page.Append($"<p class=\"warning\"><strong>Note:</strong> {text}</p>\n"); break;
            case ReportBlockKind.Placeholder: page.Append($"<p class=\"placeholder\"><strong>To be written:</strong> {text}</p>\n"); break;
            case ReportBlockKind.Quote: page.Append($"<blockquote>{text}</blockquote>\n"); break;
            case ReportBlockKind.Command: page.Append($"<pre tabindex=\"0\">{text}</pre>\n"); break;
            case ReportBlockKind.Table: Table(page, block.Rows, number); break;
            case ReportBlockKind.Facts: Facts(page, block.Rows); break;
            case ReportBlockKind.List:
                page.Append("<ul>\n").AppendJoin("", block.Rows.Select(r => $"<li>{string.Join(": ", r.Select(Escaped))}</li>\n")).Append("</ul>\n");
                break;
            case ReportBlockKind.Timeline: Timeline(page, block.Rows); break;
            case ReportBlockKind.Ribbons: Ribbons(page, block); break;
            default: page.Append($"<p>{text}</p>\n"); break;
        }
    }

    // A region that scrolls takes the keyboard too, and has a name.
    private static void Table(StringBuilder page, IReadOnlyList<string[]> rows, int number)
    {
        page.Append($"<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"table {number}\"><table>\n<thead><tr>");
        page.AppendJoin("", rows[0].Select(c => $"<th scope=\"col\">{Escaped(c)}</th>")).Append("</tr></thead>\n<tbody>\n");
        foreach (string[] row in rows.Skip(1))
        {
            page.Append("<tr>").AppendJoin("", row.Select(Cell)).Append("</tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static string Cell(string text) => text.Length > LongCell ? $"<td class=\"long\">{Escaped(text)}</td>" : $"<td>{Escaped(text)}</td>";

    private static void Facts(StringBuilder page, IReadOnlyList<string[]> rows)
    {
        page.Append("<dl>\n");
        foreach (string[] row in rows)
        {
            page.Append($"<dt>{Escaped(row[0])}</dt><dd>{string.Join("; ", row.Skip(1).Select(Escaped))}</dd>\n");
        }

        page.Append("</dl>\n");
    }

    private static void Timeline(StringBuilder page, IReadOnlyList<string[]> rows)
    {
        page.Append("<ol class=\"timeline\">\n");
        foreach (string[] row in rows)
        {
            string phase = row[1] is "detection" or "containment" or "recovery" ? row[1] : "response";
            page.Append($"<li class=\"{phase}\"><time>{Escaped(row[0])}</time><span class=\"phase\">{Escaped(row[1])}</span>");
            page.Append($"<span class=\"entry\">entry {Escaped(row[2])}</span><span class=\"what\">{Escaped(row[3])}</span></li>\n");
        }

        page.Append("</ol>\n");
    }

    private static void Ribbons(StringBuilder page, ReportBlock block)
    {
        page.Append("<ul class=\"key\">");
        foreach (Mode mode in Modes)
        {
            page.Append($"<li><svg viewBox=\"0 0 28 {RibbonHeight}\" aria-hidden=\"true\">{Bar(mode, 0, 28)}</svg>{ModeText.Of(mode)}</li>");
        }

        page.Append("</ul>\n");
        foreach (ScopeImpact scope in block.Scopes)
        {
            string name = Escaped(scope.Name);
            string said = string.Join("; ", scope.Spans.Select(s =>
                $"{ModeText.Of(s.Mode, s.Stage)} {AuditTime.Short(s.From)} to {AuditTime.Short(s.To)}"));
            page.Append($"<div class=\"ribbon\"><b>{name}</b><svg viewBox=\"0 0 {RibbonWidth} {RibbonHeight}\" preserveAspectRatio=\"none\" ");
            page.Append($"role=\"img\" aria-label=\"{name}: {Escaped(said)}\">");
            foreach (ModeSpan span in scope.Spans)
            {
                int x = X(span.From, block.Span);
                page.Append(Bar(span.Mode, Math.Min(x, RibbonWidth - LeastWidth), Math.Max(LeastWidth, X(span.To, block.Span) - x)));
            }

            page.Append("</svg></div>\n");
        }

        page.Append($"<p>{AuditTime.Short(block.Span.From)} to {AuditTime.Short(block.Span.To)} UTC</p>\n");
    }

    // The stricter the mode the higher its bar: it is told without its colour too.
    private static string Bar(Mode mode, int x, int width)
    {
        int height = mode switch { Mode.Recovery => 8, Mode.Bscb => 13, _ => RibbonHeight };
        return $"<rect class=\"{ModeText.Of(mode)}\" x=\"{x}\" y=\"{RibbonHeight - height}\" width=\"{width}\" height=\"{height}\"/>";
    }

    private static int X(long at, (long From, long To) span)
    {
        Int128 length = Math.Max(1, span.To - span.From);
        return (int)((Math.Clamp(at, span.From, Math.Max(span.From, span.To)) - (Int128)span.From) * RibbonWidth / length);
    }

    internal static string Escaped(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char c in PlainText.Line(text))
        {
            _ = c switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }
}
