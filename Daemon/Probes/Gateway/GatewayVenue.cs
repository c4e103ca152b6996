using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Safety;

namespace Basisd.Probes.Gateway;

/// <summary>
/// The schedule of one venue: a poll at each beat and one at once for whoever asks, never two at a time, and none before the loop has applied
/// the last one. Whoever asks waits for a poll that is over: parts of a backlog are no answer.
/// </summary>
internal sealed class GatewayVenue : IDisposable
{
    /// <summary>Most who may wait for a poll of one venue.</summary>
    public const int MaxWaiting = 64;

    private readonly Lock _sync = new();
    private readonly SemaphoreSlim _asked = new(0, 1);
    private readonly GatewayPoll _poll;
    private readonly ProbeTiming _timing;
    private readonly GatewayQueue _queue;
    private readonly GatewayBatch _batch;
    private readonly IGatewayReport _report;
    private List<TaskCompletionSource<PollReport>> _waiting = [];
    private bool _ended;

    /// <summary>Creates the schedule; nothing runs yet.</summary>
    public GatewayVenue(GatewayPoll poll, GatewayOptions options, GatewayQueue queue, IGatewayReport report)
    {
        _poll = poll;
        _timing = new ProbeTiming(options.IntervalNs, options.TimeoutNs);
        _queue = queue;
        _batch = new GatewayBatch(poll.Records);
        _report = report;
    }

    /// <summary>Asks for a poll that begins after this call; any thread.</summary>
    /// <param name="applied">Ends when the loop has applied its records.</param>
    /// <returns>False when too many wait or the polling has ended.</returns>
    public bool TryAsk(out Task<PollReport> applied)
    {
        TaskCompletionSource<PollReport> one = new(TaskCreationOptions.RunContinuationsAsynchronously);
        applied = one.Task;
        lock (_sync)
        {
            if (_ended || _waiting.Count == MaxWaiting)
            {
                one.SetCanceled(CancellationToken.None);
                return false;
            }

            _waiting.Add(one);
            if (_asked.CurrentCount == 0)
            {
                _asked.Release();
            }
        }

        return true;
    }

    /// <summary>Polls until it is told to stop; nobody waits when it returns.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        List<TaskCompletionSource<PollReport>> asking = [];
        try
        {
            long due = BootClock.NowNs();
            bool goesOn = false;
            while (true)
            {
                await UntilAsync(goesOn ? 0 : due, stop).ConfigureAwait(false);
                asking.AddRange(Asking());
                PollReport report = await _poll.RunAsync().ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
                _report.Ended(report);
                goesOn = report.Outcome == GatewayOutcome.Backlog;
                _batch.Fill(report, goesOn ? [] : asking);
                _queue.Add(_batch);
                await _batch.TakenAsync(stop).ConfigureAwait(false);
                if (!goesOn)
                {
                    asking = [];
                    long now = BootClock.NowNs();
                    due = now < due ? due : _timing.After(due, now);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            lock (_sync)
            {
                _ended = true;
            }

            asking.AddRange(Asking());
            foreach (TaskCompletionSource<PollReport> one in asking)
            {
                one.TrySetCanceled(CancellationToken.None);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _poll.Dispose();
        _asked.Dispose();
    }

    private async Task UntilAsync(long due, CancellationToken stop)
    {
        long left;
        while ((left = due - BootClock.NowNs()) > 0)
        {
            if (await _asked.WaitAsync((int)(left / FixedPoint.Millisecond) + 1, stop).ConfigureAwait(false))
            {
                return;
            }
        }

        stop.ThrowIfCancellationRequested();
    }

    private List<TaskCompletionSource<PollReport>> Asking()
    {
        lock (_sync)
        {
            List<TaskCompletionSource<PollReport>> asking = _waiting;
            _waiting = [];

            // The poll that begins now is the one that they asked for.
            _ = _asked.Wait(0, CancellationToken.None);
            return asking;
        }
    }
}
