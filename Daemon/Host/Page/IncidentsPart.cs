using System.Linq;
using Basisd.Host.Http;

namespace Basisd.Host.Page;

/// <summary>Incidents: their deadlines as clocks, and the eight steps of the DMM protocol.</summary>
internal static class IncidentsPart
{
    /// <summary>Writes them.</summary>
    public static void Add(HtmlText html, StatusSnapshot status)
    {
        html.Add($"<section aria-labelledby=\"incidents-h\"><h2 id=\"incidents-h\">Incidents</h2><div id=\"incidents\" data-part>");
        if (status.Incidents.Count == 0)
        {
            long open = status.Counters.TryGetValue("incident_open", out long number) ? number : 0;
            html.Add($"<p class=\"good\">{(open == 0 ? "No incident is open." : $"INC-{open} is open.")}</p>");
        }

        foreach (IncidentStatus incident in status.Incidents.Where(IsAtWork))
        {
            One(html, status, incident);
        }

        IncidentStatus[] settled = [.. status.Incidents.Where(i => !IsAtWork(i))];
        if (settled.Length > 0)
        {
            html.Add($"<details id=\"settled\"><summary id=\"settled-s\">{settled.Length} closed, nothing is due</summary>");
            foreach (IncidentStatus incident in settled)
            {
                One(html, status, incident);
            }

            html.Add($"</details>");
        }

        html.Add($"</div></section>");
    }

    /// <summary>Whether somebody has still something to do about it: it is open, or a report or a disclosure is not done.</summary>
    public static bool IsAtWork(IncidentStatus incident) => incident.State == "open" || incident.Deadlines.Any(d => d.MetAt is null);

    private static void One(HtmlText html, StatusSnapshot status, IncidentStatus incident)
    {
        html.Add($"<article class=\"incident\"><h3>INC-{incident.Number} <span class=\"sev\">{incident.Severity}</span> {incident.State}</h3>");
        html.Add($"<p>Opened {PageTime.Utc(incident.OpenedAt)}");
        if (incident.ClosedAt is { } closed)
        {
            html.Add($", closed {PageTime.Utc(closed)} after {PageTime.Span(closed - incident.OpenedAt)}.");
        }
        else
        {
            html.Add($", for ");
            PageTime.Since(html, incident.OpenedAt, status.CoreTime);
            html.Add($".");
        }

        string epoch = incident.DmmEpoch == 0 ? "" : $" DMM epoch {incident.DmmEpoch}.";
        html.Add($"{epoch}</p>");
        Deadlines(html, status, incident);
        Steps(html, incident);
        html.Add($"</article>");
    }

    private static void Deadlines(HtmlText html, StatusSnapshot status, IncidentStatus incident)
    {
        if (incident.Deadlines.Count == 0)
        {
            return;
        }

        html.Add($"<h4>Deadlines</h4><ul class=\"deadlines\">");
        foreach (DeadlineStatus deadline in incident.Deadlines)
        {
            html.Add($"<li class=\"{deadline.State}\"><b>{deadline.Name}</b> ");
            if (deadline is { State: "running", MetAt: null })
            {
                html.Add($"due ");
                PageTime.Until(html, deadline.DueAt, status.CoreTime);
            }
            else if (deadline.MetAt is { } met)
            {
                html.Add($"{deadline.State}, done {PageTime.Utc(met)}");
            }
            else
            {
                html.Add($"<strong>MISSED</strong>, ");
                PageTime.Until(html, deadline.DueAt, status.CoreTime);
            }

            html.Add($"</li>");
        }

        html.Add($"</ul>");
    }

    private static void Steps(HtmlText html, IncidentStatus incident)
    {
        if (incident.Steps.Count == 0)
        {
            return;
        }

        html.Add($"<h4>DMM protocol</h4><ol class=\"steps\">");
        foreach (ProtocolStepStatus step in incident.Steps)
        {
            string current = step.State == "next" ? " aria-current=\"step\"" : "";
            html.Markup($"<li{current} ");
            html.Add($"class=\"{step.State}\"><b>{step.Name.Replace('_', ' ')}</b> <span class=\"sub\">{step.Responsible}</span> ");
            string state = step.At is { } at ? $"done {PageTime.Utc(at)}" : step.State == "next" ? "NEXT" : step.State;
            html.Add($"<span class=\"step-state\">{state}</span></li>");
        }

        html.Add($"</ol>");
    }
}
