using System.Collections.Generic;
using Basisd.Host.Http;

namespace Basisd.Host.Page;

/// <summary>The node: gate, hashes, clocks, counters.</summary>
internal static class NodePart
{
    /// <summary>Writes it.</summary>
    public static void Add(HtmlText html, StatusSnapshot status)
    {
        html.Add($"<section aria-labelledby=\"node-h\"><h2 id=\"node-h\">Node</h2><div id=\"node\" data-part><dl>");
        html.Add($"<dt>Gate</dt><dd><b>{(status.Gate.Valid ? "valid" : "CLOSED")}</b>, <code>{status.Gate.Path}</code></dd>");
        html.Add($"<dt>State hash</dt><dd><code>{status.StateHash}</code></dd>");
        html.Add($"<dt>Configuration</dt><dd><code>{status.ConfigurationHash}</code></dd>");
        html.Add($"<dt>Core time</dt><dd>{PageTime.Utc(status.CoreTime)}</dd>");
        html.Add($"<dt>Started</dt><dd>{PageTime.Utc(status.StartedAt)}</dd></dl>");
        html.Add($"<details id=\"counters\"><summary id=\"counters-s\">Counters</summary><dl>");
        foreach ((string name, long value) in (IEnumerable<KeyValuePair<string, long>>)status.Counters)
        {
            html.Add($"<dt>{name.Replace('_', ' ')}</dt><dd>{value}</dd>");
        }

        html.Add($"</dl></details></div></section>");
    }
}
