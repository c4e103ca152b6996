using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Audit;
using Basisd.Incidents;

namespace Basisd.Host.Reports;

/// <summary>
/// The public disclosure that is due 72 hours after a P1 or P2 (SPEC 10), as a draft. It must never hold a name of a person, a venue or a machine,
/// nor a text that is internal; where only a person can write it says so.
/// </summary>
public static class DisclosureTemplate
{
    /// <summary>The document's blocks.</summary>
    /// <exception cref="System.ArgumentException">The report shows what the public must not see.</exception>
    /// <param name="report">A report under rules that cover <see cref="RedactionRules.Public"/>.</param>
    public static IReadOnlyList<ReportBlock> Of(IncidentReport report)
    {
        if (!report.Rules.CoversPublic)
        {
            throw new System.ArgumentException("a disclosure is made under rules that cover the public ones", nameof(report));
        }

        long due = report.File.DueAt(IncidentDeadline.Disclosure);
        string deadline = due == 0 ? "No disclosure is due: the incident was neither P1 nor P2."
            : $"To be published by {AuditTime.Iso(due)}. Remove the marked places before.";
        return
        [
            ReportBlock.Heading(1, $"Public incident disclosure, incident {report.Number} (draft)"),
            ReportBlock.Of(ReportBlockKind.Warning, deadline),
            .. ReportSections.State(report),
            ReportBlock.Heading(2, "Summary"),
            ReportBlock.Of(ReportBlockKind.Placeholder, "two or three sentences: what happened, whether assets were at risk, whether it is over"),
            ReportSections.Facts(report),
            ReportBlock.Heading(2, "Timeline"),
            .. ReportSections.Timeline(report, isShort: true),
            ReportBlock.Heading(2, "Root cause"),
            .. Cause(report),
            ReportBlock.Heading(2, "Impact"),
            ReportSections.Figures(report.File),
            .. Missing(report),
            .. ReportSections.Records(Open(report, ProtocolStep.Impact), withAuthor: false),
            .. ReportSections.Scopes(report),
            .. ReportSections.Banners(report),
            ReportBlock.Of(ReportBlockKind.Text, "Balances were visible throughout. Fees were not changed."),
            ReportBlock.Heading(2, "Remediation"),
            .. ReportSections.Records(Open(report, ProtocolStep.Plan), withAuthor: false),
            ReportBlock.Of(ReportBlockKind.Placeholder, "changes of rules, infrastructure and controls, each with its date"),
            .. ReportSections.Excerpt(report, withFrames: false),
            ReportBlock.Heading(2, "Contact"),
            ReportBlock.Of(ReportBlockKind.Placeholder, "where users ask, and where security researchers report"),
        ];
    }

    private static IEnumerable<ReportBlock> Cause(IncidentReport report)
    {
        if (report.Detections.Count > 0)
        {
            Detection first = report.Detections[0];
            string how = first.Measured == "-" ? "stated by an operator" : "detected automatically";
            yield return ReportBlock.Of(
                ReportBlockKind.Text, $"Source: {ReportOutline.Source(first.Trigger)}. It was {how} at {AuditTime.Iso(first.At)}.");
        }

        foreach (ReportBlock block in ReportSections.Records(Open(report, ProtocolStep.RootCause), withAuthor: false))
        {
            yield return block;
        }

        yield return ReportBlock.Of(
            ReportBlockKind.Placeholder, "the cause in words for users; check the texts above, which are those of the analysis");
    }

    private static IEnumerable<ReportBlock> Missing(IncidentReport report)
    {
        if (report.File.Users < 0 || report.File.Exposure < 0 || report.File.Loss < 0)
        {
            yield return ReportBlock.Of(
                ReportBlockKind.Placeholder, "figures that are not recorded; record them with the incident so that the next draft has them");
        }
    }

    private static IEnumerable<ReportedRecord> Open(IncidentReport report, ProtocolStep step) =>
        ReportOutline.StepsOf(report, step).Where(r => !r.IsInternal && r.Text.Length > 0 && r.Text != RedactionRules.Mark);
}
