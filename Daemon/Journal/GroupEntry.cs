using System;
using FASTER.core;

namespace Basisd.Journal;

/// <summary>
/// A group on its way into FASTER's page: the frames as they were staged, and between them the bytes that come late. FASTER asks for them once, on
/// the thread that enqueues.
/// </summary>
/// <param name="group">The group.</param>
/// <param name="total">Its bytes, header and padding included.</param>
internal readonly struct GroupEntry(StagedGroup group, int total) : ILogEnqueueEntry
{
    private readonly StagedGroup _group = group;

    /// <inheritdoc/>
    public int SerializedLength => total - GroupFormat.EntryHeaderBytes;

    /// <inheritdoc/>
    public void SerializeTo(Span<byte> dest)
    {
        ReadOnlySpan<byte> buffer = _group.Buffer.AsSpan(0, total);
        int done = GroupFormat.EntryHeaderBytes;
        foreach (ref readonly LatePiece piece in _group.Pieces.AsSpan(0, _group.PieceCount))
        {
            buffer[done..piece.Offset].CopyTo(dest[(done - GroupFormat.EntryHeaderBytes)..]);
            piece.Bytes.Span.CopyTo(dest[(piece.Offset - GroupFormat.EntryHeaderBytes)..]);
            done = piece.Offset + piece.Bytes.Length;
        }

        buffer[done..].CopyTo(dest[(done - GroupFormat.EntryHeaderBytes)..]);
    }
}
