using System;
using System.Buffers.Binary;

namespace Basisd.Journal;

/// <summary>
/// Bytes of one frame (FORMAT.md), little-endian: header, payload, chain hash. Writing and checking stand side by side so that they cannot drift
/// apart.
/// It must never accept a frame that only looks right: length, checksum, sequence, previous hash and chain hash are all checked.
/// </summary>
public static class FrameFormat
{
    /// <summary>Version of group and frame layout that this binary writes and the highest that it reads.</summary>
    public const ushort Version = 1;

    /// <summary>Bytes before the payload.</summary>
    public const int HeaderBytes = 72;

    /// <summary>Bytes around the payload: header and chain hash.</summary>
    public const int OverheadBytes = HeaderBytes + ChainHash.Bytes;

    /// <summary>Bytes of one payload; larger values are chunked (SPEC 11).</summary>
    public const int MaxPayloadBytes = 64 * 1024;

    internal const int LengthOffset = 0;
    internal const int ChecksumOffset = 4;
    internal const int VersionOffset = 8;
    internal const int KindOffset = 10;
    internal const int PayloadLengthOffset = 12;
    internal const int SequenceOffset = 16;
    internal const int EpochOffset = 24;
    internal const int WallOffset = 32;
    internal const int PreviousOffset = 40;

