using Basisd.Host.Http;

namespace Basisd.Host.Page;

/// <summary>Who is connected, and the nodes that stand beside this one.</summary>
internal static class EnginesPart
{
    /// <summary>Writes them.</summary>
    public static void Add(HtmlText html, StatusSnapshot status)
    {
        html.Add($"<section aria-labelledby=\"engines-h\"><h2 id=\"engines-h\">Engines and cluster</h2><div id=\"engines\" data-part><dl>");
        html.Add($"<dt>Engines</dt><dd>");
        if (status.EngineSessions.Count == 0)
        {
            html.Add($"<b>nobody is connected</b>");
        }

        string between = "";
        foreach (EngineSessionStatus session in status.EngineSessions)
        {
            html.Add($"{between}{session.Name} (session {session.Session}, pid {session.Pid})");
            between = ", ";
        }

        string cluster = status.Cluster is { } known ? $"{known.Id}, below" : "a single node: no standby, no replica";
        html.Add($"</dd><dt>Cluster</dt><dd>{cluster}</dd></dl></div></section>");
    }
}
