using System;
using System.IO;
using System.Text;
using System.Text.Json;
using Basisd.Safety;
using Basisd.Venues;

namespace Basisd.Host.Audit;

/// <summary>A reconciliation report as Markdown for people and as JSON for programs. The same journal gives the same bytes.</summary>
public static class ReconciliationReportText
{
    /// <summary>The report as Markdown.</summary>
    public static string Markdown(ReconciliationReport report)
    {
        StringBuilder text = new();
        text.Append(report.Incident is { } incident ? $"# Reconciliation, incident {incident}\n\n" : "# Reconciliation\n\n");
        text.Append($"- time: {AuditTime.Iso(report.From)} to {AuditTime.Iso(report.To)}\n");
        text.Append($"- journal entries: {report.Entries.First} to {report.Entries.Last}, chain hash of the last {report.Head}\n");
        text.Append($"- differences: {report.Differences.Count}, open at the end: {report.Open}\n");
        foreach ((string what, long count) in report.Events)
        {
            text.Append($"- {what}: {count}\n");
        }

        text.Append("\n## Accounts\n\n| account | baseline | fills | fees | funding | transfers | explained | expected | venue's | difference |\n");
        text.Append("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (ReportedAccount account in report.Accounts)
        {
            text.Append($"| {Name(report, account)} | {(account.HasBaseline ? Amount(account.Baseline) : "-")} | {Amount(account.Fills)} ");
            text.Append($"| {Amount(-account.Fees)} | {Amount(account.Funding)} | {Amount(account.Transfers)} | {Amount(account.Explained)} ");
            text.Append(IsComplete(account)
                ? $"| {Amount(account.Expected)} | {Amount(account.Found)} | {Amount(account.Found - account.Expected)} |\n"
                : $"| - | {(account.HasFound ? Amount(account.Found) : "-")} | - |\n");
        }

        text.Append("\nAn account without a baseline in this time shows what happened to it, not what it held.\n\n## Differences\n\n");
        text.Append(report.Differences.Count == 0 ? "None.\n" : string.Empty);
        int number = 0;
        foreach (ReportedDifference one in report.Differences)
        {
            text.Append($"{++number}. {Plain(DifferenceText.Of(one.Difference, report.Names))}\n");
            text.Append($"   - opened {AuditTime.Iso(one.Opened)} (entry {one.OpenedBy})\n");
            text.Append(one.Ended == 0
                ? "   - open\n" : $"   - {DifferenceText.Meaning(one.Why)}, {AuditTime.Iso(one.Ended)} (entry {one.EndedBy})\n");
            text.Append(one.Words.Length > 0 ? $"   - {Plain(one.Words)}\n" : string.Empty);
        }

        return text.ToString();
    }

    /// <summary>The report as JSON.</summary>
    public static string Json(ReconciliationReport report)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            if (report.Incident is { } incident)
            {
                json.WriteNumber("incident", incident);
            }

            json.WriteString("from", AuditTime.Iso(report.From));
            json.WriteString("to", AuditTime.Iso(report.To));
            json.WriteNumber("first_entry", report.Entries.First);
            json.WriteNumber("last_entry", report.Entries.Last);
            json.WriteString("hash", report.Head);
            json.WriteNumber("open", report.Open);
            json.WriteStartObject("records");
            foreach ((string what, long count) in report.Events)
            {
                json.WriteNumber(what, count);
            }

            json.WriteEndObject();
            Accounts(json, report);
            Differences(json, report);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void Accounts(Utf8JsonWriter json, ReconciliationReport report)
    {
        json.WriteStartArray("accounts");
        foreach (ReportedAccount account in report.Accounts)
        {
            json.WriteStartObject();
            json.WriteString("account", Name(report, account));
            if (account.HasBaseline)
            {
                json.WriteString("baseline", Amount(account.Baseline));
            }

            json.WriteString("fills", Amount(account.Fills));
            json.WriteString("fees", Amount(-account.Fees));
            json.WriteString("funding", Amount(account.Funding));
            json.WriteString("transfers", Amount(account.Transfers));
            json.WriteString("explained", Amount(account.Explained));
            if (IsComplete(account))
            {
                json.WriteString("expected", Amount(account.Expected));
                json.WriteString("found", Amount(account.Found));
                json.WriteString("difference", Amount(account.Found - account.Expected));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Differences(Utf8JsonWriter json, ReconciliationReport report)
    {
        json.WriteStartArray("differences");
        foreach (ReportedDifference one in report.Differences)
        {
            json.WriteStartObject();
            json.WriteString("kind", DifferenceText.WordOf(one.Difference.Kind));
            json.WriteString("venue", report.Names.Venue(one.Difference.Venue));
            json.WriteString("subject", report.Names.Subject(one.Difference));
            json.WriteNumber("order", one.Difference.OrderId);
            json.WriteNumber("id", one.Difference.Id);
            json.WriteString("amount", Amount(one.Difference.Amount));
            json.WriteString("text", DifferenceText.Of(one.Difference, report.Names));
            json.WriteString("opened", AuditTime.Iso(one.Opened));
            json.WriteNumber("opened_by", one.OpenedBy);
            if (one.Ended != 0)
            {
                json.WriteString("ended", AuditTime.Iso(one.Ended));
                json.WriteNumber("ended_by", one.EndedBy);
                json.WriteString("why", DifferenceText.WordOf(one.Why));
            }

            if (one.Words.Length > 0)
            {
                json.WriteString("words", one.Words);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool IsComplete(ReportedAccount account) => account.HasBaseline && account.HasFound;

    private static string Name(ReconciliationReport report, ReportedAccount account) => account.Account < 0
        ? $"{LedgerNames.Unconfigured}@{report.Names.Venue(account.Venue)}" : report.Names.Account(account.Account);

    private static string Amount(Int128 amount) => EvidenceText.Amount(LedgerAmounts.Clamp(amount));

    // An operator's words are another person's bytes: nothing of them may become markup or reach a terminal's controls.
    private static string Plain(string words)
    {
        StringBuilder plain = new(words.Length);
        foreach (char c in words)
        {
            plain.Append(char.IsControl(c) ? ' ' : c is '<' or '>' or '|' or '`' ? '\'' : c);
        }

        return plain.ToString();
    }
}
