using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Audit;
using Basisd.Incidents;

namespace Basisd.Host.Reports;

/// <summary>
/// The incident report as blocks, in the order that the seed lists (incident-response.md, "Post-incident reporting"): timeline, root cause, impact,
/// remediation, audit trail.
/// </summary>
public static class ReportOutline
{
    /// <summary>The report's blocks.</summary>
    public static IReadOnlyList<ReportBlock> Of(IncidentReport report) =>
    [
        ReportBlock.Heading(1, TitleOf(report)),
        .. ReportSections.State(report),
        ReportSections.Facts(report),
        ReportBlock.Heading(2, "Timeline"),
        .. ReportSections.Detections(report),
        .. ReportSections.Commands(report),
        .. Recovery(report),
        ReportBlock.Heading(3, "All events"),
        .. ReportSections.Timeline(report, isShort: false),
        .. RootCause(report),
        .. Impact(report),
        .. Remediation(report),
        .. Protocol(report),
        ReportBlock.Heading(2, "Deadlines"),
        ReportSections.Deadlines(report),
        .. Approvals(report),
        .. Reconciliation(report),
        .. ReportSections.Excerpt(report, withFrames: true),
    ];

    /// <summary>The report's title.</summary>
    public static string TitleOf(IncidentReport report) =>
        $"Incident {report.Number}, {ReportSections.Severity(report.File.Severity)}{(report.File.IsOpen ? " (open)" : string.Empty)}";

    /// <summary>The line at the end of every document.</summary>
    public static string FooterOf(IncidentReport report) =>
        $"Made from journal {report.Journal}, entry {report.Head.Sequence}, chain hash {report.Head.Hash}; redaction: {report.Rules}";

    /// <summary>The root cause: documents, analyses, who recorded them.</summary>
    public static IEnumerable<ReportBlock> RootCause(IncidentReport report)
    {
        yield return ReportBlock.Heading(2, "Root cause");
        IEnumerable<ReportedRecord> analyses = StepsOf(report, ProtocolStep.RootCause);
        if (report.Detections.Count > 0)
        {
            Detection first = report.Detections[0];
            string measured = first.Measured == "-" ? first.Quantity : $"measured {first.Measured}, limit {first.Limit}";
            yield return ReportBlock.Of(
                ReportBlockKind.Text, $"Source: {Source(first.Trigger)} ({first.Trigger} on {first.Scope}, {measured}).");
        }

        yield return ReportBlock.Of(ReportBlockKind.Facts,
        [
            ["root cause document, SHA-256", report.File.RootCause.Length == 0 ? "none is recorded" : report.File.RootCause],
        ]);
        foreach (ReportBlock block in ReportSections.Records(analyses, withAuthor: true))
        {
            yield return block;
        }

        if (!analyses.Any())
        {
            yield return ReportBlock.Of(ReportBlockKind.Text, "No analysis is recorded.");
        }
    }

    /// <summary>Records of a step.</summary>
    internal static IEnumerable<ReportedRecord> StepsOf(IncidentReport report, ProtocolStep step) =>
        report.Records.Where(r => r.Record.Kind == IncidentRecordKind.Step && r.Record.Step == step);

    /// <summary>System, venue or market, as the seed asks.</summary>
    internal static string Source(string trigger) => trigger.Split('.')[0] switch
    {
        "market" => "market",
        "venue" => "venue",
        "asset" => "market (asset)",
        "internal" => "system",
        "operator" => "stated by an operator",
        "systemic" => "systemic",
        _ => "unknown",
    };

    private static IEnumerable<ReportBlock> Recovery(IncidentReport report)
    {
        yield return ReportBlock.Heading(3, "Recovery checkpoints");
        string[][] rows = [.. report.Timeline
            .Where(e => e.Phase == TimelinePhase.Recovery && e.Kind is "safety" or "transition" or "approval" or "incident")
            .Take(ReportSections.MaxEvents)
            .Select(e => (string[])[AuditTime.Short(e.At), $"{e.Sequence}", e.Text])];
        yield return rows.Length == 0
            ? ReportBlock.Of(ReportBlockKind.Text, "Recovery has not begun.")
            : ReportBlock.Of(ReportBlockKind.Table, [["time, UTC", "entry", "checkpoint"], .. rows]);
    }

