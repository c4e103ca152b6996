using System;
using System.Numerics;

namespace Basisd.Engine;

/// <summary>
/// Puts the chunks of one commit together. SEQPACKET keeps order, so a chunk either begins a commit, continues it exactly, or is an error of
/// the engine that drops what was assembled; nothing is ever patched. One at a time per session, at most
/// <see cref="EngineProtocol.MaxCommitBytes"/>; the buffer grows once to the largest commit seen and is then reused.
/// </summary>
internal sealed class CommitAssembly
{
    private const int SmallestBuffer = 4096;

    private byte[] _buffer = [];
    private int _received;

    /// <summary>Id of the commit that is assembled, 0 when none is.</summary>
    public long Id { get; private set; }

    /// <summary>Its length.</summary>
    public int Total { get; private set; }

    /// <summary>Whether every byte is there.</summary>
    public bool IsComplete => Id != 0 && _received == Total;

    /// <summary>Whether a commit was begun and is not complete.</summary>
    public bool IsPartial => Id != 0 && _received < Total;

    /// <summary>The bytes of a complete commit, until the next chunk.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _received);

    /// <summary>Adds a chunk. Offset 0 begins anew.</summary>
    /// <returns><see cref="RejectReason.None"/>, <see cref="RejectReason.CommitLength"/> or <see cref="RejectReason.CommitOrder"/>.</returns>
    public RejectReason Add(long id, long offset, long total, ReadOnlySpan<byte> chunk)
    {
        if (total <= 0 || total > EngineProtocol.MaxCommitBytes || chunk.IsEmpty || chunk.Length > EngineProtocol.MaxChunkBytes)
        {
            Abandon();
            return RejectReason.CommitLength;
        }

        if (offset == 0)
        {
            Begin(id, (int)total);
        }
        else if (!IsPartial || id != Id || offset != _received || total != Total)
        {
            Abandon();
            return RejectReason.CommitOrder;
        }

        if (chunk.Length > Total - _received)
        {
            Abandon();
            return RejectReason.CommitLength;
        }

        chunk.CopyTo(_buffer.AsSpan(_received));
        _received += chunk.Length;
        return RejectReason.None;
    }

    /// <summary>Drops what was assembled.</summary>
    public void Abandon()
    {
        Id = 0;
        Total = 0;
        _received = 0;
    }

    private void Begin(long id, int total)
    {
        if (_buffer.Length < total)
        {
            _buffer = GC.AllocateUninitializedArray<byte>(Math.Max(SmallestBuffer, (int)BitOperations.RoundUpToPowerOf2((uint)total)));
        }

        Id = id;
        Total = total;
        _received = 0;
    }
}
