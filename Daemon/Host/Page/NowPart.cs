using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Http;

namespace Basisd.Host.Page;

/// <summary>The head of the page: the platform's mode, since when, why, and what must happen next.</summary>
internal static class NowPart
{
    private const int MaxReasons = 4;

    /// <summary>Writes it.</summary>
    public static void Add(HtmlText html, StatusSnapshot status)
    {
        ScopeStatus? platform = status.Scopes.FirstOrDefault(s => s.Name == "platform");
        string worst = status.Scopes.OrderByDescending(s => ModeMark.RankOf(s.Mode)).FirstOrDefault()?.Mode ?? "NORMAL";
        bool isHeld = status.Scopes.Any(ScopesPart.IsRestricted);
        string kind = !status.Gate.Valid ? "unknown" : worst == "NORMAL" && isHeld ? "held" : ModeMark.KindOf(worst);
        html.Add($"<section id=\"now\" class=\"now {kind}\" data-part aria-label=\"Now\"><p class=\"label last-known\">Last known:</p>");
        html.Add($"<h2><span class=\"label\">Platform</span> ");
        ModeMark.Add(html, status.PlatformMode);
        html.Add($"</h2><p class=\"lead\">{Lead(status, isHeld)}");
        if (platform is { Since: > 0 } && platform.Mode != "NORMAL")
        {
            html.Add($" Since {PageTime.Utc(platform.Since)}, for ");
            PageTime.Since(html, platform.Since, status.CoreTime);
            html.Add($".");
        }

        html.Add($"</p>");
        Reasons(html, status);
        List<string> next = Advice.Of(status);
        if (next.Count > 0)
        {
            html.Add($"<h3>What must happen next</h3><ul class=\"next\">");
            foreach (string line in next)
            {
                html.Add($"<li>{line}</li>");
            }

            html.Add($"</ul>");
        }

        html.Add($"</section>");
    }

    private static string Lead(StatusSnapshot status, bool isHeld)
    {
        int inBscb = status.Scopes.Count(s => s.Mode == "BSCB");
        int inRecovery = status.Scopes.Count(s => s.Mode == "RECOVERY");
        int waiting = status.Scopes.Count(s => s.Mode == "NORMAL" && ScopesPart.IsRestricted(s));
        if (!status.Gate.Valid)
        {
            return "The gate is closed: engines are denied everything.";
        }

        if (status.PlatformMode == "DMM")
        {
            return "Everything is halted.";
        }

        List<string> parts = [];
        Part(parts, inBscb, "closed by the circuit breaker");
        Part(parts, inRecovery, "in recovery");
        Part(parts, waiting, "NORMAL but held back");
        return parts.Count > 0 ? string.Join("; ", parts) + "."
            : isHeld ? "Not everything is permitted." : "Nothing is blocked.";
    }

    private static void Part(List<string> parts, int count, string what)
    {
        if (count > 0)
        {
            parts.Add($"{count} {(count == 1 ? "scope is" : "scopes are")} {what}");
        }
    }

    private static void Reasons(HtmlText html, StatusSnapshot status)
    {
        CauseStatusView[] causes = [.. CausesPart.Ordered(status).Where(c => c.Status == "active")];
        if (causes.Length == 0)
        {
            return;
        }

        html.Add($"<h3>Why</h3><ul class=\"why\">");
        foreach (CauseStatusView cause in causes.Take(MaxReasons))
        {
            html.Add($"<li><b>{cause.Scope}</b>: {cause.Trigger} (P{cause.Severity}), ");
            CausesPart.Values(html, cause);
            html.Add($", for ");
            PageTime.Since(html, cause.LatchedAt, status.CoreTime);
            html.Add($"</li>");
        }

        if (causes.Length > MaxReasons)
        {
            html.Add($"<li>and {causes.Length - MaxReasons} more, <a href=\"#causes\">below</a></li>");
        }

        html.Add($"</ul>");
    }
}
