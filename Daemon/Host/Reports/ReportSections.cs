using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using Basisd.Host.Audit;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Host.Reports;

/// <summary>The sections that several documents about an incident share, as blocks. They say what the report holds and add nothing.</summary>
internal static class ReportSections
{
    /// <summary>Most events that a document lists; JSON has them all.</summary>
    public const int MaxEvents = 1_000;

    private const int MaxListed = 200;

    /// <summary>What stands at the head of every document.</summary>
    public static IEnumerable<ReportBlock> State(IncidentReport report)
    {
        IncidentFile file = report.File;
        if (report.Damage.Length > 0)
        {
            yield return ReportBlock.Of(
                ReportBlockKind.Warning, $"the journal is damaged; this was made of what is intact before the damage. {report.Damage}");
        }

        if (file.IsOpen)
        {
            string asOf = $"{AuditTime.Iso(report.AsOf)}, entry {report.Head.Sequence}";
            yield return ReportBlock.Of(ReportBlockKind.Warning, $"the incident is open. This is its state as of {asOf}.");
        }

        if (report.LeftOut > 0)
        {
            yield return ReportBlock.Of(
                ReportBlockKind.Warning, $"{report.LeftOut} entries of the incident are too many to be shown; the excerpt states them as gaps.");
        }
    }

    /// <summary>Number, severity, times.</summary>
    public static ReportBlock Facts(IncidentReport report)
    {
        IncidentFile file = report.File;
        List<string[]> rows =
        [
            ["severity", $"{Severity(file.Severity)}, {Meaning(file.Severity)}"],
            ["opened", AuditTime.Iso(file.OpenedAt)],
            ["every scope normal again", file.IsOpen ? "not yet" : AuditTime.Iso(file.ClosedAt)],
            ["duration", DurationText.Of(report.DurationNs) + (file.IsOpen ? " so far" : string.Empty)],
            ["Defensive Maintenance Mode", file.Epoch == 0 && !ReachedDmm(report) ? "not entered" : $"entered, episode {Math.Max(1, file.Epoch)}"],
        ];
        return ReportBlock.Of(ReportBlockKind.Facts, rows);
    }

    /// <summary>The causes with what was measured.</summary>
    public static IEnumerable<ReportBlock> Detections(IncidentReport report)
    {
        yield return ReportBlock.Heading(3, "Detection");
        if (report.Detections.Count == 0)
        {
            yield return ReportBlock.Of(ReportBlockKind.Text, "No cause is on record.");
            yield break;
        }

        Detection first = report.Detections[0];
        yield return ReportBlock.Of(
            ReportBlockKind.Text,
            $"First detected {AuditTime.Iso(first.At)} by {first.Trigger} on {first.Scope} (entry {first.Sequence}).");
        List<string[]> rows = [["time, UTC", "scope", "trigger", "severity", "quantity", "measured", "limit", "window"]];
        foreach (Detection one in report.Detections.Take(MaxListed))
        {
            string window = one.WindowNs == 0 ? "-" : DurationText.Of(one.WindowNs);
            rows.Add([AuditTime.Short(one.At), one.Scope, one.Trigger, Severity(one.Severity), one.Quantity, one.Measured, one.Limit, window]);
        }

        yield return ReportBlock.Of(ReportBlockKind.Table, rows);
        foreach (ReportBlock more in More(report.Detections.Count, MaxListed, "causes"))
        {
            yield return more;
        }
    }

    /// <summary>The timeline.</summary>
    public static IEnumerable<ReportBlock> Timeline(IncidentReport report, bool isShort)
    {
        TimelineEvent[] events = [.. report.Timeline.Where(e => !isShort || e.IsMilestone)];
        string[][] rows = [.. events.Take(MaxEvents).Select(e => (string[])
            [AuditTime.Short(e.At), e.Phase.ToString().ToLowerInvariant(), $"{e.Sequence}", e.Text])];
        yield return ReportBlock.Of(ReportBlockKind.Timeline, rows);
        foreach (ReportBlock more in More(events.Length, MaxEvents, "events"))
        {
            yield return more;
        }
    }

