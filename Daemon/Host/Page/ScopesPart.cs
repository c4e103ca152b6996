using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Http;

namespace Basisd.Host.Page;

/// <summary>All scopes: those that are restricted with what each action may do, worst first, then the names of the others.</summary>
internal static class ScopesPart
{
    private static readonly (string Answer, string Word)[] s_answers = [("deny", "Blocked"), ("queue", "Queued"), ("allow", "Allowed")];

    /// <summary>Whether anything of a scope is held back.</summary>
    public static bool IsRestricted(ScopeStatus scope) =>
        scope.Mode != "NORMAL" || scope.AwaitingInputs.Count > 0 || scope.Permissions.Values.Any(p => p != "allow");

    /// <summary>Writes them.</summary>
    public static void Add(HtmlText html, StatusSnapshot status)
    {
        ScopeStatus[] held = [.. status.Scopes.Where(IsRestricted)
            .OrderByDescending(s => ModeMark.RankOf(s.Mode)).ThenByDescending(s => s.Name == "platform").ThenByDescending(s => s.Since)];
        ScopeStatus[] free = [.. status.Scopes.Where(s => !IsRestricted(s))];
        html.Add($"<section aria-labelledby=\"scopes-h\"><div class=\"bar\"><h2 id=\"scopes-h\">Scopes</h2>");
        html.Add($"<div id=\"search\" role=\"search\" hidden><label for=\"filter\">Find by name</label> ");
        html.Add($"<input id=\"filter\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"venue/\">");
        html.Add($" <output id=\"found\" for=\"filter\"></output></div></div><div id=\"scopes\" data-part>");
        if (held.Length > 0)
        {
            Table(html, status, held);
        }

        if (free.Length > 0)
        {
            string all = held.Length == 0 ? "All " : "";
            html.Add($"<details id=\"free\"><summary id=\"free-s\">{all}{free.Length} scopes are NORMAL, every action allowed</summary>");
            html.Add($"<ul class=\"names\">");
            foreach (ScopeStatus scope in free)
            {
                html.Add($"<li data-scope=\"{scope.Name}\" data-mode=\"{scope.Mode}\">");
                html.Name(scope.Name).Add($"</li>");
            }

            html.Add($"</ul></details>");
        }

        html.Add($"</div></section>");
    }

    private static void Table(HtmlText html, StatusSnapshot status, IReadOnlyList<ScopeStatus> held)
    {
        PageTable table = PageTable.Open(html, "Restricted scopes, worst first", "Scope", "Mode", "Since", "Permissions");
        foreach (ScopeStatus scope in held)
        {
            string mode = scope.Mode == "RECOVERY" ? $"RECOVERY {scope.Stage}/{Safety.PermissionMatrix.LastStage}" : scope.Mode;
            table.Row(scope.Name, mode).Name(scope.Name);
            ModeMark.Add(table.Cell(), mode);
            table.EndCell();
            table.Cell();
            if (scope.Since > 0)
            {
                html.Add($"{PageTime.Utc(scope.Since)} <span class=\"sub\">for ");
                PageTime.Since(html, scope.Since, status.CoreTime);
                html.Add($"</span>");
            }

            table.EndCell();
            table.Cell();
            Permissions(html, scope);
            table.EndCell();
            table.EndRow();
        }

        table.Close();
    }

    private static void Permissions(HtmlText html, ScopeStatus scope)
    {
        int count = scope.Permissions.Count;
        foreach ((string answer, string word) in s_answers)
        {
            string[] actions = [.. scope.Permissions.Where(p => p.Value == answer).Select(p => p.Key)];
            if (actions.Length > 0)
            {
                string which = actions.Length == count && count > 1 ? $"all {count} actions" : string.Join(", ", actions);
                html.Add($"<p class=\"perm {answer}\"><b>{word}:</b> {which}</p>");
            }
        }

        if (scope.AwaitingInputs.Count > 0)
        {
            html.Add($"<p class=\"perm waits\"><b>Waits for:</b> {string.Join(", ", scope.AwaitingInputs)}</p>");
        }
    }
}
