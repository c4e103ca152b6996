using System.Text.Json;
using Basisd.Host.Audit;
using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Host.Webhook;

/// <summary>Makes messages of notices. The same notice gives the same bytes in every life of the node.</summary>
/// <param name="topology">The names.</param>
/// <param name="node">Name of the node.</param>
/// <param name="journal">Identity of its journal.</param>
internal sealed class NoticeWriter(Topology topology, string node, string journal)
{
    /// <summary>Kind of a message that tests the way.</summary>
    public const string Test = "test";

    /// <summary>The message of a notice.</summary>
    public WebhookMessage Of(in Notice notice)
    {
        string id = $"{journal}-{notice.Id}";
        bool known = TriggerNames.IsKnown((byte)notice.Trigger);
        return Written(new NoticeBody(id, notice.Id, journal, node, NoticeFields.Of(notice.Kind), notice.At, AuditTime.Iso(notice.At))
        {
            Incident = notice.Incident == 0 ? null : notice.Incident,
            Severity = notice.Incident == 0 ? null : $"P{(int)notice.Severity}",
            Scope = notice.IsMode ? topology.Scopes[notice.Scope].Name : null,
            From = notice.IsMode ? ModeText.Of(notice.From) : null,
            To = notice.IsMode ? ModeText.Of(notice.To) : null,
            Trigger = notice.IsMode && known ? TriggerNames.NameOf(notice.Trigger) : null,
            Deadline = notice.Kind == NoticeKind.DeadlineMissed ? IncidentDeadlines.WordOf((IncidentDeadline)notice.Detail) : null,
        });
    }

    /// <summary>A message that tells nothing but that it arrived.</summary>
    /// <param name="at">Now, Unix nanoseconds; it makes the id.</param>
    public WebhookMessage OfTest(long at) => Written(new NoticeBody($"{journal}-test-{at}", 0, journal, node, Test, at, AuditTime.Iso(at)));

    private static WebhookMessage Written(NoticeBody body) =>
        new(body.Number, body.Id, JsonSerializer.SerializeToUtf8Bytes(body, WebhookJson.Default.NoticeBody));
}
