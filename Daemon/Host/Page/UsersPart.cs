using Basisd.Host.Http;
using Basisd.Incidents;

namespace Basisd.Host.Page;

/// <summary>What users of the platform read at this moment, word for word as the banner feed says it.</summary>
internal static class UsersPart
{
    /// <summary>Writes it.</summary>
    public static void Add(HtmlText html, StatusSnapshot status)
    {
        html.Add($"<section aria-labelledby=\"users-h\"><h2 id=\"users-h\">What users read</h2><div id=\"users\" data-part><p>{status.Banner}</p>");
        if (status.Users is { } users)
        {
            string reference = users.Incident is null ? "no incident reference" : $"reference {users.Incident}";
            html.Add($"<p class=\"sub\">State {users.State}, {reference}.</p>");
            html.Add($"<details id=\"texts\"><summary id=\"texts-s\">Pages and actions</summary><dl>");
            Page(html, "Stake", users.Pages.Stake);
            Page(html, "Assets", users.Pages.Assets);
            Page(html, "Support", users.Pages.Support);
            Page(html, "Account", users.Pages.Account);
            foreach (BannerAction action in users.Actions)
            {
                html.Add($"<dt>{action.Action}</dt><dd><b>{action.State}</b>: {action.Text}</dd>");
            }

            html.Add($"</dl></details>");
        }

        html.Add($"</div></section>");
    }

    private static void Page(HtmlText html, string name, BannerPage page) => html.Add($"<dt>{name}</dt><dd>{page.Text}</dd>");
}
