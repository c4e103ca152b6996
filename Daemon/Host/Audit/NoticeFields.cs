using System.Collections.Generic;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>The entries of the outbox in words. What it does not know stays a number; it leaves nothing out.</summary>
internal readonly struct NoticeFields(EntryNames names, List<AuditField> fields)
{
    /// <summary>Word for a kind, as notices carry it.</summary>
    public static string Of(NoticeKind kind) => kind switch
    {
        NoticeKind.IncidentOpened => "incident_opened",
        NoticeKind.IncidentRaised => "incident_raised",
        NoticeKind.IncidentClosed => "incident_closed",
        NoticeKind.PlatformMode => "platform_mode",
        NoticeKind.ScopeMode => "scope_mode",
        NoticeKind.DeadlineMissed => "deadline_missed",
        _ => $"notice_kind_{(int)kind}",
    };

    /// <summary>What a notice tells, in a few words.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="scope">Name of its scope.</param>
    public static string Of(in Notice notice, string scope) => notice.Kind switch
    {
        NoticeKind.IncidentOpened => $"incident {notice.Incident} opened, P{(int)notice.Severity}",
        NoticeKind.IncidentRaised => $"incident {notice.Incident} raised to P{(int)notice.Severity}",
        NoticeKind.IncidentClosed => $"incident {notice.Incident} closed",
        NoticeKind.PlatformMode or NoticeKind.ScopeMode => $"{scope} {ModeText.Of(notice.From)} → {ModeText.Of(notice.To)}",
        NoticeKind.DeadlineMissed => $"incident {notice.Incident}: deadline for {IncidentDeadlines.WordOf((IncidentDeadline)notice.Detail)} missed",
        _ => Of(notice.Kind),
    };

    /// <summary>Describes one entry up to its end.</summary>
    /// <exception cref="CanonicalFormatException">The bytes end too early, or are of another version.</exception>
    public string Describe(EntryKind kind, ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        long at = reader.I64();
        Text("at", AuditTime.Iso(at));
        if (kind == EntryKind.NoticeSettled)
        {
            long id = reader.I64();
            NoticeEnd end = (NoticeEnd)reader.U8();
            string word = end switch { NoticeEnd.Delivered => "delivered", NoticeEnd.Dropped => "dropped", _ => $"end_{(int)end}" };
            Number("notice", id);
            Text("end", word);
            return end == NoticeEnd.Dropped ? $"notice {id} was dropped undelivered: the outbox was full" : $"notice {id} {word}";
        }

        Notice notice = NoticeOutbox.Read(ref reader, at);
        Number("notice", notice.Id);
        Text("tells", Of(notice.Kind));
        Number("incident", notice.Incident);
        Text("severity", $"P{(int)notice.Severity}");
        Text("scope", names.Scope(notice.Scope));
        Number("scope_index", notice.Scope);
        if (notice.IsMode)
        {
            Text("from", ModeText.Of(notice.From));
            Text("to", ModeText.Of(notice.To));
            Text("trigger", TriggerNames.IsKnown((byte)notice.Trigger) ? TriggerNames.NameOf(notice.Trigger) : $"trigger {(int)notice.Trigger}");
        }

        if (notice.Detail != 0)
        {
            Number("detail", notice.Detail);
        }

        return $"notice {notice.Id} queued: {Of(notice, names.Scope(notice.Scope))}";
    }

    private void Text(string name, string value) => fields.Add(new AuditField(name, value, 0));

    private void Number(string name, long value) => fields.Add(new AuditField(name, null, value));
}
