using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Probes.Gateway;

/// <summary>
/// What one venue's poll hands to the loop. There is one per venue, used again and again: its memory belongs to the poller until it is in the
/// queue, to the loop until <see cref="Taken"/>, so that a poll arrives whole or not at all and nothing piles up when the loop is slow.
/// </summary>
/// <param name="records">The records; filled by the venue's poll.</param>
#pragma warning disable CA1001 // A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose; the loop may come last.
internal sealed class GatewayBatch(RecordList records)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _taken = new(0);
    private List<TaskCompletionSource<PollReport>> _waiting = [];
    private PollReport? _report;

    /// <summary>The records.</summary>
    public RecordList Records => records;

    /// <summary>The poll that they are of.</summary>
    public PollReport Report => _report!;

    /// <summary>The poller hands a poll over; before it adds the batch to the queue.</summary>
    /// <param name="report">The poll.</param>
    /// <param name="waiting">Who waits for its records to be applied.</param>
    public void Fill(PollReport report, List<TaskCompletionSource<PollReport>> waiting)
    {
        _report = report;
        _waiting = waiting;
    }

    /// <summary>The loop has applied all of it.</summary>
    public void Taken()
    {
        foreach (TaskCompletionSource<PollReport> one in _waiting)
        {
            one.TrySetResult(Report);
        }

        _waiting = [];
        _taken.Release();
    }

    /// <summary>Waits until the loop has applied all of it.</summary>
    public Task TakenAsync(CancellationToken stop) => _taken.WaitAsync(stop);
}
