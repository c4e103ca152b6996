using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Basisd.Host.Webhook;
using Basisd.Safety;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Host.Webhook;

/// <summary>The sender on a clock that moves when the test says so: schedule, order, one at a time, and what the loop may do meanwhile.</summary>
public sealed class WebhookSenderTests : IWebhookReport
{
    private static readonly WebhookResult s_down = new(WebhookOutcome.Status, "status 503", 1);
    private static readonly WebhookResult s_refused = new(WebhookOutcome.Refused, "status 410", 1);
    private static readonly WebhookResult s_taken = new(WebhookOutcome.Delivered, "", 1);

    private readonly ConcurrentQueue<WebhookResult> _script = new();
    private readonly ConcurrentQueue<long> _sent = new();
    private readonly ConcurrentQueue<long> _waits = new();
    private readonly ConcurrentQueue<(long Number, int Failures, long WaitNs)> _reports = new();
    private readonly Channel<bool> _time = Channel.CreateUnbounded<bool>();
    private TaskCompletionSource? _gate;
    private int _under;
    private int _most;
    private int _wakes;

    [Fact]
    public async Task It_waits_a_second_then_twice_as_long_up_to_five_minutes_and_starts_over_after_a_success()
    {
        Say(Enumerable.Repeat(s_down, 12));
        _script.Enqueue(s_taken);
        _script.Enqueue(s_down);
        _script.Enqueue(s_taken);
        await RunAsync(async sender =>
        {
            sender.Offer(Message(1));
            Pass(12);
            await DeliveredAsync(sender, 1);
            sender.Offer(Message(2));
            Pass(1);
            await DeliveredAsync(sender, 2);
        });
        long[] seconds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 1];
        Assert.Equal(seconds, _waits.Select(w => w / FixedPoint.Second));
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2], _sent);
        Assert.Equal(12, _reports.Single(r => r.Number == 1 && r.WaitNs == 0).Failures);
    }

    [Fact]
    public async Task What_only_a_person_can_mend_waits_long_at_once_and_is_never_given_up()
    {
        Say(Enumerable.Repeat(s_refused, 3));
        _script.Enqueue(s_down);
        _script.Enqueue(s_taken);
        await RunAsync(async sender =>
        {
            sender.Offer(Message(1));
            Pass(4);
            await DeliveredAsync(sender, 1);
        });
        Assert.Equal([300, 300, 300, 8], _waits.Select(w => w / FixedPoint.Second));
    }

    [Fact]
    public async Task One_is_under_way_at_a_time_and_an_offer_is_sent_once()
    {
        await RunAsync(async sender =>
        {
            for (int number = 1; number <= 20; number++)
            {
                _script.Enqueue(s_taken);
                sender.Offer(Message(number));
                sender.Offer(Message(number));
                await DeliveredAsync(sender, number);
                sender.Offer(Message(number));
            }
        });
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), _sent);
        Assert.Equal((1, 20), (_most, _wakes));
    }

    [Fact]
    public async Task An_offer_that_is_replaced_while_it_waits_is_not_sent_again_and_the_schedule_goes_on()
    {
        Say([s_down, s_down, s_taken]);
        await RunAsync(async sender =>
        {
            sender.Offer(Message(1));
            await Poll.UntilAsync(() => _waits.Count == 1, () => "the first attempt did not end");
            sender.Offer(Message(5));
            Pass(2);
            await DeliveredAsync(sender, 5);
        });
        Assert.Equal([1, 5, 5], _sent);
        Assert.Equal([1, 2], _waits.Select(w => w / FixedPoint.Second));
    }

    [Fact]
    public async Task What_waits_is_tried_at_once_when_it_is_hurried()
    {
        Say([s_refused, s_taken]);
        await RunAsync(async sender =>
        {
            sender.Hurry();
            sender.Offer(Message(1));
            await Poll.UntilAsync(() => _waits.Count == 1, () => "the first attempt did not end");
            sender.Hurry();
            await DeliveredAsync(sender, 1);
            sender.Hurry();
        });
        Assert.Equal([1, 1], _sent);
    }

    [Fact]
    public async Task It_ends_when_it_is_told_to_whatever_it_does()
    {
        // Nothing to send; an attempt that hangs; a wait of five minutes.
        await RunAsync(_ => Task.CompletedTask);
        _gate = new TaskCompletionSource();
        _script.Enqueue(s_taken);
        await RunAsync(async sender =>
        {
            sender.Offer(Message(1));
            await Poll.UntilAsync(() => _sent.Count == 1, () => "nothing was sent");
            Assert.False(sender.TryTakeDelivered(out _));
        });
        _gate = null;
        _script.Clear();
        _script.Enqueue(s_refused);
        await RunAsync(async sender =>
        {
            sender.Offer(Message(2));
            await Poll.UntilAsync(() => _waits.Count == 1, () => "the attempt did not end");
        });
    }

    [Fact]
    public void The_schedule_needs_a_failure() => Assert.Throws<ArgumentOutOfRangeException>(() => WebhookBackoff.After(0, s_down));

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(64)]
    public void The_schedule_has_no_end(int failures) => Assert.Equal(WebhookBackoff.LongestNs, WebhookBackoff.After(failures, s_down));

    void IWebhookReport.Ended(WebhookMessage message, in WebhookResult result, int failures, long waitNs) =>
        _reports.Enqueue((message.Number, failures, waitNs));

    private static WebhookMessage Message(long number) => new(number, $"j-{number}", []);

    private static async Task DeliveredAsync(WebhookSender sender, long number)
    {
        long taken = 0;
        await Poll.UntilAsync(() => sender.TryTakeDelivered(out taken), () => $"notice {number} was not delivered");
        Assert.Equal(number, taken);
    }

    private void Say(IEnumerable<WebhookResult> results)
    {
        foreach (WebhookResult result in results)
        {
            _script.Enqueue(result);
        }
    }

    // Lets so many waits end.
    private void Pass(int waits)
    {
        for (int i = 0; i < waits; i++)
        {
            _time.Writer.TryWrite(true);
        }
    }

    private async Task RunAsync(Func<WebhookSender, Task> play)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        WebhookSender sender = new(SendAsync, PauseAsync, this, () => Interlocked.Increment(ref _wakes));
        Task running = sender.RunAsync(stop.Token);
        await play(sender);
        await stop.CancelAsync();
        await running.WaitAsync(Poll.Patience, TestContext.Current.CancellationToken);
    }

    private async Task<WebhookResult> SendAsync(WebhookMessage message, CancellationToken cancel)
    {
        _most = Math.Max(_most, Interlocked.Increment(ref _under));
        _sent.Enqueue(message.Number);
        await Task.Yield();
        if (_gate is { } gate)
        {
            await gate.Task.WaitAsync(cancel);
        }

        Interlocked.Decrement(ref _under);
        Assert.True(_script.TryDequeue(out WebhookResult result), "more was sent than the test has answers for");
        return result;
    }

    private async Task PauseAsync(long waitNs, CancellationToken cancel)
    {
        _waits.Enqueue(waitNs);
        await _time.Reader.ReadAsync(cancel);
    }
}
