using System;
using System.Threading;

namespace Basisd.Journal;

/// <summary>
/// Where the loop thread puts frames and the commit thread takes them: two buffers of one group each, allocated once. While one is being committed
/// the other fills;
/// when it is full the answer is no, and that is the back-pressure. It must never allocate and never lose the order.
/// </summary>
internal sealed class StagingArea
{
    private readonly Lock _gate = new();
    private readonly int _limit;
    private readonly int _maxPayload;
    private byte[] _filling;
    private byte[] _taken;
    private int _used;
    private int _count;
    private ulong _nextSequence;
    private ChainHash _head;
    private ChainHash _groupPrevious;
    private ulong _snapshotBegun;
    private ulong _snapshotEnded;

    /// <summary>Goes on behind the recovered head.</summary>
    public StagingArea(in JournalGeometry geometry, ulong nextSequence, in ChainHash head)
    {
        // The first group of a log starts at address 64, so its header and padding need that much room more.
        _limit = geometry.GroupBytes - (int)JournalGeometry.FirstAddress;
        _maxPayload = geometry.MaxPayloadBytes;
        _filling = GC.AllocateArray<byte>(geometry.GroupBytes, pinned: true);
        _taken = GC.AllocateArray<byte>(geometry.GroupBytes, pinned: true);
        _used = GroupFormat.HeaderBytes;
        _nextSequence = nextSequence;
        _head = head;
    }

    /// <summary>Copies a frame in. Called by the loop thread alone.</summary>
    /// <param name="kind">What the payload is.</param>
    /// <param name="epoch">Ownership epoch.</param>
    /// <param name="wallNs">Wall clock, Unix nanoseconds.</param>
    /// <param name="payload">At most the geometry's bound; more is a bug and throws.</param>
    /// <param name="wake">The commit thread waits: the caller signals it.</param>
    /// <param name="head">Sequence and chain hash of the frame.</param>
    /// <returns>False when there is no room now.</returns>
    public bool TryAppend(
        ushort kind, ulong epoch, long wallNs, ReadOnlySpan<byte> payload, out JournalHead head, out bool wake)
    {
        if (payload.Length > _maxPayload)
        {
            ThrowTooLarge(payload.Length);
        }

        lock (_gate)
        {
            bool marked = (kind == ReservedKinds.SnapshotBegin && _snapshotBegun != 0) || (kind == ReservedKinds.SnapshotEnd && _snapshotEnded != 0);
            int bytes = FrameFormat.OverheadBytes + payload.Length;
            if (marked || _used + bytes > _limit)
            {
                head = default;
                wake = false;
                return false;
            }

            wake = _count == 0;
            if (wake)
            {
                _groupPrevious = _head;
            }

            ulong sequence = _nextSequence;
            _head = FrameFormat.Write(_filling.AsSpan(_used), kind, sequence, epoch, wallNs, _head, payload);
            _used += bytes;
            _count++;
            _nextSequence = sequence + 1;
            if (kind >= ReservedKinds.First)
            {
                Mark(kind, sequence, payload);
            }

            head = new JournalHead(sequence, _head);
            return true;
        }
    }

    /// <summary>Takes all that is staged. Called by the commit thread alone; the buffer is its own until the next call.</summary>
    public bool TryTake(out StagedGroup group)
    {
        lock (_gate)
        {
            group = default;
            if (_count == 0)
            {
                return false;
            }

            group.Buffer = _filling;
            group.FramesLength = _used - GroupFormat.HeaderBytes;
            group.FrameCount = _count;
            group.FirstSequence = _nextSequence - (ulong)_count;
            group.Previous = _groupPrevious;
            group.Last = new JournalHead(_nextSequence - 1, _head);
            group.SnapshotBegun = _snapshotBegun;
            group.SnapshotEnded = _snapshotEnded;
            (_filling, _taken) = (_taken, _filling);
            _used = GroupFormat.HeaderBytes;
            _count = 0;
            _snapshotBegun = 0;
            _snapshotEnded = 0;
            return true;
        }
    }

    private static void ThrowTooLarge(int bytes) =>
        throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "A payload is larger than a frame may hold; chunk it.");

    private void Mark(ushort kind, ulong sequence, ReadOnlySpan<byte> payload)
    {
        if (kind == ReservedKinds.SnapshotBegin)
        {
            _snapshotBegun = sequence;
        }
        else if (kind == ReservedKinds.SnapshotEnd && SnapshotFormat.TryReadPair(payload, out ulong begin, out _))
        {
            _snapshotEnded = begin;
        }
    }
}
