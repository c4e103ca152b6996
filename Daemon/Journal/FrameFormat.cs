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
        int length = OverheadBytes + payload.Length;
        Span<byte> frame = target[..length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)length);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[VersionOffset..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(frame[KindOffset..], kind);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[PayloadLengthOffset..], (uint)payload.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[SequenceOffset..], sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[EpochOffset..], epoch);
        BinaryPrimitives.WriteInt64LittleEndian(frame[WallOffset..], wallNs);
        previous.Write(frame[PreviousOffset..]);
        payload.CopyTo(frame[HeaderBytes..]);
        ChainHash hash = ChainHash.Of(frame[VersionOffset..(HeaderBytes + payload.Length)]);
        hash.Write(frame[(HeaderBytes + payload.Length)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[ChecksumOffset..], Checksum(frame));
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

        bool sound = !rehash || ChainHash.Of(frame[VersionOffset..(HeaderBytes + (int)payload)]) == header.Hash;
        return sound ? FrameDefect.None : FrameDefect.Hash;
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

    private static uint Checksum(ReadOnlySpan<byte> frame) =>
        Crc32C.Append(Crc32C.Compute(frame[..ChecksumOffset]), frame[VersionOffset..]);
}
