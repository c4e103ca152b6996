using System.Collections.Generic;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>The files of incidents as everyone may see them. Reads only, on the loop thread.</summary>
internal static class IncidentViews
{
    /// <summary>The open incident first, then the closed ones, newest first.</summary>
    public static IReadOnlyList<IncidentStatus> Of(IncidentRegister register)
    {
        List<IncidentStatus> list = new(register.Files.Length);
        for (int i = register.Files.Length - 1; i >= 0; i--)
        {
            list.Add(Of(register.Files[i]));
        }

        return list;
    }

    /// <summary>One of them.</summary>
    public static IncidentStatus Of(IncidentFile file) => new(
        file.Number, SeverityOf(file.Severity), file.IsOpen ? "open" : "closed", file.OpenedAt, file.IsOpen ? null : file.ClosedAt, file.Epoch,
        Deadlines(file), Steps(file));

    /// <summary><c>P1</c> to <c>P4</c>.</summary>
    public static string SeverityOf(Severity severity) => $"P{(int)severity}";

    /// <summary><c>running</c>, <c>met</c> or <c>missed</c>.</summary>
    public static string StateOf(IncidentFile file, IncidentDeadline deadline) =>
        file.IsMissed(deadline) ? "missed" : file.MetAt(deadline) != 0 ? "met" : "running";

    private static List<DeadlineStatus> Deadlines(IncidentFile file)
    {
        List<DeadlineStatus> deadlines = [];
        for (IncidentDeadline deadline = IncidentDeadline.Response; deadline <= IncidentDeadline.Disclosure; deadline++)
        {
            long due = file.DueAt(deadline);
            long met = file.MetAt(deadline);
            if (due != 0)
            {
                deadlines.Add(new DeadlineStatus(IncidentDeadlines.WordOf(deadline), due, met == 0 ? null : met, StateOf(file, deadline)));
            }
        }

        deadlines.Sort((a, b) => a.DueAt.CompareTo(b.DueAt));
        return deadlines;
    }

    private static List<ProtocolStepStatus> Steps(IncidentFile file)
    {
        List<ProtocolStepStatus> steps = [];
        for (ProtocolStep step = ProtocolStep.FullHalt; file.Epoch != 0 && step <= ProtocolStep.Approval; step++)
        {
            long at = file.StepAt(step);
            string state = at != 0 ? "done" : step == file.NextStep ? "next" : "later";
            steps.Add(new ProtocolStepStatus((int)step, DmmProtocol.WordOf(step), DmmProtocol.ResponsibleFor(step), state, at == 0 ? null : at));
        }

        return steps;
    }
}
