using System;
using System.Security.Cryptography;

namespace Basisd.Journal;

/// <summary>
/// Follows snapshot frames in sequence order and says when one is complete: all bytes in order, length and SHA-256 as announced. It keeps no bytes.
/// That the bytes of a piece are those of its digest is checked with its frame (<see cref="FrameFormat"/>); here the digests are held against the
/// seal.
/// </summary>
internal sealed class SnapshotCheck : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _running;
    private bool _digests;
    private ulong _begin;
    private long _total;
    private long _seen;
    private ChainHash _announced;

    /// <summary>Takes a frame of any kind.</summary>
    /// <returns>What the frame means for snapshots.</returns>
    public SnapshotStep Take(in FrameHeader header, ReadOnlySpan<byte> payload) => header.Kind switch
    {
        ReservedKinds.SnapshotBegin or ReservedKinds.SnapshotStart => Begin(header, payload),
        ReservedKinds.SnapshotChunk or ReservedKinds.SnapshotPiece => Piece(header, payload),
        ReservedKinds.SnapshotEnd or ReservedKinds.SnapshotSeal => End(header, payload),
        _ => SnapshotStep.None,
    };

    /// <summary>Sequence of the begin frame of the snapshot that is running or was just completed.</summary>
    public ulong BeginSequence => _begin;

    /// <summary>The hash of the snapshot that was just completed.</summary>
    public ChainHash Hash => _announced;

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private SnapshotStep Begin(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        Restart();
        _begin = header.Sequence;
        _seen = 0;
        _digests = header.Kind == ReservedKinds.SnapshotStart;
        int length = _digests ? SnapshotFormat.StartBytes : SnapshotFormat.BeginBytes;
        _running = SnapshotFormat.TryReadBegin(payload, out _total, out _announced) && payload.Length == length;
        return _running ? SnapshotStep.Begun : SnapshotStep.Broken;
    }

    private SnapshotStep Piece(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (!_running || !SnapshotFormat.TryReadBytes(header.Kind, payload, out ulong begin, out long offset, out ReadOnlySpan<byte> bytes)
            || begin != _begin || offset != _seen || bytes.Length > _total - _seen || _digests != (header.Kind == ReservedKinds.SnapshotPiece))
        {
            return Break();
        }

        _hash.AppendData(_digests ? payload[SnapshotFormat.ChunkHeaderBytes..SnapshotFormat.PieceHeaderBytes] : bytes);
        _seen += bytes.Length;
        return SnapshotStep.Continued;
    }

    private SnapshotStep End(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        bool isSeal = header.Kind == ReservedKinds.SnapshotSeal;
        if (!_running || _digests != isSeal || (isSeal && payload.Length != SnapshotFormat.SealBytes)
            || !SnapshotFormat.TryReadPair(payload, out ulong begin, out long total) || begin != _begin || total != _total || _seen != _total)
        {
            return Break();
        }

        _announced = isSeal ? ChainHash.Read(payload[SnapshotFormat.ChunkHeaderBytes..]) : _announced;
        Span<byte> hash = stackalloc byte[ChainHash.Bytes];
        _hash.GetHashAndReset(hash);
        _running = false;
        return ChainHash.Read(hash) == _announced ? SnapshotStep.Completed : SnapshotStep.Broken;
    }

    private SnapshotStep Break()
    {
        _running = false;
        return SnapshotStep.Broken;
    }

    private void Restart()
    {
        Span<byte> unused = stackalloc byte[ChainHash.Bytes];
        _hash.GetHashAndReset(unused);
    }
}