    /// <summary>The commands to the engine.</summary>
    public static IEnumerable<ReportBlock> Commands(IncidentReport report)
    {
        yield return ReportBlock.Heading(3, "Containment");
        if (report.Commands.Count == 0)
        {
            yield return ReportBlock.Of(ReportBlockKind.Text, "No command was issued; the gate alone contained it.");
            yield break;
        }

        List<string[]> rows = [["command", "order", "issued", "answered", "missed", "effect"]];
        foreach (ReportedCommand one in report.Commands.Take(MaxListed))
        {
            string word = one.IsRefused ? "refused" : "acknowledged";
            string answer = one.AnsweredAt == 0 ? "not yet" : $"{word} {Behind(one.AnsweredAt, one.IssuedAt)}";
            string effect = one.SettledAt == 0 ? "not found yet" : $"{one.Finding} {Behind(one.SettledAt, one.IssuedAt)}";
            rows.Add([$"{one.Id}", one.Order, one.IssuedAt == 0 ? "earlier" : AuditTime.Short(one.IssuedAt), answer, $"{one.Misses}", effect]);
        }

        yield return ReportBlock.Of(ReportBlockKind.Table, rows);
        foreach (ReportBlock more in More(report.Commands.Count, MaxListed, "commands"))
        {
            yield return more;
        }
    }

    /// <summary>The scopes with their modes and durations.</summary>
    public static IEnumerable<ReportBlock> Scopes(IncidentReport report)
    {
        if (report.Scopes.Count == 0)
        {
            yield break;
        }

        yield return new ReportBlock
        {
            Kind = ReportBlockKind.Ribbons,
            Scopes = report.Scopes,
            Span = (report.File.OpenedAt, Math.Max(report.Until, report.File.OpenedAt)),
        };
        List<string[]> rows = [["scope", "strictest mode", "protected", "new risk refused", "withdrawals held", "rewards paused", "now"]];
        foreach (ScopeImpact scope in report.Scopes)
        {
            rows.Add([
                scope.Name, ModeText.Of(scope.Worst), DurationText.Of(scope.ProtectedNs), DurationText.Of(scope.OpenDeniedNs),
                DurationText.Of(scope.WithdrawHeldNs), DurationText.Of(scope.AccrueDeniedNs), ModeText.Of(scope.Now.Mode, scope.Now.Stage)]);
        }

        yield return ReportBlock.Of(ReportBlockKind.Table, rows);
        yield return ReportBlock.Of(
            ReportBlockKind.Text,
            "Durations follow the permission table for each scope by itself. The platform's row held for every scope while it lasted.");
    }

    /// <summary>What users read.</summary>
    public static IEnumerable<ReportBlock> Banners(IncidentReport report)
    {
        yield return ReportBlock.Heading(3, "What users saw");
        string[][] rows = [.. report.Banners.Take(MaxListed).Select(b => (string[])
            [AuditTime.Short(b.From), b.To > b.From ? DurationText.Of(b.To - b.From) : "-", b.Text])];
        yield return rows.Length == 0
            ? ReportBlock.Of(ReportBlockKind.Text, "The banner did not change.")
            : ReportBlock.Of(ReportBlockKind.Table, [["from, UTC", "for", "banner in Stake, Assets, Support and Account"], .. rows]);
    }

    /// <summary>Users, exposure, loss.</summary>
    public static ReportBlock Figures(IncidentFile file) => ReportBlock.Of(ReportBlockKind.Facts,
    [
        ["users affected", file.Users < 0 ? "not recorded" : $"{file.Users}"],
        ["assets exposed, USD", file.Exposure < 0 ? "not recorded" : AmountText.Format(file.Exposure)],
        ["loss realized, USD", file.Loss < 0 ? "not recorded" : AmountText.Format(file.Loss)],
    ]);

    /// <summary>Records of people, with their texts.</summary>
    public static IEnumerable<ReportBlock> Records(IEnumerable<ReportedRecord> records, bool withAuthor)
    {
        foreach (ReportedRecord one in records)
        {
            string role = RoleNames.Of(one.Record.Role);
            string who = withAuthor && one.Author != RedactionRules.Mark ? $"{one.Author} ({role})" : role;
            yield return ReportBlock.Of(ReportBlockKind.Text, $"{AuditTime.Iso(one.Record.At)}, {who}, entry {one.Sequence}:");
            yield return ReportBlock.Of(ReportBlockKind.Quote, one.Text.Length == 0 ? "(no text)" : one.Text);
        }
    }

    /// <summary>The deadlines.</summary>
    public static ReportBlock Deadlines(IncidentReport report)
    {
        List<string[]> rows = [["deadline", "due", "done", "result", "margin"]];
        IncidentFile file = report.File;
        for (IncidentDeadline deadline = IncidentDeadline.Response; deadline <= IncidentDeadline.Disclosure; deadline++)
        {
            long due = file.DueAt(deadline);
            long met = file.MetAt(deadline);
            if (due != 0)
            {
                string margin = met == 0 ? "-" : DurationText.Of(due - met);
                rows.Add([
                    IncidentDeadlines.WordOf(deadline), AuditTime.Iso(due), met == 0 ? "not yet" : AuditTime.Iso(met),
                    ResultOf(file, deadline, report.AsOf), margin]);
            }
        }

        return ReportBlock.Of(ReportBlockKind.Table, rows);
    }

