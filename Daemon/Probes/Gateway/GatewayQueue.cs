using System;
using System.Collections.Generic;
using System.Threading;
using Basisd.Venues;

namespace Basisd.Probes.Gateway;

/// <summary>
/// Polls on their way to the loop, each whole. Bounded without dropping anything: a venue has one poll here at most, because it is not polled
/// again before the loop has applied the last one. Never blocks the loop.
/// </summary>
/// <param name="wake">Wakes the loop; called from any thread when a poll came.</param>
public sealed class GatewayQueue(Action wake)
{
    private readonly Lock _sync = new();
    private readonly Queue<GatewayBatch> _batches = new();
    private GatewayBatch? _current;
    private int _at;
    private int _waiting;

    /// <summary>Whether more is there to take; the loop alone.</summary>
    public bool HasMore => _current is not null || Volatile.Read(ref _waiting) > 0;

    /// <summary>
    /// Takes the next record; the loop alone. Asking for the next one says that the one before was applied: only then does a poll count as
    /// taken, and whoever asked for it learns of it.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="poll">The poll that it is of.</param>
    /// <returns>False when none waits.</returns>
    public bool TryTake(out VenueRecord record, out PollReport? poll)
    {
        if (_current is not null && _at == _current.Records.Count)
        {
            GatewayBatch done = _current;
            _current = null;
            done.Taken();
        }

        if (_current is null)
        {
            lock (_sync)
            {
                _at = 0;
                if (_batches.TryDequeue(out _current))
                {
                    Volatile.Write(ref _waiting, _batches.Count);
                }
            }
        }

        if (_current is null)
        {
            record = default;
            poll = null;
            return false;
        }

        record = _current.Records.Items[_at++];
        poll = _current.Report;
        return true;
    }

    /// <summary>Adds a poll; a venue's next one only after this one was taken.</summary>
    internal void Add(GatewayBatch batch)
    {
        lock (_sync)
        {
            _batches.Enqueue(batch);
            Volatile.Write(ref _waiting, _batches.Count);
        }

        wake();
    }
}
