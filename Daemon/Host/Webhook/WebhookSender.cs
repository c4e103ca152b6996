using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Host.Webhook;

/// <summary>
/// Sends one notice at a time, in order and until it is delivered, on the pool's threads. The loop offers the oldest notice that is durable and takes
/// back what was delivered; neither ever waits for the other. It holds one message and forgets it: what is pending is in the journal.
/// </summary>
internal sealed class WebhookSender
{
    private readonly Func<WebhookMessage, CancellationToken, Task<WebhookResult>> _send;
    private readonly Func<long, CancellationToken, Task> _pause;
    private readonly IWebhookReport _report;
    private readonly Action _wake;
    private readonly Lock _sync = new();
    private readonly Queue<long> _delivered = new();
    private TaskCompletionSource _news = NewNews();
    private WebhookMessage? _offered;
    private CancellationTokenSource? _pausing;
    private long _last;

    /// <summary>Creates the sender; nothing runs yet.</summary>
    /// <param name="send">Delivers a message once.</param>
    /// <param name="pause">Waits for so many nanoseconds.</param>
    /// <param name="report">Hears of every attempt.</param>
    /// <param name="wake">Wakes the loop; any thread.</param>
    public WebhookSender(
        Func<WebhookMessage, CancellationToken, Task<WebhookResult>> send, Func<long, CancellationToken, Task> pause, IWebhookReport report,
        Action wake)
    {
        _send = send;
        _pause = pause;
        _report = report;
        _wake = wake;
    }

    /// <summary>Says what is to be sent next, instead of what was offered before; the loop alone. What is under way is not interrupted.</summary>
    public void Offer(WebhookMessage message)
    {
        lock (_sync)
        {
            _offered = message;
            _news.TrySetResult();
        }
    }

    /// <summary>Takes the number of a notice that was delivered; the loop alone.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryTakeDelivered(out long number)
    {
        lock (_sync)
        {
            return _delivered.TryDequeue(out number);
        }
    }

    /// <summary>Tries again now what waits for its next attempt; any thread.</summary>
    public void Hurry()
    {
        lock (_sync)
        {
            _pausing?.Cancel();
        }
    }

    /// <summary>Sends until it is told to stop; throws only on a bug.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Task sending = SendAllAsync(stop);
        await Task.WhenAny(sending).ConfigureAwait(false);

        // What was under way when it was told to stop is sent again by the next life of the node, under the same id.
        if (!(sending.IsCanceled && stop.IsCancellationRequested))
        {
            await sending.ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewNews() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task SendAllAsync(CancellationToken stop)
    {
        int failures = 0;
        while (true)
        {
            WebhookMessage message = await NextAsync(stop).ConfigureAwait(false);
            WebhookResult result = await _send(message, stop).ConfigureAwait(false);
            if (result.Outcome == WebhookOutcome.Delivered)
            {
                _report.Ended(message, result, failures, 0);
                failures = 0;
                Done(message);
                continue;
            }

            failures++;
            long wait = WebhookBackoff.After(failures, result);
            _report.Ended(message, result, failures - 1, wait);
            await PauseAsync(wait, stop).ConfigureAwait(false);
        }
    }

    private async Task<WebhookMessage> NextAsync(CancellationToken stop)
    {
        while (true)
        {
            Task news;
            lock (_sync)
            {
                if (_offered is { } message && message.Number > _last)
                {
                    return message;
                }

                _news = _news.Task.IsCompleted ? NewNews() : _news;
                news = _news.Task;
            }

            await news.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    private void Done(WebhookMessage message)
    {
        lock (_sync)
        {
            _last = message.Number;
            _delivered.Enqueue(message.Number);
        }

        _wake();
    }

    private async Task PauseAsync(long waitNs, CancellationToken stop)
    {
        using CancellationTokenSource pausing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        lock (_sync)
        {
            _pausing = pausing;
        }

        Task pause = _pause(waitNs, pausing.Token);
        await Task.WhenAny(pause).ConfigureAwait(false);
        lock (_sync)
        {
            _pausing = null;
        }

        // A pause that is canceled by itself was hurried.
        stop.ThrowIfCancellationRequested();
        if (pause.IsFaulted)
        {
            await pause.ConfigureAwait(false);
        }
    }
}
