using System.Collections.Generic;
using Basisd.Host.Audit;
using Basisd.Incidents;
using Basisd.Journal;

namespace Basisd.Host.Reports;

/// <summary>
/// Everything that the journal says about one incident (SPEC 10; seed: incident-response.md, "Post-incident reporting"), redacted by its rules. It
/// concludes nothing that is not in an entry; the same journal and the same rules give the same report.
/// </summary>
public sealed class IncidentReport
{
    /// <summary>Number of the incident.</summary>
    public required long Number { get; init; }

    /// <summary>Severity, deadlines, steps and figures as the node's own rules give them.</summary>
    public required IncidentFile File { get; init; }

    /// <summary>Core time up to which the journal was read, Unix nanoseconds.</summary>
    public required long AsOf { get; init; }

    /// <summary>The journal.</summary>
    public required JournalId Journal { get; init; }

    /// <summary>The last entry that was read.</summary>
    public required JournalHead Head { get; init; }

    /// <summary>The rules.</summary>
    public required RedactionRules Rules { get; init; }

    /// <summary>The excerpt.</summary>
    public required Excerpt Excerpt { get; init; }

    /// <summary>Reconciliation in the time of the incident.</summary>
    public required ReconciliationReport Reconciliation { get; init; }

    /// <summary>Puts neutral words in the place of names.</summary>
    public required NameMask Mask { get; init; }

    /// <summary>What is wrong with the journal, where the report was made despite it; empty for nothing.</summary>
    public required string Damage { get; init; }

    /// <summary>Entries of the incident that were too many to be kept.</summary>
    public required ulong LeftOut { get; init; }

    /// <summary>What happened, in order.</summary>
    public required IReadOnlyList<TimelineEvent> Timeline { get; init; }

    /// <summary>Its causes, in the order in which they were latched; the first one opened it.</summary>
    public required IReadOnlyList<Detection> Detections { get; init; }

    /// <summary>Scopes that left NORMAL, in their order.</summary>
    public required IReadOnlyList<ScopeImpact> Scopes { get; init; }

    /// <summary>What users read.</summary>
    public required IReadOnlyList<BannerSpan> Banners { get; init; }

    /// <summary>Commands.</summary>
    public required IReadOnlyList<ReportedCommand> Commands { get; init; }

    /// <summary>Approvals, accepted and refused.</summary>
    public required IReadOnlyList<ReportedApproval> Approvals { get; init; }

    /// <summary>Records of people and of the node.</summary>
    public required IReadOnlyList<ReportedRecord> Records { get; init; }

    /// <summary>When it was over, or the time up to which the journal was read.</summary>
    public long Until => File.IsOpen ? AsOf : File.ClosedAt;

    /// <summary>How long it lasted, nanoseconds.</summary>
    public long DurationNs => Until - File.OpenedAt;
}
