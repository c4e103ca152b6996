using System;
using System.Threading;

namespace Basisd.Journal;

/// <summary>
/// Where the loop thread puts frames and the commit thread takes them: two buffers of one group each, allocated once. While one is being committed
/// the other fills;
/// when it is full the answer is no, and that is the back-pressure. A batch is taken whole: in parts it would wait for the device once per part. It
/// must never allocate and never lose the order.
/// </summary>
internal sealed class StagingArea
{
    private const int MaxLatePieces = SnapshotFormat.PiecesPerGroup;

    private readonly Lock _gate = new();
    private readonly int _limit;
    private readonly int _pieceLimit;
    private readonly int _maxPayload;
    private byte[] _filling;
    private byte[] _taken;
    private LatePiece[] _late = new LatePiece[MaxLatePieces];
    private LatePiece[] _takenLate = new LatePiece[MaxLatePieces];
    private int _lateCount;
    private int _used;
    private int _count;
    private ulong _nextSequence;
    private ChainHash _head;
    private ChainHash _groupPrevious;
    private ulong _snapshotBegun;
    private ulong _snapshotEnded;
    private volatile bool _flushed;

    /// <summary>Goes on behind the recovered head.</summary>
    public StagingArea(in JournalGeometry geometry, ulong nextSequence, in ChainHash head)
    {
        // The first group of a log starts at address 64, so its header and padding need that much room more.
        _limit = geometry.GroupBytes - (int)JournalGeometry.FirstAddress;
        _pieceLimit = SnapshotFormat.SnapshotLimit(geometry);
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
    /// <param name="first">Whether it is the first of its group: the caller owes the commit thread a call, when the batch is whole.</param>
    /// <param name="head">Sequence and chain hash of the frame.</param>
    /// <returns>False when there is no room now.</returns>
    public bool TryAppend(
        ushort kind, ulong epoch, long wallNs, ReadOnlySpan<byte> payload, out JournalHead head, out bool first)
    {
        if (payload.Length > _maxPayload)
        {
            ThrowTooLarge(payload.Length);
        }

        lock (_gate)
        {
            bool marked = (ReservedKinds.BeginsSnapshot(kind) && _snapshotBegun != 0) || (ReservedKinds.EndsSnapshot(kind) && _snapshotEnded != 0);
            int bytes = FrameFormat.OverheadBytes + payload.Length;
            if (marked || _used + bytes > _limit)
            {
                head = default;
                first = false;
                return false;
            }

            first = First();
            ulong sequence = _nextSequence;
            _head = FrameFormat.Write(_filling.AsSpan(_used), kind, sequence, epoch, wallNs, _head, payload);
            head = Staged(bytes);
            if (kind >= ReservedKinds.First)
            {
                Mark(kind, sequence, payload);
            }

            return true;
        }
    }

    /// <summary>Stages the frame of a piece of a snapshot; its bytes stay where they are until the group is written. Loop thread.</summary>
    /// <param name="epoch">Ownership epoch.</param>
    /// <param name="wallNs">Wall clock, Unix nanoseconds.</param>
    /// <param name="front">The payload up to the bytes.</param>
    /// <param name="piece">The bytes.</param>
    /// <param name="checksum">Their CRC32C.</param>
    /// <param name="first">Whether it is the first of its group.</param>
    /// <param name="head">Sequence and chain hash of the frame.</param>
    /// <returns>False when there is no room now; some is always left to other frames.</returns>
    public bool TryAppendPiece(
        ulong epoch, long wallNs, ReadOnlySpan<byte> front, ReadOnlyMemory<byte> piece, uint checksum, out JournalHead head, out bool first)
    {
        int payload = front.Length + piece.Length;
        if (payload > _maxPayload)
        {
            ThrowTooLarge(payload);
        }

        lock (_gate)
        {
            int bytes = FrameFormat.OverheadBytes + payload;
            if (_lateCount == _late.Length || _used + bytes > _pieceLimit)
            {
                head = default;
                first = false;
                return false;
            }

            first = First();
            _late[_lateCount++] = new LatePiece(_used + FrameFormat.HeaderBytes + front.Length, piece, checksum);
            _head = FrameFormat.WritePiece(_filling.AsSpan(_used), _nextSequence, epoch, wallNs, _head, front, piece.Length, checksum);
            head = Staged(bytes);
            return true;
        }
    }

    /// <summary>How much there is room for now; it does not become less but by staging. Called by the loop thread alone.</summary>
    /// <param name="begun">Whether a snapshot begins among what is staged; another one has to wait for the next group.</param>
    /// <param name="ended">Whether one ends there.</param>
    /// <returns>Bytes of frames.</returns>
    public int Room(out bool begun, out bool ended)
    {
        lock (_gate)
        {
            begun = _snapshotBegun != 0;
            ended = _snapshotEnded != 0;
            return _limit - _used;
        }
    }

    /// <summary>Stages a frame as it is: it was verified, it continues the one before, and there is room. Loop thread.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="header">Its header.</param>
    /// <param name="begins">Whether a snapshot begins with it.</param>
    /// <param name="ended">Begin of the snapshot that is complete with it, 0 for none.</param>
    public void AppendVerified(ReadOnlySpan<byte> frame, in FrameHeader header, bool begins, ulong ended)
    {
        lock (_gate)
        {
            _ = First();
            frame.CopyTo(_filling.AsSpan(_used));
            _head = header.Hash;
            _ = Staged(frame.Length);
            _snapshotBegun = begins ? header.Sequence : _snapshotBegun;
            _snapshotEnded = ended != 0 ? ended : _snapshotEnded;
        }
    }

    /// <summary>The batch is whole: what is staged is due. Called by the loop thread alone, before it wakes the commit thread.</summary>
    public void Flush() => _flushed = true;

    /// <summary>Takes all that is staged. Called by the commit thread alone; the buffer is its own until the next call.</summary>
    /// <param name="all">Whether a batch is taken that nobody has flushed yet.</param>
    /// <param name="group">What was taken.</param>
    /// <returns>False when nothing is staged, or nothing that is due.</returns>
    public bool TryTake(bool all, out StagedGroup group)
    {
        lock (_gate)
        {
            group = default;
            if (_count == 0 || !(all || _flushed))
            {
                return false;
            }

            group.Buffer = _filling;
            group.Pieces = _late;
            group.PieceCount = _lateCount;
            group.FramesLength = _used - GroupFormat.HeaderBytes;
            group.FrameCount = _count;
            group.FirstSequence = _nextSequence - (ulong)_count;
            group.Previous = _groupPrevious;
            group.Last = new JournalHead(_nextSequence - 1, _head);
            group.SnapshotBegun = _snapshotBegun;
            group.SnapshotEnded = _snapshotEnded;
            (_filling, _taken) = (_taken, _filling);
            (_late, _takenLate) = (_takenLate, _late);
            _lateCount = 0;
            _flushed = false;
            _used = GroupFormat.HeaderBytes;
            _count = 0;
            _snapshotBegun = 0;
            _snapshotEnded = 0;
            return true;
        }
    }

    /// <summary>Whether the frame that is staged now is the first of its group.</summary>
    private bool First()
    {
        bool first = _count == 0;
        _groupPrevious = first ? _head : _groupPrevious;
        return first;
    }

    private JournalHead Staged(int bytes)
    {
        _used += bytes;
        _count++;
        return new JournalHead(_nextSequence++, _head);
    }

    private static void ThrowTooLarge(int bytes) =>
        throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "A payload is larger than a frame may hold; chunk it.");

    private void Mark(ushort kind, ulong sequence, ReadOnlySpan<byte> payload)
    {
        if (ReservedKinds.BeginsSnapshot(kind))
        {
            _snapshotBegun = sequence;
        }
        else if (ReservedKinds.EndsSnapshot(kind) && SnapshotFormat.TryReadPair(payload, out ulong begin, out _))
        {
            _snapshotEnded = begin;
        }
    }
}
