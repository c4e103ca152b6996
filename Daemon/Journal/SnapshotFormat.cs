using System;
using System.Buffers.Binary;

namespace Basisd.Journal;

/// <summary>
/// Payloads of the snapshot frames (FORMAT.md), little-endian. Two forms are read: the first one announces the hash of the whole state at its begin;
/// the second one, which is written, gives every piece a digest of its own, so that pieces are hashed once, in any order and on any thread.
/// </summary>
internal static class SnapshotFormat
{
    /// <summary>Begin: total length (u64), SHA-256 of all bytes.</summary>
    public const int BeginBytes = StartBytes + ChainHash.Bytes;

    /// <summary>Chunk, before its bytes: sequence of the begin frame (u64), offset (u64).</summary>
    public const int ChunkHeaderBytes = 16;

    /// <summary>Start: total length (u64).</summary>
    public const int StartBytes = 8;

    /// <summary>Piece, before its bytes: sequence of the start frame (u64), offset (u64), SHA-256 of its bytes.</summary>
    public const int PieceHeaderBytes = ChunkHeaderBytes + ChainHash.Bytes;

    /// <summary>Seal: sequence of the start frame (u64), total length (u64), SHA-256 of the digests of all pieces in order.</summary>
    public const int SealBytes = ChunkHeaderBytes + ChainHash.Bytes;

    /// <summary>Largest snapshot, 1 GiB: a length beyond it is damage or a bug, not a state.</summary>
    public const long MaxBytes = 1L << 30;

    /// <summary>Pieces that a group takes.</summary>
    public const int PiecesPerGroup = 7;

    /// <summary>The share of a group that a snapshot leaves to the frames of the node, as a divisor.</summary>
    private const int KeptShare = 8;

    /// <summary>Reads the payload of a frame that begins a snapshot; the hash is zero where the seal will tell it.</summary>
    public static bool TryReadBegin(ReadOnlySpan<byte> payload, out long total, out ChainHash hash)
    {
        bool sound = payload.Length is BeginBytes or StartBytes;
        total = sound ? BinaryPrimitives.ReadInt64LittleEndian(payload) : 0;
        hash = payload.Length == BeginBytes ? ChainHash.Read(payload[StartBytes..]) : default;
        return sound && total is >= 0 and <= MaxBytes;
    }

    /// <summary>Writes two numbers: the head of a piece, or of a seal.</summary>
    public static void WritePair(Span<byte> target, ulong beginSequence, long value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target, beginSequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], value);
    }

    /// <summary>Reads the two numbers at the head of a chunk, a piece, an end or a seal.</summary>
    public static bool TryReadPair(ReadOnlySpan<byte> payload, out ulong beginSequence, out long value)
    {
        bool sound = payload.Length >= ChunkHeaderBytes;
        beginSequence = sound ? BinaryPrimitives.ReadUInt64LittleEndian(payload) : 0;
        value = sound ? BinaryPrimitives.ReadInt64LittleEndian(payload[8..]) : 0;
        return sound;
    }

    /// <summary>Reads the payload of a frame that holds bytes of a snapshot, of either form.</summary>
    /// <param name="kind">Kind of the frame.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="beginSequence">Sequence of the frame with which the snapshot begins.</param>
    /// <param name="offset">Where the bytes belong.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>False for any other frame.</returns>
    public static bool TryReadBytes(ushort kind, ReadOnlySpan<byte> payload, out ulong beginSequence, out long offset, out ReadOnlySpan<byte> bytes)
    {
        int head = kind == ReservedKinds.SnapshotPiece ? PieceHeaderBytes : ChunkHeaderBytes;
        bytes = default;
        beginSequence = 0;
        offset = 0;
        if (!ReservedKinds.IsPiece(kind) || payload.Length < head || !TryReadPair(payload, out beginSequence, out offset))
        {
            return false;
        }

        bytes = payload[head..];
        return true;
    }

    /// <summary>
    /// Bytes of a state in one piece: so many that a few frames fill what a group has for a snapshot to its last block.
    /// </summary>
    public static int PieceBytes(in JournalGeometry geometry)
    {
        const int Word = 8;
        int room = SnapshotLimit(geometry) - GroupFormat.HeaderBytes;
        int frame = room / PiecesPerGroup / Word * Word;
        return Math.Min(frame - FrameFormat.OverheadBytes, geometry.MaxPayloadBytes) - PieceHeaderBytes;
    }

    /// <summary>
    /// Up to where a group is filled with pieces. The rest is for what happens meanwhile: without it, whatever trips while a snapshot is written
    /// would hold the loop until the group before is durable.
    /// </summary>
    public static int SnapshotLimit(in JournalGeometry geometry) =>
        geometry.GroupBytes - (int)JournalGeometry.FirstAddress - Math.Max(geometry.GroupBytes / KeptShare, JournalGeometry.BlockBytes);
}
