using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Basisd.Host.Audit;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary>
/// One incident for people who work on it: what latched, what is due when, which step is next and what exactly to type. What others have written is
/// shown as text whatever it holds: it must never drive the terminal.
/// </summary>
internal sealed class IncidentText(IncidentsReply reply, bool color)
{
    private const int MostRecords = 10;
    private const string Red = "\u001b[31m";
    private const string Yellow = "\u001b[33m";
    private const string Green = "\u001b[32m";
    private const string Plain = "\u001b[0m";

    /// <summary>The whole text.</summary>
    public string Render(IncidentDetail detail)
    {
        IncidentStatus incident = detail.Status;
        bool open = incident.State == "open";
        StringBuilder text = new();
        string lasted = Lasted.Text(Math.Max(0, (incident.ClosedAt ?? reply.CoreTime) - incident.OpenedAt));
        text.Append($"incident {incident.Number}: {Painted(incident.Severity, incident.Severity == "P1" ? Red : Yellow)}, ");
        text.Append(open
            ? $"{Painted("open", Yellow)} since {At(incident.OpenedAt)} UTC, for {lasted}\n"
            : $"{Painted("closed", Green)}, {At(incident.OpenedAt)} to {At(incident.ClosedAt!.Value)} UTC, {lasted}\n");
        text.Append(open ? Causes() : string.Empty);
        Deadlines(text, incident);
        Steps(text, detail);
        Figures(text, detail);
        Records(text, detail);
        Next(text, detail);
        return text.ToString();
    }

    private static string At(long ns) => IncidentTable.Second(ns);

    // The daemon refuses control characters; what a journal of another making holds is shown with a mark in their place.
    private static string Safe(string text) => string.Create(text.Length, text, static (to, from) =>
    {
        for (int i = 0; i < from.Length; i++)
        {
            bool drives = char.IsControl(from[i]) || char.GetUnicodeCategory(from[i]) is System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator;
            to[i] = drives ? '\ufffd' : from[i];
        }
    });

    private static string Roles(IEnumerable<string> roles) => string.Join(" and ", roles);

    private string Causes()
    {
        StringBuilder text = new("\ncauses\n");
        foreach (CauseStatusView cause in reply.Causes)
        {
            bool isStated = cause.ThresholdText is "" or "-";
            string values = isStated ? string.Empty : $", {cause.MeasuredText}, limit {cause.ThresholdText}";
            text.Append($"  P{cause.Severity} {cause.Trigger} on {cause.Scope}, {cause.Status} since {At(cause.LatchedAt)}{values}\n");
        }

        return reply.Causes.Count == 0 ? "\nevery cause has cleared; scopes recover\n" : text.ToString();
    }

    private void Deadlines(StringBuilder text, IncidentStatus incident)
    {
        text.Append($"\n{"deadline",-14}  {"due (UTC)",-19}  state\n");
        foreach (DeadlineStatus deadline in incident.Deadlines)
        {
            long late = (deadline.MetAt ?? reply.CoreTime) - deadline.DueAt;
            bool missed = deadline.State == "missed" || (deadline.MetAt is null && late >= 0);
            string state = (deadline.MetAt, missed) switch
            {
                ({ } met, false) => Painted($"met after {Lasted.Text(met - incident.OpenedAt)}", Green),
                ({ }, true) => Painted($"missed, done {Lasted.Text(Math.Max(0, late))} late", Red),
                (null, true) => Painted($"overdue by {Lasted.Text(late)}", Red),
                _ => $"{Lasted.Text(-late)} left",
            };
            text.Append($"{deadline.Name,-14}  {At(deadline.DueAt)}  {state}\n");
        }
    }

    private void Steps(StringBuilder text, IncidentDetail detail)
    {
        if (detail.Status.Steps.Count == 0)
        {
            text.Append("\nthe incident has not come to DMM: there are no steps\n");
            return;
        }

        text.Append($"\n{"step",-16}  {"by",-20}  {"state",-19}  recorded by\n");
        foreach (ProtocolStepStatus step in detail.Status.Steps)
        {
            string state = step.At is { } at ? At(at) : step.State == "next" ? "next" : "-";
            string padding = new(' ', Math.Max(0, 19 - state.Length));
            state = step.At is not null ? Painted(state, Green) : step.State == "next" ? Painted(state, Yellow) : state;
            string line = $"{$"{step.Number} {step.Name}",-16}  {step.Responsible,-20}  {state}{padding}  {Authors(detail, step)}";
            text.Append(line.TrimEnd()).Append('\n');
        }
    }

