using System;
using System.Collections.Generic;
using Basisd.Journal;
using Basisd.Linux;
using Basisd.Safety;

namespace Basisd.Host.Loop;

/// <summary>
/// Writes the node's state into the journal every so many entries, a piece per round, so that a start replays little and the log can be
/// truncated. The state is encoded at once; while its pieces are staged, ordinary entries go in between.
/// </summary>
public sealed class SnapshotTaker
{
    private const int WaitSliceMs = 5;

    private readonly NodeParts _parts;
    private readonly CanonicalWriter _state = new(256 * 1024);
    private readonly List<Action<ulong, long>> _asked = [];
    private readonly List<Action<ulong, long>> _served = [];
    private SnapshotWriter? _writer;
    private long _entries;
    private long _takenAt;
    private readonly byte[] _filling;
    private ulong _endsAt;

    /// <summary>
    /// Creates the taker. What was replayed counts toward the next snapshot: a node that dies again and again before it has written enough
    /// entries by itself would never take one, and its log would grow without bound.
    /// </summary>
    public SnapshotTaker(NodeParts parts)
    {
        _parts = parts;
        _entries = parts.Replay.Entries;
        _filling = new byte[parts.SnapshotBytes];
        new Random(1).NextBytes(_filling);

        // The first snapshot under load must not be the one that finds the buffer too small and the memory cold.
        parts.Core.WriteSnapshot(_state);
    }

    /// <summary>Core time of the last complete snapshot of this run, 0 before the first.</summary>
    public long LastAt { get; private set; }

    /// <summary>Its size in bytes.</summary>
    public long LastBytes { get; private set; }

    /// <summary>Counts entries toward the next snapshot.</summary>
    public void Count(int entries) => _entries += entries;

    /// <summary>Asks for a snapshot of the state as it is now or a little later.</summary>
    /// <param name="done">Told sequence and bytes once its last frame is staged; never called when the journal ends before.</param>
    public void Ask(Action<ulong, long> done) => _asked.Add(done);

    /// <summary>Goes on with the snapshot that is being written, or begins one when it is due.</summary>
    public void Advance(long now)
    {
        if (_writer is null && IsFree() && (_asked.Count > 0 || _entries >= _parts.Configuration.Journal.SnapshotEvery))
        {
            Begin(now, atOnce: false);
        }

        if (_writer is { } writer && writer.TryAdvance())
        {
            _writer = null;
            _endsAt = writer.EndSequence;
            LastAt = _takenAt;
            LastBytes = _state.Length;
            foreach (Action<ulong, long> done in _served)
            {
                done(writer.BeginSequence, LastBytes);
            }

            _served.Clear();
        }
        else if (_writer is { BeginSequence: 0 })
        {
            // No room for its first frame: entries may come before the next try, and this state would be older than its place. It is taken anew.
            _writer = null;
            _entries = _parts.Configuration.Journal.SnapshotEvery;
            _asked.InsertRange(0, _served);
            _served.Clear();
        }
    }

    /// <summary>At a clean stop: a last snapshot, so that the next start replays nothing.</summary>
    public void TakeLast(long now, int deadlineMs)
    {
        long deadline = BootClock.NowNs() + (deadlineMs * FixedPoint.Millisecond);
        while (_writer is not null || _entries > 0)
        {
            if (_writer is null && IsFree())
            {
                Begin(now, atOnce: true);
            }

            Advance(now);
            if (_writer is not null || _entries > 0)
            {
                if (BootClock.NowNs() > deadline || _parts.Journal.Fault is not null)
                {
                    return;
                }

                EventFd.Wait(_parts.CommitSignal, WaitSliceMs);
            }
        }
    }

    /// <summary>The bytes of the snapshot before are read until it is durable.</summary>
    private bool IsFree() => _parts.Journal.CommittedSequence >= _endsAt;

    /// <summary>The encoded state; for measurements with so much behind it that it has the size that is asked for.</summary>
    private ReadOnlyMemory<byte> Filled()
    {
        if (_filling.Length <= _state.Length)
        {
            return _state.Memory;
        }

        _state.Written.CopyTo(_filling);
        return _filling;
    }

    private void Begin(long now, bool atOnce)
    {
        _entries = 0;
        _served.AddRange(_asked);
        _asked.Clear();
        _takenAt = now;
        _state.Clear();
        _parts.Core.WriteSnapshot(_state);
        _writer = _parts.Journal.BeginSnapshot(Filled(), _parts.FrameEpoch, BootClock.WallNs(), atOnce);
    }
}
