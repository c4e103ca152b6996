using System;
using System.Collections.Generic;
using System.Numerics;
using Basisd.Host.Audit;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Logging;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Where people's records of an incident come in: finds out who says it and in which role, from the configuration, and hands the record to the
/// core, which alone knows which step is next. A name that is bound to a user of the machine is taken from that user alone; other names are claimed
/// by members of the operators' group, and the journal has the user in any case. It decides nothing of the protocol.
/// </summary>
internal sealed class IncidentRecordsDesk
{
    private readonly NodeParts _parts;
    private readonly Action<PendingCommand, OperatorReply> _answer;

    /// <summary>Creates the desk.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="answer">Answers an operator once everything up to now is durable.</param>
    public IncidentRecordsDesk(NodeParts parts, Action<PendingCommand, OperatorReply> answer)
    {
        _parts = parts;
        _answer = answer;
    }

    /// <summary>Shows the incidents.</summary>
    public void Show(PendingCommand pending) => _answer(
        pending,
        new OperatorReply(true, "", "platform", "-", 0) { Incidents = IncidentViews.ForOperators(_parts.Core, _parts.Configuration.Operators) });

    /// <summary>Takes a record.</summary>
    /// <param name="pending">The record.</param>
    /// <param name="step">The way into the core, which is at the time of the record already.</param>
    public void Take(PendingCommand pending, Func<IncidentRecord, uint, StepResult> step)
    {
        IncidentRequest request = pending.Command.Incident!;
        uint uid = pending.Command.Uid;
        IncidentFile? file = FileOf(request);
        IncidentRecord? record = RecordOf(request, pending.Command.Reason, uid, file, out string message);
        bool accepted = false;
        if (record is not null)
        {
            accepted = step(record, uid) == StepResult.Done;
            message = accepted ? Taken(record, file!) : IncidentRefusalText.Of(_parts.Core.Incidents.Refusal, record, file);
        }

        Note(request, uid, accepted, message);
        string mode = ModeText.Of(_parts.Core.State.Safety.ModeOf(Topology.Platform), _parts.Core.State.Safety.StageOf(Topology.Platform));
        _answer(pending, new OperatorReply(accepted, message, "platform", mode, accepted ? (long)_parts.Journal.Appended.Sequence : 0));
    }

    private IncidentFile? FileOf(IncidentRequest request)
    {
        IncidentRegister register = _parts.Core.State.Register;
        return request.Incident is { } number ? register.Find(number)
            : register.Open ?? (register.Files.Length > 0 ? register.Files[^1] : null);
    }

    private IncidentRecord? RecordOf(IncidentRequest request, string text, uint uid, IncidentFile? file, out string problem)
    {
        if (file is null && request.Incident is null)
        {
            problem = "there is no incident on file, so there is nothing to record";
            return null;
        }

        ProtocolStep step = request.Step is not null && DmmProtocol.TryParse(request.Step, out ProtocolStep named) ? named : ProtocolStep.None;
        problem = "";
        if (PersonOf(request.Author!, uid, ref problem) is not { } person || RoleOf(person, request.Role, step, file, ref problem) is not { } role)
        {
            return null;
        }

        return new IncidentRecord
        {
            Kind = KindOf(request.Kind!),
            Incident = file?.Number ?? request.Incident!.Value,
            Step = step,
            Role = role,
            Author = person.Name,
            Text = text,
            Document = request.Document?.ToLowerInvariant() ?? "",
            Users = request.Users ?? -1,
            Exposure = AmountOf(request.ExposureUsd),
            Loss = AmountOf(request.LossUsd),
        };
    }