    private static IEnumerable<ReportBlock> Impact(IncidentReport report) =>
    [
        ReportBlock.Heading(2, "Impact"),
        ReportSections.Figures(report.File),
        .. ReportSections.Records(
            StepsOf(report, ProtocolStep.Impact).Concat(report.Records.Where(r => r.Record.Kind == IncidentRecordKind.Figures && r.Text.Length > 0)),
            withAuthor: true),
        ReportBlock.Heading(3, "Scopes and modes"),
        .. ReportSections.Scopes(report),
        .. ReportSections.Banners(report),
    ];

    private static IEnumerable<ReportBlock> Remediation(IncidentReport report)
    {
        yield return ReportBlock.Heading(2, "Remediation");
        ReportedRecord[] plans = [.. StepsOf(report, ProtocolStep.Plan)];
        ReportedRecord[] notes = [.. report.Records.Where(r => r.Record.Kind == IncidentRecordKind.Note)];
        yield return ReportBlock.Of(ReportBlockKind.Text, plans.Length == 0 ? "No recovery plan is recorded." : "Resolution and recovery plan:");
        foreach (ReportBlock block in ReportSections.Records(plans, withAuthor: true))
        {
            yield return block;
        }

        if (notes.Length > 0)
        {
            yield return ReportBlock.Heading(3, "Notes");
            foreach (ReportBlock block in ReportSections.Records(notes, withAuthor: true))
            {
                yield return block;
            }
        }
    }

    private static IEnumerable<ReportBlock> Protocol(IncidentReport report)
    {
        if (report.File.Epoch == 0)
        {
            yield break;
        }

        yield return ReportBlock.Heading(2, "DMM protocol");
        List<string[]> rows = [["step", "responsible", "complete", "recorded by", "document"]];
        for (ProtocolStep step = ProtocolStep.FullHalt; step <= ProtocolStep.Approval; step++)
        {
            long at = report.File.StepAt(step);
            ReportedRecord[] records = [.. StepsOf(report, step).Where(r => r.Record.Epoch == report.File.Epoch)];
            string by = string.Join(", ", records.Select(r => $"{r.Author} ({RoleNames.Of(r.Record.Role)})"));
            IEnumerable<string> documents = records.Select(r => r.Record.Document).Where(d => d.Length > 0);
            string document = string.Join(", ", documents.Distinct(System.StringComparer.Ordinal));
            rows.Add([
                $"{(int)step} {DmmProtocol.WordOf(step)}", DmmProtocol.ResponsibleFor(step), at == 0 ? "no" : AuditTime.Iso(at),
                by.Length == 0 ? "-" : by, document.Length == 0 ? "-" : document]);
        }

        yield return ReportBlock.Of(ReportBlockKind.Table, rows);
    }

    private static IEnumerable<ReportBlock> Approvals(IncidentReport report)
    {
        if (report.Approvals.Count == 0)
        {
            yield break;
        }

        yield return ReportBlock.Heading(2, "Approvals");
        List<string[]> rows = [["time, UTC", "entry", "result", "signer", "verdict", "reason"]];
        foreach (ReportedApproval one in report.Approvals)
        {
            string result = one.IsAccepted ? "accepted" : "refused";
            rows.Add([AuditTime.Short(one.At), $"{one.Sequence}", result, "-", "-", one.Outcome]);
            foreach ((string signer, string verdict, string reason) in one.Signatures)
            {
                rows.Add([AuditTime.Short(one.At), $"{one.Sequence}", result, signer, verdict == "none" ? "counts" : verdict, reason]);
            }
        }

        yield return ReportBlock.Of(ReportBlockKind.Table, rows);
    }

    private static IEnumerable<ReportBlock> Reconciliation(IncidentReport report)
    {
        ReconciliationReport ledger = report.Reconciliation;
        yield return ReportBlock.Heading(2, "Reconciliation");
        yield return ReportBlock.Of(ReportBlockKind.Facts,
        [
            ["entries", $"{ledger.Entries.First} to {ledger.Entries.Last}"],
            ["differences", $"{ledger.Differences.Count}, open at the end: {ledger.Open}"],
            .. ledger.Events.Select(e => (string[])[report.Mask.Apply(e.Key), $"{e.Value}"]),
        ]);
        foreach (ReportBlock block in ReconciliationTemplate.Accounts(report))
        {
            yield return block;
        }
    }
}
