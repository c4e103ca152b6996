using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Basisd.Host.Audit;
using Basisd.Host.Http;
using Basisd.Host.Logging;
using Basisd.Host.Webhook;
using Basisd.Incidents;
using Basisd.Linux;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// The loop's side of the webhook: offers the oldest notice once it is durable, shows what is pending, answers operators. It never waits for a
/// receiver, and it sends nothing itself.
/// </summary>
internal sealed class WebhookDesk
{
    /// <summary>Tests that may be under way; more are refused.</summary>
    public const int MaxTests = 4;

    private const long QuietNs = FixedPoint.Minute;

    private readonly NodeParts _parts;
    private readonly NoticeOutbox _outbox;
    private readonly Action<PendingCommand, OperatorReply> _answer;
    private readonly List<(PendingCommand Pending, Task<WebhookResult> Result)> _tests = new(MaxTests);
    private long _durable;
    private long _awaited;
    private ulong _awaitedIn;
    private long _offered;
    private long _droppedSaid;
    private long _saidAt;

    /// <summary>Creates the desk; what a replay rebuilt is durable.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="answer">Answers an operator.</param>
    public WebhookDesk(NodeParts parts, Action<PendingCommand, OperatorReply> answer)
    {
        _parts = parts;
        _outbox = parts.Core.State.Notices;
        _answer = answer;
        _durable = _outbox.LastId;
        _droppedSaid = _outbox.Dropped;
    }

    /// <summary>Takes the number of a notice that was delivered.</summary>
    public bool TryTakeDelivered(out long number)
    {
        number = 0;
        return _parts.Webhook is { } webhook && webhook.TryTakeDelivered(out number);
    }

    /// <summary>Offers the oldest notice when it is durable, and answers tests that have ended. Once per round of the loop.</summary>
    public void Look(ulong committed)
    {
        Answer();
        if (_outbox.LastId > _durable && _awaited == 0)
        {
            _awaited = _outbox.LastId;
            _awaitedIn = _parts.Journal.Appended.Sequence;
        }

        if (_awaited != 0 && committed >= _awaitedIn)
        {
            _durable = _awaited;
            _awaited = 0;
        }

        if (_parts.Webhook is { } webhook && _outbox.Count > 0 && _outbox[0].Id <= _durable && _outbox[0].Id != _offered)
        {
            _offered = _outbox[0].Id;
            webhook.Offer(_outbox[0]);
        }

        SayDropped();
    }

    /// <summary>Takes an operator's question, or a test.</summary>
    public void Take(PendingCommand pending)
    {
        if (pending.Command.Act == OperatorAct.Webhook)
        {
            WebhookStatus status = StatusOf(_parts) ?? new WebhookStatus("", 0, 0, 0, 0, 0, "", 0);
            _answer(pending, new OperatorReply(true, "", "platform", "-", 0) { Webhook = new WebhookReply(status, Notices()) });
        }
        else if (_parts.Webhook is null)
        {
            _answer(pending, new OperatorReply(false, "no webhook is configured: name a receiver in webhook.url", "platform", "-", 0));
        }
        else if (_tests.Count == MaxTests)
        {
            _answer(pending, new OperatorReply(false, $"{MaxTests} tests are under way already; try again", "platform", "-", 0));
        }
        else
        {
            WebhookSending webhook = _parts.Webhook;
            _tests.Add((pending, Task.Run(webhook.TestAsync)));
        }
    }

    /// <summary>How the webhook stands; null where there is none and nothing is pending.</summary>
    public static WebhookStatus? StatusOf(NodeParts parts)
    {
        NoticeOutbox outbox = parts.Core.State.Notices;
        if (parts.Webhook is null && outbox.Count == 0)
        {
            return null;
        }

        WebhookState state = parts.Webhook?.State ?? new WebhookState(0, "", 0);
        return new WebhookStatus(
            parts.Webhook?.Shown ?? "", outbox.Count, outbox.Count == 0 ? 0 : outbox[0].At, outbox.Delivered, outbox.Dropped, state.Failures,
            state.Problem, state.RetryAt);
    }

    /// <summary>Sets the gauges.</summary>
    public static void SetMetrics(NodeParts parts)
    {
        NoticeOutbox outbox = parts.Core.State.Notices;
        Metrics.WebhookMetrics metrics = parts.Metrics.Webhook;
        metrics.Pending.Set(outbox.Count);
        metrics.Oldest.Set(outbox.Count == 0 ? 0 : outbox[0].At);
        metrics.Delivered.Set(outbox.Delivered);
        metrics.Dropped.Set(outbox.Dropped);
    }

    private List<NoticeView> Notices()
    {
        List<NoticeView> notices = new(_outbox.Count);
        for (int i = 0; i < _outbox.Count; i++)
        {
            Notice notice = _outbox[i];
            string scope = _parts.Core.Topology.Scopes[notice.Scope].Name;
            notices.Add(new NoticeView(notice.Id, notice.At, NoticeFields.Of(notice.Kind), NoticeFields.Of(notice, scope)));
        }

        return notices;
    }

    private void Answer()
    {
        for (int i = _tests.Count - 1; i >= 0; i--)
        {
            (PendingCommand pending, Task<WebhookResult> test) = _tests[i];
            if (!test.IsCompleted)
            {
                continue;
            }

            _tests.RemoveAt(i);
            WebhookResult result = test.GetAwaiter().GetResult();
            string took = EvidenceText.Seconds(result.LatencyNs);
            string message = result.Outcome == WebhookOutcome.Delivered
                ? $"{_parts.Webhook!.Shown} took the test notice after {took}"
                : $"{_parts.Webhook!.Shown} did not take the test notice ({result.Outcome}, after {took}): {result.Detail}";
            _answer(pending, new OperatorReply(result.Outcome == WebhookOutcome.Delivered, message, "platform", "-", 0));
        }
    }

    private void SayDropped()
    {
        long dropped = _outbox.Dropped - _droppedSaid;
        long now = dropped > 0 ? BootClock.NowNs() : 0;
        if (dropped > 0 && (_saidAt == 0 || now - _saidAt >= QuietNs))
        {
            _saidAt = now;
            _droppedSaid = _outbox.Dropped;
            _parts.Log.Post(log => log.Of(LogEvents.WebhookDropped).Error(
                "{Dropped} notices were dropped undelivered: more than {Capacity} were pending", dropped, NoticeOutbox.Capacity));
        }
    }
}
