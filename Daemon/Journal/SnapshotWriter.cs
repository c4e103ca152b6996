using System;

namespace Basisd.Journal;

/// <summary>
/// Writes a snapshot as a run of frames into the same log: begin with length and hash, chunks, end (SPEC 11). It takes as much as the staging area
/// has room for and goes on at
/// the next call, so ordinary frames may come in between; they belong behind the snapshot. It must never change what it was given.
/// </summary>
public sealed class SnapshotWriter
{
    private readonly NodeJournal _journal;
    private readonly ReadOnlyMemory<byte> _state;
    private readonly ChainHash _hash;
    private readonly ulong _epoch;
    private readonly long _wallNs;
    private readonly byte[] _chunk;
    private long _written;

    internal SnapshotWriter(NodeJournal journal, ReadOnlyMemory<byte> state, ulong epoch, long wallNs)
    {
        _journal = journal;
        _state = state;
        _hash = ChainHash.Of(state.Span);
        _epoch = epoch;
        _wallNs = wallNs;
        _chunk = new byte[Math.Min(journal.MaxPayloadBytes, Math.Max(SnapshotFormat.ChunkHeaderBytes + state.Length, SnapshotFormat.BeginBytes))];
    }

    /// <summary>Sequence of the begin frame, 0 before it was staged.</summary>
    public ulong BeginSequence { get; private set; }

    /// <summary>Sequence of the end frame, 0 before it was staged. The snapshot counts when this is committed.</summary>
    public ulong EndSequence { get; private set; }

    /// <summary>
    /// Stages as much as there is room for. Call it at once for the begin: the state is the one before every frame that is
    /// appended after <see cref="BeginSequence"/> got its value, so nothing may be appended before that.
    /// </summary>
    /// <returns>True when all of it is staged; false: call again after the next commit.</returns>
    public bool TryAdvance()
    {
        if (EndSequence != 0)
        {
            return true;
        }

        bool done = Begin() && Chunks() && End();
        _journal.Flush();
        return done;
    }

    private bool Begin()
    {
        if (BeginSequence != 0)
        {
            return true;
        }

        SnapshotFormat.WriteBegin(_chunk, _state.Length, _hash);
        bool staged = _journal.TryStageAny(
            ReservedKinds.SnapshotBegin, _epoch, _wallNs, _chunk.AsSpan(0, SnapshotFormat.BeginBytes), out ulong sequence);
        BeginSequence = sequence;
        return staged;
    }

    private bool Chunks()
    {
        int room = _chunk.Length - SnapshotFormat.ChunkHeaderBytes;
        while (_written < _state.Length)
        {
            int bytes = (int)Math.Min(room, _state.Length - _written);
            SnapshotFormat.WritePair(_chunk, BeginSequence, _written);
            _state.Span.Slice((int)_written, bytes).CopyTo(_chunk.AsSpan(SnapshotFormat.ChunkHeaderBytes));
            Span<byte> payload = _chunk.AsSpan(0, SnapshotFormat.ChunkHeaderBytes + bytes);
            if (!_journal.TryStageAny(ReservedKinds.SnapshotChunk, _epoch, _wallNs, payload, out _))
            {
                return false;
            }

            _written += bytes;
        }

        return true;
    }

    private bool End()
    {
        SnapshotFormat.WritePair(_chunk, BeginSequence, _state.Length);
        bool staged = _journal.TryStageAny(ReservedKinds.SnapshotEnd, _epoch, _wallNs, _chunk.AsSpan(0, SnapshotFormat.EndBytes), out ulong sequence);
        EndSequence = sequence;
        return staged;
    }
}
