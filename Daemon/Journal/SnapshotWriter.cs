using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Threading;

namespace Basisd.Journal;

/// <summary>
/// Writes a snapshot as a run of frames into the same log: start, pieces, seal (SPEC 11, FORMAT.md). It takes as much as the staging area has room
/// for and goes on at the next call, so ordinary frames may come in between; they belong behind the snapshot. The pieces are hashed on a thread of
/// their own and copied by the commit thread, so a call costs the loop a few microseconds however large the state is. It must never change what it
/// was given.
/// </summary>
public sealed class SnapshotWriter
{
    /// <summary>A state up to this size is hashed at once: less than a thread's wake-up takes.</summary>
    private const int AtOnceBytes = 16 * 1024;

    /// <summary>How many pieces are made ready before a waiting loop is woken.</summary>
    private const int WakeEvery = SnapshotFormat.PiecesPerGroup;

    private readonly Lock _gate = new();
    private readonly NodeJournal _journal;
    private readonly ReadOnlyMemory<byte> _state;
    private readonly ulong _epoch;
    private readonly long _wallNs;
    private readonly int _pieceBytes;
    private readonly int _pieces;
    private readonly byte[] _digests;
    private readonly uint[] _checksums;
    private readonly byte[] _payload = new byte[SnapshotFormat.PieceHeaderBytes];
    private ChainHash _hash;
    private int _ready;
    private int _staged;
    private int _starved;
    private bool _ended;

    internal SnapshotWriter(
        NodeJournal journal, in JournalGeometry geometry, ReadOnlyMemory<byte> state, ulong epoch, long wallNs, HashThread? beside)
    {
        _journal = journal;
        _state = state;
        _epoch = epoch;
        _wallNs = wallNs;
        _pieceBytes = SnapshotFormat.PieceBytes(geometry);
        _pieces = (state.Length + _pieceBytes - 1) / _pieceBytes;
        _digests = new byte[_pieces * ChainHash.Bytes];
        _checksums = new uint[_pieces];
        if (beside is null || state.Length <= AtOnceBytes)
        {
            HashPieces();
        }
        else
        {
            beside.Take(this);
        }
    }

    /// <summary>Sequence of the first frame, 0 before it was staged.</summary>
    public ulong BeginSequence { get; private set; }

    /// <summary>
    /// Sequence of the last frame, 0 before it was staged. The snapshot counts when this is committed, and the state may change then.
    /// </summary>
    public ulong EndSequence { get; private set; }

    /// <summary>
    /// Stages as much as there is room for. Call it at once for the begin: the state is the one before every frame that is
    /// appended after <see cref="BeginSequence"/> got its value, so nothing may be appended before that.
    /// </summary>
    /// <returns>True when all of it is staged; false: call again after the next signal of the journal.</returns>
    public bool TryAdvance()
    {
        if (EndSequence != 0)
        {
            return true;
        }

        bool done = Start() && Pieces() && Seal();
        if (done || _staged > 0)
        {
            // The first frame waits for the first pieces, which the loop is woken for, unless something else is flushed before.
            _journal.Flush();
        }

        return done;
    }

    /// <summary>Hashes the pieces, in order.</summary>
    internal void HashPieces()
    {
        for (int piece = 0; piece < _pieces && !Volatile.Read(ref _ended); piece++)
        {
            ReadOnlySpan<byte> bytes = Piece(piece).Span;
            SHA256.HashData(bytes, _digests.AsSpan(piece * ChainHash.Bytes));
            _checksums[piece] = Crc32C.Compute(bytes);
            if (piece == _pieces - 1)
            {
                _hash = ChainHash.Of(_digests);
            }

            Volatile.Write(ref _ready, piece + 1);
            if ((piece + 1) % WakeEvery == 0 || piece == _pieces - 1)
            {
                WakeLoop();
            }
        }
    }

    /// <summary>The journal ends: nothing is signalled any more when this returns.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _ended = true;
        }
    }

    private void WakeLoop()
    {
        lock (_gate)
        {
            if (!_ended && Interlocked.Exchange(ref _starved, 0) != 0)
            {
                _journal.SignalLoop();
            }
        }
    }

    private ReadOnlyMemory<byte> Piece(int piece)
    {
        int offset = piece * _pieceBytes;
        return _state.Slice(offset, Math.Min(_pieceBytes, _state.Length - offset));
    }

    private bool Start()
    {
        if (BeginSequence != 0)
        {
            return true;
        }

        BinaryPrimitives.WriteInt64LittleEndian(_payload, _state.Length);
        bool staged = _journal.TryStageAny(
            ReservedKinds.SnapshotStart, _epoch, _wallNs, _payload.AsSpan(0, SnapshotFormat.StartBytes), out ulong sequence);
        BeginSequence = sequence;
        return staged;
    }

    private bool Pieces()
    {
        for (; _staged < _pieces; _staged++)
        {
            if (!IsReady(_staged))
            {
                return false;
            }

            SnapshotFormat.WritePair(_payload, BeginSequence, (long)_staged * _pieceBytes);
            _digests.AsSpan(_staged * ChainHash.Bytes, ChainHash.Bytes).CopyTo(_payload.AsSpan(SnapshotFormat.ChunkHeaderBytes));
            if (!_journal.TryStagePiece(_epoch, _wallNs, _payload, Piece(_staged), _checksums[_staged]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a piece is hashed; where it is not, the thread that hashes will wake the loop.</summary>
    private bool IsReady(int piece)
    {
        if (piece < Volatile.Read(ref _ready))
        {
            return true;
        }

        Interlocked.Exchange(ref _starved, 1);
        return piece < Volatile.Read(ref _ready);
    }

    private bool Seal()
    {
        SnapshotFormat.WritePair(_payload, BeginSequence, _state.Length);
        (_pieces == 0 ? ChainHash.Of([]) : _hash).Write(_payload.AsSpan(SnapshotFormat.ChunkHeaderBytes));
        bool staged = _journal.TryStageAny(ReservedKinds.SnapshotSeal, _epoch, _wallNs, _payload, out ulong sequence);
        EndSequence = sequence;
        return staged;
    }
}
