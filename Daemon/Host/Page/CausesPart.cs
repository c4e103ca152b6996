using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Host.Page;

/// <summary>The latched causes: what was measured against which limit, and since when.</summary>
internal static class CausesPart
{
    /// <summary>The causes, the platform's first, then by severity and age.</summary>
    public static IEnumerable<CauseStatusView> Ordered(StatusSnapshot status) => status.Causes
        .OrderByDescending(c => c.Status == "active").ThenByDescending(c => c.Scope == "platform").ThenBy(c => c.Severity).ThenBy(c => c.LatchedAt);

    /// <summary>What was measured, and the limit.</summary>
    public static void Values(HtmlText html, CauseStatusView cause) => html.Add($"{Of(cause)}");

    /// <summary>Writes them.</summary>
    public static void Add(HtmlText html, StatusSnapshot status)
    {
        html.Add($"<section aria-labelledby=\"causes-h\"><h2 id=\"causes-h\">Causes</h2><div id=\"causes\" data-part>");
        if (status.Causes.Count == 0)
        {
            html.Add($"<p class=\"good\">No cause is latched.</p></div></section>");
            return;
        }

        PageTable table = PageTable.Open(html, "Latched causes", "Trigger", "Scope", "Measured", "Since", "State");
        foreach (CauseStatusView cause in Ordered(status))
        {
            table.Row(cause.Scope);
            table.Cell().Add($"{cause.Trigger} <span class=\"sub\">#{cause.Id}, P{cause.Severity}</span>");
            table.EndCell();
            table.Name(cause.Scope);
            table.Cell().Add($"{Of(cause)}");
            table.EndCell();
            table.Cell().Add($"{PageTime.Utc(cause.LatchedAt)} <span class=\"sub\">for ");
            PageTime.Since(html, cause.LatchedAt, status.CoreTime);
            html.Add($"</span>");
            table.EndCell();
            State(table, html, status, cause);
            table.EndRow();
        }

        table.Close();
        html.Add($"</div></section>");
    }

    private static void State(PageTable table, HtmlText html, StatusSnapshot status, CauseStatusView cause)
    {
        table.Cell();
        if (cause.Status != "active")
        {
            html.Add($"cleared, until the scope is released");
        }
        else if (cause.HoldLeftNs > 0)
        {
            html.Add($"<b>active</b>, clears ");
            PageTime.Until(html, status.CoreTime + cause.HoldLeftNs, status.CoreTime);
        }
        else
        {
            html.Add($"<b>active</b>, the condition holds");
        }

        table.EndCell();
    }

    // An operator's act measures nothing; a statement is one whether its limit is shown or not.
    private static string Of(CauseStatusView cause)
    {
        string about = string.Join(", ", new[] { cause.Condition, cause.Subject }.Where(t => t.Length > 0));
        if (cause.MeasuredText.Length == 0 || cause.MeasuredText == "-")
        {
            return about.Length == 0 ? "by an operator" : about;
        }

        string window = cause.WindowNs >= FixedPoint.Second ? $" within {PageTime.Span(cause.WindowNs)}" : "";
        string values = $"{Whole(cause.MeasuredText)}{window}, limit {Whole(cause.ThresholdText)}";
        return about.Length == 0 ? values : $"{about}: {values}";
    }

    // A number and its unit stay on one line.
    private static string Whole(string value) => value.Replace(' ', '\u00A0');
}
