using System;
using Basisd.Incidents;

namespace Basisd.Host.Metrics;

/// <summary>The metrics of incidents (SPEC 10, 14): what is open, which step is next, how long each deadline leaves, how many passed.</summary>
public sealed class IncidentMetrics
{
    private static readonly string[] Severities = ["P1", "P2", "P3", "P4"];

    /// <summary>Declares them.</summary>
    public IncidentMetrics(MetricRegistry registry)
    {
        NumberFamily open = registry.Gauge(
            "basisd_incidents_open", "Incidents that are open, by the worst severity that they had.", MetricScale.One, "severity");
        Open = Array.ConvertAll(Severities, s => open.With(s));
        NumberFamily left = registry.Gauge(
            "basisd_incident_deadline_seconds",
            "Time left of the nearest deadline of its kind, negative once it has passed; no sample while nothing is due.",
            MetricScale.Nanoseconds, "deadline");
        NumberFamily missed = registry.Counter(
            "basisd_incident_deadlines_missed_total", "Deadlines that passed before what they ask for was done, since the start.",
            MetricScale.One, "deadline");
        DeadlineLeft = new MetricCell[IncidentDeadlines.Count + 1];
        DeadlinesMissed = new MetricCell[IncidentDeadlines.Count + 1];
        for (int i = 1; i <= IncidentDeadlines.Count; i++)
        {
            string word = IncidentDeadlines.WordOf((IncidentDeadline)i);
            DeadlineLeft[i] = left.With(word);
            DeadlineLeft[i].Set(MetricCell.Absent);
            DeadlinesMissed[i] = missed.With(word);
        }

        ProtocolStep = registry.Gauge(
            "basisd_incident_protocol_step", "Step of the DMM protocol that is next, 1 to 8; 0 while none is.").Single!;
    }

    /// <summary>Open incidents, by [severity number − 1].</summary>
    public MetricCell[] Open { get; }

    /// <summary>Time left, nanoseconds, by number of <see cref="IncidentDeadline"/>; [0] is no cell.</summary>
    public MetricCell[] DeadlineLeft { get; }

    /// <summary>Deadlines missed, by number of <see cref="IncidentDeadline"/>; [0] is no cell.</summary>
    public MetricCell[] DeadlinesMissed { get; }

    /// <summary>The next step.</summary>
    public MetricCell ProtocolStep { get; }

    /// <summary>Sets the gauges.</summary>
    /// <param name="register">The incidents.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public void Set(IncidentRegister register, long now)
    {
        int severity = register.Open is { } open ? (int)open.Severity : 0;
        for (int i = 0; i < Open.Length; i++)
        {
            Open[i].Set(severity == i + 1 ? 1 : 0);
        }

        ProtocolStep.Set((long)(register.Open?.NextStep ?? Basisd.Incidents.ProtocolStep.None));
        for (int i = 1; i <= IncidentDeadlines.Count; i++)
        {
            long due = NearestOf(register, (IncidentDeadline)i);
            DeadlineLeft[i].Set(due == 0 ? MetricCell.Absent : due - now);
        }
    }

    // What nobody can do any more is not due: a closed incident still owes its report and its disclosure, but no review.
    private static long NearestOf(IncidentRegister register, IncidentDeadline deadline)
    {
        bool outlasts = deadline is IncidentDeadline.Report or IncidentDeadline.Disclosure;
        long nearest = 0;
        foreach (IncidentFile file in register.Files)
        {
            long due = file.MetAt(deadline) == 0 && (file.IsOpen || outlasts) ? file.DueAt(deadline) : 0;
            nearest = due != 0 && (nearest == 0 || due < nearest) ? due : nearest;
        }

        return nearest;
    }
}
