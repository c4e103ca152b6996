using System;
using System.Threading;
using Basisd.Journal;
using Basisd.Peers.Transport;

namespace Basisd.Host.Cluster;

/// <summary>One follower at one owned journal: its place in the log and the memory of its answers, lent to one answer at a time.</summary>
internal sealed class PullSeat(NodeJournal journal) : IDisposable
{
    private readonly SemaphoreSlim _free = new(1, 1);
    private readonly byte[] _buffer = new byte[PullAnswer.MaxFrameBytes];

    /// <summary>Where the follower is in the log.</summary>
    public FramePull Pull { get; } = journal.OpenPull();

    /// <summary>Room for frames; while the seat is taken.</summary>
    public Memory<byte> Buffer => _buffer;

    /// <summary>Takes the seat; the lease gives it back.</summary>
    public async System.Threading.Tasks.Task<IDisposable> TakeAsync(CancellationToken cancel)
    {
        await _free.WaitAsync(cancel).ConfigureAwait(false);
        return new Lease(_free);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pull.Dispose();
        _free.Dispose();
    }

    private sealed class Lease(SemaphoreSlim free) : IDisposable
    {
        private SemaphoreSlim? _free = free;

        public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
    }
}
