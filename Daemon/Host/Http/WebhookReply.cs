using System.Collections.Generic;

namespace Basisd.Host.Http;

/// <summary>The outbox as operators see it.</summary>
/// <param name="Status">How the sending stands.</param>
/// <param name="Notices">What is pending, oldest first.</param>
public sealed record WebhookReply(WebhookStatus Status, IReadOnlyList<NoticeView> Notices);
