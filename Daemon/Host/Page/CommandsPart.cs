using System.Linq;
using Basisd.Host.Http;

namespace Basisd.Host.Page;

/// <summary>Commands to the engine of which something is awaited, and the containment that runs.</summary>
internal static class CommandsPart
{
    /// <summary>Writes them.</summary>
    public static void Add(HtmlText html, StatusSnapshot status)
    {
        CommandStatus[] awaited = [.. status.Commands.Commands.Where(c => c.State is "outstanding" or "acknowledged")];
        html.Add($"<section aria-labelledby=\"commands-h\"><h2 id=\"commands-h\">Commands</h2><div id=\"commands\" data-part>");
        if (status.Commands.Containment is { } running)
        {
            html.Add($"<p><b>Containment {running.Number}</b> of {running.Scope}: {running.Step}, slice {running.Told} of {running.Slices}");
            html.Add($"{(running.Constraint.Length == 0 ? "" : $"; held by {running.Constraint} {running.Position}")}</p>");
        }

        if (awaited.Length == 0)
        {
            html.Add($"<p class=\"good\">Nothing is awaited from the engine.</p></div></section>");
            return;
        }

        PageTable table = PageTable.Open(html, "Commands of which something is awaited", "Command", "Scope", "State");
        foreach (CommandStatus command in awaited)
        {
            table.Row(command.Scope);
            table.Cell().Add($"{command.Kind} <span class=\"sub\">#{command.Id}, {command.Origin} {command.Arguments}</span>");
            table.EndCell();
            table.Name(command.Scope);
            string refused = command.RefusedAt > 0 ? ", refused" : "";
            string misses = command.Misses > 0 ? $", {command.Misses} missed" : "";
            table.Cell().Add($"<b>{command.State}</b>{refused}{misses} <span class=\"sub\">due ");
            PageTime.Until(html, command.Deadline, status.CoreTime);
            html.Add($"</span>");
            table.EndCell();
            table.EndRow();
        }

        table.Close();
        html.Add($"</div></section>");
    }
}
