using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Basisd.Host.Audit;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Host.Reports;

/// <summary>
/// A report as JSON for programs, in a versioned form (docs/incident-report.md). Times are UTC texts with nine digits, durations 64-bit nanoseconds,
/// amounts decimal texts: nothing is rounded. A reader must expect members that it does not know.
/// </summary>
public static class ReportJson
{
    /// <summary>Version of the form.</summary>
    public const int Version = 1;

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>The report's text.</summary>
    public static string Render(IncidentReport report)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Options))
        {
            json.WriteStartObject();
            Head(json, report);
            Times(json, report);
            Scopes(json, report);
            People(json, report);
            Deadlines(json, report);
            Excerpt(json, report);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void Head(Utf8JsonWriter json, IncidentReport report)
    {
        IncidentFile file = report.File;
        json.WriteString("format", "basisd incident report");
        json.WriteNumber("version", Version);
        json.WriteNumber("incident", report.Number);
        json.WriteString("severity", ReportSections.Severity(file.Severity));
        json.WriteString("state", file.IsOpen ? "open" : "closed");
        json.WriteString("opened", AuditTime.Iso(file.OpenedAt));
        Time(json, "closed", file.ClosedAt);
        json.WriteNumber("duration_ns", report.DurationNs);
        json.WriteNumber("dmm_epoch", file.Epoch);
        json.WriteString("as_of", AuditTime.Iso(report.AsOf));
        json.WriteString("journal", report.Journal.ToString());
        json.WriteNumber("head_sequence", report.Head.Sequence);
        json.WriteString("head_hash", report.Head.Hash.ToString());
        json.WriteString("redaction", report.Rules.ToString());
        json.WriteString("damage", report.Damage);
        json.WriteNumber("left_out", report.LeftOut);
    }

    private static void Times(Utf8JsonWriter json, IncidentReport report)
    {
        List(json, "detections", report.Detections, one =>
        {
            json.WriteString("at", AuditTime.Iso(one.At));
            json.WriteNumber("entry", one.Sequence);
            json.WriteString("scope", one.Scope);
            json.WriteString("trigger", one.Trigger);
            json.WriteString("severity", ReportSections.Severity(one.Severity));
            json.WriteString("quantity", one.Quantity);
            json.WriteString("measured", one.Measured);
            json.WriteString("limit", one.Limit);
            json.WriteNumber("window_ns", one.WindowNs);
        });
        List(json, "timeline", report.Timeline, one =>
        {
            json.WriteString("at", AuditTime.Iso(one.At));
            json.WriteNumber("entry", one.Sequence);
            json.WriteString("phase", one.Phase.ToString().ToLowerInvariant());
            json.WriteString("kind", one.Kind);
            json.WriteBoolean("milestone", one.IsMilestone);
            json.WriteString("text", one.Text);
        });
        List(json, "commands", report.Commands, one =>
        {
            json.WriteNumber("command", one.Id);
            json.WriteString("order", one.Order);
            Time(json, "issued", one.IssuedAt);
            Time(json, "answered", one.AnsweredAt);
            json.WriteBoolean("refused", one.IsRefused);
            json.WriteNumber("misses", one.Misses);
            Time(json, "settled", one.SettledAt);
            json.WriteString("finding", one.Finding);
        });
    }

    private static void Scopes(Utf8JsonWriter json, IncidentReport report)
    {
        List(json, "scopes", report.Scopes, one =>
        {
            json.WriteString("scope", one.Name);
            json.WriteString("worst", ModeText.Of(one.Worst));
            json.WriteNumber("protected_ns", one.ProtectedNs);
            json.WriteNumber("open_denied_ns", one.OpenDeniedNs);
            json.WriteNumber("withdraw_held_ns", one.WithdrawHeldNs);
            json.WriteNumber("accrue_denied_ns", one.AccrueDeniedNs);
            json.WriteString("now", ModeText.Of(one.Now.Mode, one.Now.Stage));
            List(json, "modes", one.Spans, span =>
            {
                json.WriteString("from", AuditTime.Iso(span.From));
                json.WriteString("to", AuditTime.Iso(span.To));
                json.WriteString("mode", ModeText.Of(span.Mode));
                json.WriteNumber("stage", span.Stage);
            });
        });
        List(json, "banners", report.Banners, one =>
        {
            json.WriteString("from", AuditTime.Iso(one.From));
            json.WriteString("to", AuditTime.Iso(one.To));
            json.WriteString("text", one.Text);
        });
    }

    private static void People(Utf8JsonWriter json, IncidentReport report)
    {
        IncidentFile file = report.File;
        json.WriteString("root_cause_document", file.RootCause);
        Number(json, "users_affected", file.Users);
        Amount(json, "exposure_usd", file.Exposure);
        Amount(json, "loss_usd", file.Loss);
        List(json, "records", report.Records, one =>
        {
            json.WriteString("at", AuditTime.Iso(one.Record.At));
            json.WriteNumber("entry", one.Sequence);
            json.WriteString("record", IncidentFields.WordOf(one.Record.Kind));
            json.WriteString("step", DmmProtocol.WordOf(one.Record.Step));
            json.WriteString("deadline", IncidentDeadlines.WordOf(one.Record.Deadline));
            json.WriteString("author", one.Author);
            json.WriteString("role", RoleNames.Of(one.Record.Role));
            json.WriteString("document", one.Record.Document);
            json.WriteBoolean("internal", one.IsInternal);
            json.WriteString("text", one.Text);
        });
        json.WriteStartArray("steps");
        for (ProtocolStep step = ProtocolStep.FullHalt; file.Epoch != 0 && step <= ProtocolStep.Approval; step++)
        {
            json.WriteStartObject();
            json.WriteNumber("number", (int)step);
            json.WriteString("step", DmmProtocol.WordOf(step));
            json.WriteString("responsible", DmmProtocol.ResponsibleFor(step));
            Time(json, "complete", file.StepAt(step));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        List(json, "approvals", report.Approvals, one =>
        {
            json.WriteString("at", AuditTime.Iso(one.At));
            json.WriteNumber("entry", one.Sequence);
            json.WriteBoolean("accepted", one.IsAccepted);
            json.WriteString("outcome", one.Outcome);
            List(json, "signatures", one.Signatures, signature =>
            {
                json.WriteString("signer", signature.Signer);
                json.WriteString("verdict", signature.Verdict);
                json.WriteString("reason", signature.Reason);
            });
        });
    }

    private static void Deadlines(Utf8JsonWriter json, IncidentReport report)
    {
        IncidentFile file = report.File;
        json.WriteStartArray("deadlines");
        for (IncidentDeadline deadline = IncidentDeadline.Response; deadline <= IncidentDeadline.Disclosure; deadline++)
        {
            long due = file.DueAt(deadline);
            if (due != 0)
            {
                json.WriteStartObject();
                json.WriteString("deadline", IncidentDeadlines.WordOf(deadline));
                json.WriteString("due", AuditTime.Iso(due));
                Time(json, "done", file.MetAt(deadline));
                json.WriteString("result", ReportSections.ResultOf(file, deadline, report.AsOf));
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        ReconciliationReport ledger = report.Reconciliation;
        json.WriteStartObject("reconciliation");
        json.WriteNumber("first_entry", ledger.Entries.First);
        json.WriteNumber("last_entry", ledger.Entries.Last);
        json.WriteNumber("differences", ledger.Differences.Count);
        json.WriteNumber("open", ledger.Open);
        json.WriteStartObject("records");
        foreach ((string what, long count) in ledger.Events)
        {
            json.WriteNumber(report.Mask.Apply(what), count);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Excerpt(Utf8JsonWriter json, IncidentReport report)
    {
        ExcerptFinding found = ExcerptCheck.Alone(report.Excerpt, null);
        json.WriteStartObject("excerpt");
        json.WriteNumber("shown", found.Shown);
        json.WriteNumber("hidden", found.Hidden);
        json.WriteNumber("gaps", found.Gaps);
        json.WriteNumber("statements", report.Excerpt.Statements.Count);
        json.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(ExcerptJson.Write(report.Excerpt))));
        List(json, "parts", report.Excerpt.Parts, part =>
        {
            json.WriteNumber("first", part.First);
            json.WriteNumber("last", part.Last);
            json.WriteBoolean("shown", part.IsShown);
            json.WriteString("before", part.Before.ToString());
            json.WriteString("after", part.After.ToString());
        });
        json.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Time(Utf8JsonWriter json, string name, long at)
    {
        if (at == 0)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, AuditTime.Iso(at));
        }
    }

    private static void Number(Utf8JsonWriter json, string name, long value)
    {
        if (value < 0)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteNumber(name, value);
        }
    }

    private static void Amount(Utf8JsonWriter json, string name, long value)
    {
        if (value < 0)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, AmountText.Format(value));
        }
    }
}
