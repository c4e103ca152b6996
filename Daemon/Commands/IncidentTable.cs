using System.Text;
using Basisd.Host.Audit;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary>Incidents as a table, one line each, and the open one as the lines of the status.</summary>
internal static class IncidentTable
{
    /// <summary>All that the node remembers.</summary>
    public static string Render(IncidentsReply reply)
    {
        if (reply.Incidents.Count == 0)
        {
            return "no incident is on file\n";
        }

        StringBuilder text = new();
        text.Append($"{"incident",8}  {"sev",-3}  {"opened (UTC)",-19}  {"lasted",-12}  {"state",-6}  {"next step",-15}  next deadline\n");
        foreach (IncidentDetail detail in reply.Incidents)
        {
            IncidentStatus incident = detail.Status;
            string lasted = Lasted.Text(System.Math.Max(0, (incident.ClosedAt ?? reply.CoreTime) - incident.OpenedAt));
            text.Append($"{incident.Number,8}  {incident.Severity,-3}  {Second(incident.OpenedAt)}  {lasted,-12}  {incident.State,-6}  ");
            text.Append($"{(NextStep(incident) is { } step ? $"{step.Number} {step.Name}" : "-"),-15}  {NextDeadline(incident, reply.CoreTime)}\n");
        }

        return text.ToString();
    }

    /// <summary>The lines of the status: the open incident with its next step and nearest deadline, and what a closed one still owes.</summary>
    public static string RenderStatus(StatusSnapshot status)
    {
        StringBuilder text = new();
        foreach (IncidentStatus incident in status.Incidents)
        {
            string due = NextDeadline(incident, status.CoreTime);
            if (incident.State == "open")
            {
                string step = NextStep(incident) is { } next ? $", next is step {next.Number} {next.Name} ({next.Responsible})" : string.Empty;
                string lasted = Lasted.Text(System.Math.Max(0, status.CoreTime - incident.OpenedAt));
                text.Append($"incident {incident.Number}, {incident.Severity}, open for {lasted}{step}; `basisd incident show`\n");
                text.Append(due == "-" ? string.Empty : $"         {due}\n");
            }
            else if (due != "-")
            {
                text.Append($"incident {incident.Number}, {incident.Severity}, closed: {due}\n");
            }
        }

        return text.ToString();
    }

    /// <summary><c>2026-11-21 03:17:53</c>.</summary>
    public static string Second(long ns) => AuditTime.Short(ns) is { Length: > 4 } text ? text[..^4] : string.Empty;

    /// <summary>The step that is next; null for none.</summary>
    public static ProtocolStepStatus? NextStep(IncidentStatus incident)
    {
        foreach (ProtocolStepStatus step in incident.Steps)
        {
            if (step.State == "next")
            {
                return step;
            }
        }

        return null;
    }

    // The nearest that runs, and how many are overdue and still to be done.
    private static string NextDeadline(IncidentStatus incident, long now)
    {
        string nearest = string.Empty;
        string overdue = string.Empty;
        foreach (DeadlineStatus deadline in incident.Deadlines)
        {
            if (deadline.MetAt is not null || (incident.State != "open" && deadline.Name is not ("report" or "disclosure")))
            {
                continue;
            }

            if (deadline.DueAt <= now)
            {
                overdue += $"{(overdue.Length == 0 ? string.Empty : ", ")}{deadline.Name} by {Lasted.Text(now - deadline.DueAt)}";
            }
            else if (nearest.Length == 0)
            {
                nearest = $"{deadline.Name} in {Lasted.Text(deadline.DueAt - now)}";
            }
        }

        return overdue.Length > 0 ? $"overdue: {overdue}{(nearest.Length > 0 ? $"; then {nearest}" : string.Empty)}"
            : nearest.Length > 0 ? $"due: {nearest}" : "-";
    }
}
