using System.Collections.Generic;
using Basisd.Host.Audit;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Node;
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

    /// <summary>All of them with names and texts, for operators alone.</summary>
    public static IncidentsReply ForOperators(NodeCore core, IReadOnlyList<Operator> operators)
    {
        IncidentRegister register = core.State.Register;
        List<IncidentDetail> incidents = new(register.Files.Length);
        for (int i = register.Files.Length - 1; i >= 0; i--)
        {
            incidents.Add(DetailOf(register.Files[i]));
        }

        List<OperatorView> people = new(operators.Count);
        foreach (Operator person in operators)
        {
            people.Add(new OperatorView(person.Name, person.Roles, person.Senior) { Uid = person.Uid });
        }

        return new IncidentsReply(core.Now, incidents, StatusBuilder.CausesOf(core), people);
    }

    /// <summary><c>P1</c> to <c>P4</c>.</summary>
    public static string SeverityOf(Severity severity) => $"P{(int)severity}";

    /// <summary><c>running</c>, <c>met</c> or <c>missed</c>.</summary>
    public static string StateOf(IncidentFile file, IncidentDeadline deadline) =>
        file.IsMissed(deadline) ? "missed" : file.MetAt(deadline) != 0 ? "met" : "running";

    private static IncidentDetail DetailOf(IncidentFile file)
    {
        List<IncidentRecordView> records = new(file.Records.Length);
        foreach (IncidentRecord record in file.Records)
        {
            records.Add(ViewOf(record));
        }

        OperatorRoles awaited = file.NextStep == ProtocolStep.None ? OperatorRoles.None : ProtocolWords.Awaited(file, file.NextStep);
        bool byPeople = awaited != OperatorRoles.None && !awaited.HasFlag(OperatorRoles.System);
        return new IncidentDetail(Of(file), byPeople ? RoleNames.Of(awaited).Split(", ") : [], file.RootCause, records, file.Dropped)
        {
            Users = file.Users >= 0 ? file.Users : null,
            ExposureUsd = Amount(file.Exposure),
            LossUsd = Amount(file.Loss),
        };
    }

    private static IncidentRecordView ViewOf(IncidentRecord record) =>
        new(record.At, IncidentFields.WordOf(record.Kind), record.Author, RoleNames.Of(record.Role), record.Uid, record.Text)
        {
            Step = record.Kind == IncidentRecordKind.Step ? DmmProtocol.WordOf(record.Step) : null,
            DmmEpoch = record.Kind == IncidentRecordKind.Step ? record.Epoch : null,
            Deadline = record.Kind == IncidentRecordKind.Missed ? IncidentDeadlines.WordOf(record.Deadline) : null,
            Document = record.Document.Length > 0 ? record.Document : null,
            Users = record.Users >= 0 ? record.Users : null,
            ExposureUsd = Amount(record.Exposure),
            LossUsd = Amount(record.Loss),
        };

    private static string? Amount(long amount) => amount >= 0 ? AmountText.Format(amount) : null;

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
