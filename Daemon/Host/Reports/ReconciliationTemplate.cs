using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Audit;
using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Host.Reports;

/// <summary>
/// The reconciliation report that is due 48 hours after a P1 or P2 (SPEC 10): accounts, differences and how each ended, with the places where a
/// person must write. A draft: publishing it is recorded by <c>basisd incident</c>.
/// </summary>
public static class ReconciliationTemplate
{
    /// <summary>The document's blocks.</summary>
    public static IReadOnlyList<ReportBlock> Of(IncidentReport report)
    {
        ReconciliationReport ledger = report.Reconciliation;
        long due = report.File.DueAt(IncidentDeadline.Report);
        return
        [
            ReportBlock.Heading(1, $"Reconciliation report, incident {report.Number} (draft)"),
            .. ReportSections.State(report),
            ReportSections.Facts(report),
            ReportBlock.Of(ReportBlockKind.Facts,
            [
                ["due", due == 0 ? "not due: the incident was neither P1 nor P2" : AuditTime.Iso(due)],
                ["journal entries", $"{ledger.Entries.First} to {ledger.Entries.Last}"],
                ["chain hash of the last", ledger.Head.Length == 0 ? "-" : ledger.Head],
            ]),
            ReportBlock.Heading(2, "Result"),
            ReportBlock.Of(
                ReportBlockKind.Text,
                ledger.Open == 0
                    ? $"Our records and the venues' agree: {ledger.Differences.Count} differences were opened and none is open."
                    : $"{ledger.Open} of {ledger.Differences.Count} differences are open."),
            ReportBlock.Of(ReportBlockKind.Placeholder, "what the differences mean for users' balances, and who is made whole and how"),
            ReportBlock.Heading(2, "Accounts"),
            .. Accounts(report),
            ReportBlock.Heading(2, "Differences"),
            .. Differences(report),
            ReportBlock.Heading(2, "Events that were reconciled"),
            ledger.Events.Count == 0
                ? ReportBlock.Of(ReportBlockKind.Text, "None.")
                : ReportBlock.Of(ReportBlockKind.Facts, [.. ledger.Events.Select(e => (string[])[report.Mask.Apply(e.Key), $"{e.Value}"])]),
            ReportBlock.Heading(2, "Sign-off"),
            ReportBlock.Of(ReportBlockKind.Placeholder, "prepared by (finance): name, date"),
            ReportBlock.Of(ReportBlockKind.Placeholder, "reviewed by (risk): name, date"),
            .. ReportSections.Excerpt(report, withFrames: false),
        ];
    }

    /// <summary>The accounts as a table.</summary>
    internal static IEnumerable<ReportBlock> Accounts(IncidentReport report)
    {
        ReconciliationReport ledger = report.Reconciliation;
        if (ledger.Accounts.Count == 0)
        {
            yield return ReportBlock.Of(ReportBlockKind.Text, "No venue listed anything in the time of the incident.");
            yield break;
        }

        List<string[]> rows =
            [["account", "baseline", "fills", "fees", "funding", "transfers", "explained", "expected", "venue's", "difference"]];
        foreach (ReportedAccount one in ledger.Accounts)
        {
            bool isComplete = one.HasBaseline && one.HasFound;
            string name = one.Account < 0 ? $"{ledger.Names.Venue(one.Venue)}: {LedgerNames.Unconfigured}" : ledger.Names.Account(one.Account);
            rows.Add([
                report.Mask.Apply(name), one.HasBaseline ? Amount(one.Baseline) : "-", Amount(one.Fills), Amount(-one.Fees), Amount(one.Funding),
                Amount(one.Transfers), Amount(one.Explained), isComplete ? Amount(one.Expected) : "-", one.HasFound ? Amount(one.Found) : "-",
                isComplete ? Amount(one.Found - one.Expected) : "-"]);
        }

        yield return ReportBlock.Of(ReportBlockKind.Table, rows);
        yield return ReportBlock.Of(
            ReportBlockKind.Text, "An account without a baseline in this time shows what happened to it, not what it held.");
    }

    private static IEnumerable<ReportBlock> Differences(IncidentReport report)
    {
        if (report.Reconciliation.Differences.Count == 0)
        {
            yield return ReportBlock.Of(ReportBlockKind.Text, "None.");
            yield break;
        }

        List<string[]> rows = [["difference", "opened", "ended", "entries", "explanation"]];
        foreach (ReportedDifference one in report.Reconciliation.Differences)
        {
            bool isOpen = one.Ended == 0;
            string words = one.Words.Length == 0 ? "-" : report.Rules.Notes ? RedactionRules.Mark : report.Mask.Apply(one.Words);
            rows.Add([
                report.Mask.Apply(DifferenceText.Of(one.Difference, report.Reconciliation.Names)), AuditTime.Iso(one.Opened),
                isOpen ? "open" : $"{AuditTime.Iso(one.Ended)}, {DifferenceText.Meaning(one.Why)}",
                isOpen ? $"{one.OpenedBy}" : $"{one.OpenedBy}, {one.EndedBy}", words]);
        }

        yield return ReportBlock.Of(ReportBlockKind.Table, rows);
    }

    // 128 bits in 1e-8, in full.
    private static string Amount(Int128 value)
    {
        UInt128 size = (UInt128)Int128.Abs(value);
        UInt128 scale = (UInt128)FixedPoint.Scale;
        return $"{(value < 0 ? "-" : string.Empty)}{size / scale}.{(ulong)(size % scale):D8}";
    }
}
