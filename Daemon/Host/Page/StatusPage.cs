using System;
using System.Linq;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Host.Page;

/// <summary>
/// The status page: what is blocked, why, since when, and what must happen next, for somebody who was woken up. A function of the snapshot.
/// The script asks for this page again and puts its parts in the place of the old ones, so there is one way in which anything is shown. When
/// the snapshot is old the page says so before anything else, and what it shows is named the last that was known.
/// </summary>
internal static class StatusPage
{
    private const string Doubt =
        "What stands below is the last that was known, not what is so. The gate of a node that is gone closes by itself: "
        + "take everything for halted until this page says otherwise.";

    /// <summary>The page, UTF-8.</summary>
    /// <param name="status">The snapshot; null before the first.</param>
    /// <param name="stall">Why the snapshot cannot be trusted; null while it can.</param>
    public static byte[] Of(StatusSnapshot? status, string? stall)
    {
        HtmlText html = new();
        string mode = status?.PlatformMode ?? "STARTING";
        Head(html, status, mode, stall);
        string fresh = status is not null && stall is null ? "yes" : "no";
        html.Add($"<header><div><h1>{status?.Node ?? "basisd"}</h1><p class=\"sub\">{Subtitle(status)}</p></div>");
        html.Add($"<p id=\"link\" class=\"link\">as of {PageTime.Utc(status?.CoreTime ?? 0)}</p></header>");
        string hidden = stall is null ? " hidden" : "";
        html.Markup($"<div id=\"stale\" class=\"stale-bar\" role=\"alert\"{hidden}>");
        html.Add($"<strong>Stale.</strong> <span id=\"stale-why\">{Sentence(stall)}</span> {Doubt}</div>");
        html.Add($"<p id=\"said\" class=\"quiet\" aria-live=\"polite\"></p>");
        html.Add($"<main id=\"status\" data-fresh=\"{fresh}\" data-core=\"{(status?.CoreTime ?? 0) / FixedPoint.Millisecond}\" ");
        html.Add($"data-scale=\"{status?.TimeScale ?? 1}\" data-platform=\"{mode}\">");
        if (status is null)
        {
            html.Add($"<section id=\"now\" class=\"now unknown\" data-part><h2>The node is starting</h2><p>It reads its journal. ");
            html.Add($"The gate denies everything until it is ready.</p></section>");
        }
        else
        {
            Parts(html, status);
        }

        html.Add($"</main><footer><p>Read-only. The same as JSON: <a href=\"v1/status\">status</a>, <a href=\"v1/banner\">banner</a>; ");
        html.Add($"<a href=\"metrics\">metrics</a>. Acts are taken by the <code>basisd</code> command on the node.</p></footer></body></html>");
        return html.ToUtf8();
    }

    private static void Head(HtmlText html, StatusSnapshot? status, string mode, string? stall)
    {
        string stale = stall is null ? "" : "STALE · ";
        html.Add($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">");
        html.Add($"<title>{stale}{mode} · {status?.Node ?? "basisd"}</title>");
        html.Add($"<link id=\"icon\" rel=\"icon\" href=\"{ModeMark.IconOf(stall is null ? mode : "?")}\">");
        html.Add($"<link rel=\"stylesheet\" href=\"status.css\"><script src=\"status.js\" defer></script>");
        html.Add($"<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript></head><body class=\"{(stall is null ? "" : "stale")}\">");
        html.Add($"<a class=\"skip\" href=\"#status\">Skip to the status</a>");
    }

    private static void Parts(HtmlText html, StatusSnapshot status)
    {
        NowPart.Add(html, status);
        ScopesPart.Add(html, status);
        CausesPart.Add(html, status);
        IncidentsPart.Add(html, status);
        html.Add($"<div class=\"pair\">");
        CommandsPart.Add(html, status);
        EnginesPart.Add(html, status);
        html.Add($"</div>");
        ClusterPart.Add(html, status);
        html.Add($"<div class=\"pair\">");
        JournalPart.Add(html, status);
        NodePart.Add(html, status);
        html.Add($"</div>");
        UsersPart.Add(html, status);
    }

    private static string Subtitle(StatusSnapshot? status)
    {
        if (status is null)
        {
            return "starting";
        }

        string scale = status.TimeScale == 1 ? "" : $", time {status.TimeScale}x";
        int protectedScopes = status.Scopes.Count(s => s.Mode != "NORMAL");
        return $"basisd {status.Version}, {status.State}{scale}; {status.Scopes.Count} scopes, {protectedScopes} protected";
    }

    private static string Sentence(string? stall) => stall is null ? "" : char.ToUpperInvariant(stall[0]) + stall[1..] + ".";
}