    private static string Authors(IncidentDetail detail, ProtocolStepStatus step)
    {
        List<string> names = [];
        foreach (IncidentRecordView record in detail.Records)
        {
            bool counts = record.Step == step.Name && record.DmmEpoch == detail.Status.DmmEpoch
                && (record.Document is null || step.Name != "root_cause" || record.Document == detail.RootCause);
            if (counts)
            {
                names.Add(record.Role == "system" ? "the node" : $"{Safe(record.Author)} ({record.Role})");
            }
        }

        if (names.Count == 0 && step.At is not null)
        {
            return "in the journal";
        }

        return step.State == "next" && names.Count > 0 ? $"{string.Join(", ", names)}; {Roles(detail.Awaits)} missing" : string.Join(", ", names);
    }

    private static void Figures(StringBuilder text, IncidentDetail detail)
    {
        static string Usd(string? amount) => amount is null ? "not said" : $"{amount} USD";
        bool some = detail.Users is not null || detail.ExposureUsd is not null || detail.LossUsd is not null;
        text.Append(detail.RootCause.Length > 0 ? $"\nroot cause  document {detail.RootCause}\n" : "\n");
        text.Append($"impact      {(some
            ? $"users {detail.Users?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "not said"}, exposed {Usd(detail.ExposureUsd)}, "
                + $"lost {Usd(detail.LossUsd)}"
            : "nobody has said")}\n");
    }

    private static void Records(StringBuilder text, IncidentDetail detail)
    {
        long all = detail.Records.Count + detail.OlderRecords;
        int shown = Math.Min(MostRecords, detail.Records.Count);
        text.Append(all == 0 ? "\nnothing is recorded yet\n" : $"\nrecords{(shown < all ? $", the latest {shown} of {all}" : string.Empty)}\n");
        foreach (IncidentRecordView record in detail.Records.Skip(detail.Records.Count - shown))
        {
            string what = record.Kind switch
            {
                "step" => $"step {record.Step}",
                "missed" => $"missed {record.Deadline}",
                _ => record.Kind,
            };
            string who = record.Role == "system" ? "the node" : $"{Safe(record.Author)} ({record.Role}), uid {record.Uid}";
            List<string> parts = [];
            parts.AddRange(record.Users is { } users ? [$"users {users}"] : []);
            parts.AddRange(record.ExposureUsd is { } exposure ? [$"exposed {exposure} USD"] : []);
            parts.AddRange(record.LossUsd is { } loss ? [$"lost {loss} USD"] : []);
            parts.AddRange(record.Document is { } document ? [$"document {document[..12]}…"] : []);
            parts.AddRange(record.Text.Length > 0 ? [Safe(record.Text)] : []);
            text.Append($"  {At(record.At)}  {what,-19}  {who}{(parts.Count > 0 ? ": " : string.Empty)}{string.Join("; ", parts)}\n");
        }
    }

    private void Next(StringBuilder text, IncidentDetail detail)
    {
        IncidentStatus incident = detail.Status;
        if (IncidentTable.NextStep(incident) is { } step)
        {
            text.Append(step.Name == "approval"
                ? "\nnext: step 8 approval, the signed resumption\n  basisd resume plan\n"
                : detail.Awaits.Count == 0 ? $"\nnext: step {step.Number} {step.Name}, which the node records by itself\n"
                : $"\nnext: step {step.Number} {step.Name}, one record by {Roles(detail.Awaits)}\n");
            foreach (string role in detail.Awaits)
            {
                Type(text, role, name => ProtocolWords.CommandOf(step.Name, name, role));
            }
        }

        foreach (DeadlineStatus deadline in incident.Deadlines.Where(d => d.MetAt is null))
        {
            string? verb = deadline.Name switch
            {
                "notification" when incident.State == "open" => "notify",
                "report" => "publish report",
                "disclosure" => "publish disclosure",
                _ => null,
            };
            string number = incident.State == "open" ? string.Empty : $" --incident {incident.Number}";
            if (verb is not null)
            {
                text.Append($"to do: {deadline.Name}, as soon as it is done\n");
                string what = verb == "notify" ? "--text \"…\"" : "--document FILE";
                text.Append($"  basisd incident {verb}{number} --author {Someone()} {what}\n");
            }
        }
    }

    private void Type(StringBuilder text, string role, Func<string, string> line)
    {
        string[] names = [.. reply.Operators.Where(o => o.Roles.Contains(role, StringComparer.Ordinal)).Select(o => o.Name)];
        if (names.Length == 0)
        {
            text.Append($"  nobody holds the role {role}: add an operator with it under operators and restart; the incident outlasts a restart\n");
            return;
        }

        string others = names.Length > 1 ? $"  # or {Safe(string.Join(", ", names.Skip(1)))}" : string.Empty;
        text.Append($"  {line(Safe(names[0]))}{others}\n");
    }

    private string Someone() => reply.Operators.Count > 0 ? ProtocolWords.Quoted(Safe(reply.Operators[0].Name)) : "NAME";

    private string Painted(string text, string paint) => color ? paint + text + Plain : text;
}