    /// <summary><c>met</c>, <c>missed</c> or <c>running</c>.</summary>
    public static string ResultOf(IncidentFile file, IncidentDeadline deadline, long asOf)
    {
        long met = file.MetAt(deadline);
        bool isLate = file.IsMissed(deadline) || (met == 0 ? asOf >= file.DueAt(deadline) : met > file.DueAt(deadline));
        return isLate ? "missed" : met != 0 ? "met" : "running";
    }

    /// <summary>What the excerpt shows and how it is verified.</summary>
    public static IEnumerable<ReportBlock> Excerpt(IncidentReport report, bool withFrames)
    {
        ExcerptFinding found = ExcerptCheck.Alone(report.Excerpt, null);
        byte[] bytes = ExcerptJson.Write(report.Excerpt);
        yield return ReportBlock.Heading(2, "Audit trail excerpts");
        yield return ReportBlock.Of(
            ReportBlockKind.Text,
            "Entries that are shown whole form runs whose hash chain anyone can compute again. What a redaction rule keeps back, or belongs to other "
            + "matters, is a gap, stated with the hashes on both sides. Words about hidden entries are not proven.");
        yield return ReportBlock.Of(ReportBlockKind.Facts,
        [
            ["journal", report.Journal.ToString()],
            ["entries shown", $"{found.Shown}"],
            ["entries hidden", $"{found.Hidden}, gaps: {found.Gaps}"],
            ["redaction rules", report.Rules.ToString()],
            ["signed statements", $"{report.Excerpt.Statements.Count}"],
            ["SHA-256 of the excerpt's file", Convert.ToHexStringLower(SHA256.HashData(bytes))],
        ]);
        yield return ReportBlock.Of(ReportBlockKind.Command, "basisd journal verify --excerpt EXCERPT --key HEAD.PUB");
        List<string[]> parts = [["entries", "shown", "hash before", "hash after"]];
        foreach (ExcerptPart part in report.Excerpt.Parts.Take(MaxListed))
        {
            string range = part.First == part.Last ? $"{part.First}" : $"{part.First} to {part.Last}";
            parts.Add([range, part.IsShown ? "yes" : "hidden", part.Before.ToString(), part.After.ToString()]);
        }

        yield return ReportBlock.Of(ReportBlockKind.Table, parts);
        List<string[]> frames = [["entry", "kind", "proof", "says"]];
        foreach ((ExcerptPart part, ExcerptFrame frame) in report.Excerpt.Parts.SelectMany(p => p.Frames.Select(f => (p, f))).Take(MaxListed))
        {
            frames.Add([$"{frame.Sequence}", KindNames.Of(frame.Kind), part.IsShown ? "in the chain" : "not proven", frame.Said]);
        }

        if (withFrames)
        {
            yield return ReportBlock.Of(ReportBlockKind.Table, frames);
            foreach (ReportBlock more in More(report.Excerpt.Parts.Sum(p => p.Frames.Count), MaxListed, "entries; the excerpt's file has them"))
            {
                yield return more;
            }
        }
    }

    /// <summary><c>P1</c> to <c>P4</c>.</summary>
    public static string Severity(Severity severity) => $"P{(int)severity}";

    /// <summary>What a severity means (seed: incident-response.md, "Incident classification").</summary>
    public static string Meaning(Severity severity) => severity switch
    {
        Safety.Severity.Critical => "critical: asset integrity at immediate risk or core platform inoperable",
        Safety.Severity.High => "high: material degradation",
        Safety.Severity.Medium => "medium: partial degradation with isolated impact",
        _ => "low: an alert with no direct asset risk",
    };

    private static bool ReachedDmm(IncidentReport report) => report.Scopes.Any(s => s.Worst == Mode.Dmm);

    private static string Behind(long at, long begun) => begun == 0 ? AuditTime.Short(at) : $"after {DurationText.Of(at - begun)}";

    private static IEnumerable<ReportBlock> More(int count, int listed, string what)
    {
        if (count > listed)
        {
            yield return ReportBlock.Of(ReportBlockKind.Text, $"And {count - listed} more {what}.");
        }
    }
}