    /// <summary>Writes a frame at the start of <paramref name="target"/>, which must hold payload and overhead.</summary>
    /// <returns>The chain hash of this frame.</returns>
    internal static ChainHash Write(
        Span<byte> target, ushort kind, ulong sequence, ulong epoch, long wallNs, in ChainHash previous, ReadOnlySpan<byte> payload)
    {
        Span<byte> frame = target[..(OverheadBytes + payload.Length)];
        WriteHeader(frame, kind, sequence, epoch, wallNs, previous, payload.Length);
        payload.CopyTo(frame[HeaderBytes..]);
        ChainHash hash = ChainHash.Of(frame[VersionOffset..(HeaderBytes + HashedBytes(kind, payload.Length))]);
        hash.Write(frame[(HeaderBytes + payload.Length)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[ChecksumOffset..], Checksum(frame));
        return hash;
    }

    /// <summary>Writes the frame of a piece of a snapshot without its bytes, whose place stays as it is: they come in when it is committed.</summary>
    /// <param name="target">Holds the whole frame.</param>
    /// <param name="sequence">Sequence of the frame.</param>
    /// <param name="epoch">Ownership epoch.</param>
    /// <param name="wallNs">Wall clock, Unix nanoseconds.</param>
    /// <param name="previous">Chain hash before it.</param>
    /// <param name="head">The payload up to the bytes, their digest among it.</param>
    /// <param name="length">How many bytes will follow.</param>
    /// <param name="checksum">Their CRC32C.</param>
    /// <returns>The chain hash of this frame.</returns>
    internal static ChainHash WritePiece(
        Span<byte> target, ulong sequence, ulong epoch, long wallNs, in ChainHash previous, ReadOnlySpan<byte> head, int length, uint checksum)
    {
        int payload = head.Length + length;
        Span<byte> frame = target[..(OverheadBytes + payload)];
        WriteHeader(frame, ReservedKinds.SnapshotPiece, sequence, epoch, wallNs, previous, payload);
        head.CopyTo(frame[HeaderBytes..]);
        Span<byte> front = frame[..(HeaderBytes + head.Length)];
        ChainHash hash = ChainHash.Of(front[VersionOffset..]);
        Span<byte> back = frame[(HeaderBytes + payload)..];
        hash.Write(back);
        uint whole = Crc32C.Join(Checksum(front), checksum, length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[ChecksumOffset..], Crc32C.Append(whole, back));
        return hash;
    }

    /// <summary>Checks the frame at the start of <paramref name="source"/> in every respect.</summary>
    /// <param name="source">The rest of the group's frame area.</param>
    /// <param name="expectedSequence">The sequence that must stand here.</param>
    /// <param name="previous">The chain hash that this frame must continue.</param>
    /// <param name="address">Log address of the frame, kept in the header that is returned.</param>
    /// <param name="rehash">Compute SHA-256 again; without it the stored hash is taken.</param>
    /// <param name="without">Guards that a test took away.</param>
    /// <param name="header">The frame's header when the answer is <see cref="FrameDefect.None"/>.</param>
    internal static FrameDefect Check(
        ReadOnlySpan<byte> source, ulong expectedSequence, in ChainHash previous, long address, bool rehash, JournalGuards without,
        out FrameHeader header)
    {
        header = default;
        if (source.Length < OverheadBytes)
        {
            return FrameDefect.Length;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(source);
        uint payload = BinaryPrimitives.ReadUInt32LittleEndian(source[PayloadLengthOffset..]);
        if (length > (uint)source.Length || payload > MaxPayloadBytes || length != OverheadBytes + payload)
        {
            return FrameDefect.Length;
        }

        ReadOnlySpan<byte> frame = source[..(int)length];
        bool isChecked = (without & JournalGuards.FrameChecksum) == JournalGuards.None;
        if (isChecked && BinaryPrimitives.ReadUInt32LittleEndian(frame[ChecksumOffset..]) != Checksum(frame))
        {
            return FrameDefect.Checksum;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(frame[VersionOffset..]) > Version
            || !ReservedKinds.IsReadable(BinaryPrimitives.ReadUInt16LittleEndian(frame[KindOffset..])))
        {
            return FrameDefect.NewerVersion;
        }

        header = ReadHeader(frame, address);
        if (header.Sequence != expectedSequence)
        {
            return FrameDefect.Sequence;
        }

        if ((without & JournalGuards.ChainLink) == JournalGuards.None && ChainHash.Read(frame[PreviousOffset..]) != previous)
        {
            return FrameDefect.Chain;
        }

        return rehash ? Rehash(frame, header, without) : FrameDefect.None;
    }

    internal static FrameHeader ReadHeader(ReadOnlySpan<byte> frame, long address)
    {
        int payload = (int)BinaryPrimitives.ReadUInt32LittleEndian(frame[PayloadLengthOffset..]);
        return new FrameHeader
        {
            Sequence = BinaryPrimitives.ReadUInt64LittleEndian(frame[SequenceOffset..]),
            Epoch = BinaryPrimitives.ReadUInt64LittleEndian(frame[EpochOffset..]),
            WallNs = BinaryPrimitives.ReadInt64LittleEndian(frame[WallOffset..]),
            Kind = BinaryPrimitives.ReadUInt16LittleEndian(frame[KindOffset..]),
            PayloadLength = payload,
            Address = address,
            Hash = ChainHash.Read(frame[(HeaderBytes + payload)..]),
        };
    }

    /// <summary>Computes SHA-256 again: of the frame, and of the bytes of a piece, which the frame's hash covers through their digest.</summary>
    private static FrameDefect Rehash(ReadOnlySpan<byte> frame, in FrameHeader header, JournalGuards without)
    {
        int hashed = HashedBytes(header.Kind, header.PayloadLength);
        bool sound = ChainHash.Of(frame[VersionOffset..(HeaderBytes + hashed)]) == header.Hash;
        bool digested = header.Kind == ReservedKinds.SnapshotPiece && header.PayloadLength >= SnapshotFormat.PieceHeaderBytes;
        if (sound && digested && (without & JournalGuards.PieceDigest) == JournalGuards.None)
        {
            ReadOnlySpan<byte> payload = frame.Slice(HeaderBytes, header.PayloadLength);
            sound = ChainHash.Of(payload[hashed..]) == ChainHash.Read(payload[SnapshotFormat.ChunkHeaderBytes..]);
        }

        return sound ? FrameDefect.None : FrameDefect.Hash;
    }

    /// <summary>Bytes of a payload that the frame's own hash covers: all, except where a digest stands for what follows it.</summary>
    private static int HashedBytes(ushort kind, int payload) =>
        kind == ReservedKinds.SnapshotPiece && payload > SnapshotFormat.PieceHeaderBytes ? SnapshotFormat.PieceHeaderBytes : payload;

    private static void WriteHeader(
        Span<byte> frame, ushort kind, ulong sequence, ulong epoch, long wallNs, in ChainHash previous, int payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)frame.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[VersionOffset..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[KindOffset..], kind);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[PayloadLengthOffset..], (uint)payload);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[SequenceOffset..], sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[EpochOffset..], epoch);
        BinaryPrimitives.WriteInt64LittleEndian(frame[WallOffset..], wallNs);
        previous.Write(frame[PreviousOffset..]);
    }

    private static uint Checksum(ReadOnlySpan<byte> frame) =>
        Crc32C.Append(Crc32C.Compute(frame[..ChecksumOffset]), frame[VersionOffset..]);
}