    private Operator? PersonOf(string name, uint uid, ref string problem)
    {
        IReadOnlyList<Operator> people = _parts.Configuration.Operators;
        List<string> names = [];
        foreach (Operator person in people)
        {
            names.Add(person.Name);
            if (person.Name != name)
            {
                continue;
            }

            if (person.Uid is { } bound && bound != uid)
            {
                problem = $"{name} records as user id {bound} (operators[].uid), and this is user id {uid}: {name} has to do it, as that user";
                return null;
            }

            return person;
        }

        string near = NearestName.Of(name, names) is { } meant ? $"did you mean {meant}? " : "";
        problem = names.Count == 0
            ? "no operator is configured, so nobody can record: add them under operators (name, roles, public_key from `basisd keygen`) and restart; "
                + "the incident outlasts a restart"
            : $"there is no operator '{name}': {near}configured are {string.Join(", ", names)}";
        return null;
    }

    // Left out, the role is the one of the author's that fits; where several do, the author says which.
    private static OperatorRoles? RoleOf(Operator person, string? word, ProtocolStep step, IncidentFile? file, ref string problem)
    {
        OperatorRoles held = OperatorRoles.None;
        foreach (string role in person.Roles)
        {
            held |= RoleNames.TryParse(role, out OperatorRoles one) ? one : OperatorRoles.None;
        }

        if (word is not null)
        {
            bool known = RoleNames.TryParse(word, out OperatorRoles named) && named != OperatorRoles.System;
            problem = !known ? $"there is no role '{word}': operations-lead, engineering, risk, finance, operations"
                : held.HasFlag(named) ? "" : $"{person.Name} does not hold the role {word} but {RoleNames.Of(held)} (operators[].roles)";
            return problem.Length == 0 ? named : null;
        }

        OperatorRoles fitting = held;
        if (step != ProtocolStep.None && DmmProtocol.RolesOf(step) != OperatorRoles.System)
        {
            OperatorRoles awaited = file is null ? DmmProtocol.RolesOf(step) : ProtocolWords.Awaited(file, step);
            fitting = (held & awaited) != OperatorRoles.None ? held & awaited : held & DmmProtocol.RolesOf(step);
            if (fitting == OperatorRoles.None)
            {
                string roles = ProtocolWords.Named(DmmProtocol.RolesOf(step));
                problem = $"{ProtocolWords.NameOf(step)} is recorded by {roles}; {person.Name} is {ProtocolWords.Named(held)}";
                return null;
            }
        }

        if (BitOperations.PopCount((uint)fitting) != 1)
        {
            string choices = RoleNames.Of(fitting).Replace(", ", "|", StringComparison.Ordinal);
            problem = $"{person.Name} is {RoleNames.Of(fitting)}: say in which role, --role {choices}";
            return null;
        }

        return fitting;
    }

    private static string Taken(IncidentRecord record, IncidentFile file)
    {
        string where = $"incident {file.Number}";
        string document = record.Document.Length == 0 ? "" : $", document {record.Document[..12]}…";
        if (record.Kind != IncidentRecordKind.Step)
        {
            return $"{where}: {IncidentFields.WordOf(record.Kind)} recorded by {record.Author} ({RoleNames.Of(record.Role)}){document}";
        }

        string done = file.StepAt(record.Step) != 0 ? "is complete" : $"is recorded by {RoleNames.Of(record.Role)}";
        return $"{where}: {ProtocolWords.NameOf(record.Step)} {done}{document}; {ProtocolWords.Next(file)}";
    }

    private static IncidentRecordKind KindOf(string word) => word switch
    {
        "step" => IncidentRecordKind.Step,
        "note" => IncidentRecordKind.Note,
        "impact" => IncidentRecordKind.Figures,
        "notification" => IncidentRecordKind.Notice,
        "report" => IncidentRecordKind.Report,
        _ => IncidentRecordKind.Disclosure,
    };

    private static long AmountOf(string? text) => text is not null && AmountText.TryParse(text, out long amount) ? amount : -1;

    private void Note(IncidentRequest request, uint uid, bool accepted, string message)
    {
        string what = request.Kind == "step" ? $"step {request.Step}" : request.Kind!;
        string author = request.Author!;
        string outcome = accepted ? message : $"refused: {message}";
        _parts.Log.Post(log => log.Of(LogEvents.OperatorAct).ForContext("Scope", "platform").Warning(
            "operator {Author} (uid {Uid}) records {Record}: {Outcome}", author, uid, what, outcome));
    }
}
