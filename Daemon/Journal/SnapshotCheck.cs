using System;
using System.Security.Cryptography;

namespace Basisd.Journal;

/// <summary>
/// Follows snapshot frames in sequence order and says when one is complete: all bytes in order, length and SHA-256 as announced. It keeps no bytes.
/// </summary>
internal sealed class SnapshotCheck : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _running;
    private ulong _begin;
    private long _total;
    private long _seen;
    private ChainHash _announced;

    /// <summary>Takes a frame of any kind.</summary>
    /// <returns>What the frame means for snapshots.</returns>
    public SnapshotStep Take(in FrameHeader header, ReadOnlySpan<byte> payload) => header.Kind switch
    {
        ReservedKinds.SnapshotBegin => Begin(header, payload),
        ReservedKinds.SnapshotChunk => Chunk(payload),
        ReservedKinds.SnapshotEnd => End(payload),
        _ => SnapshotStep.None,
    };

    /// <summary>Sequence of the begin frame of the snapshot that is running or was just completed.</summary>
    public ulong BeginSequence => _begin;

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private SnapshotStep Begin(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        Restart();
        _begin = header.Sequence;
        _seen = 0;
        _running = SnapshotFormat.TryReadBegin(payload, out _total, out _announced);
        return _running ? SnapshotStep.Begun : SnapshotStep.Broken;
    }

    private SnapshotStep Chunk(ReadOnlySpan<byte> payload)
    {
        if (!_running || !SnapshotFormat.TryReadPair(payload, out ulong begin, out long offset) || begin != _begin || offset != _seen)
        {
            return Break();
        }

        ReadOnlySpan<byte> bytes = payload[SnapshotFormat.ChunkHeaderBytes..];
        if (bytes.Length > _total - _seen)
        {
            return Break();
        }

        _hash.AppendData(bytes);
        _seen += bytes.Length;
        return SnapshotStep.Continued;
    }

    private SnapshotStep End(ReadOnlySpan<byte> payload)
    {
        if (!_running || !SnapshotFormat.TryReadPair(payload, out ulong begin, out long total)
            || begin != _begin || total != _total || _seen != _total)
        {
            return Break();
        }

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
