using System;
using System.Buffers.Binary;

namespace Basisd.Journal;

/// <summary>
/// Bytes of a group (FORMAT.md): what one commit writes, as one FASTER entry. The header names its own address and the journal it belongs to, so
/// that a
/// block that was misplaced or left over is never taken for log. It must be valid before any frame in it counts.
/// </summary>
internal static class GroupFormat
{
    /// <summary>FASTER's length word and the header proper; frames follow.</summary>
    public const int HeaderBytes = 64;

    /// <summary>FASTER's entry header: the length of what follows it, without checksum.</summary>
    public const int EntryHeaderBytes = 4;

    private const uint Magic = 0x31475342; // "BSG1"
    private const int MagicOffset = 4;
    private const int ChecksumOffset = 8;
    /// <summary>Where the format version stands.</summary>
    public const int VersionOffset = 12;

    private const int ReservedOffset = 14;
    private const int FramesLengthOffset = 16;
    private const int FrameCountOffset = 20;
    private const int FirstSequenceOffset = 24;
    private const int JournalIdOffset = 32;
    private const int AddressOffset = 48;
    private const int LastReservedOffset = 56;

    /// <summary>Bytes that a group of <paramref name="framesLength"/> frame bytes takes at <paramref name="address"/>: up to the next block
    /// boundary.</summary>
    public static int TotalBytes(long address, int framesLength)
    {
        long end = address + HeaderBytes + framesLength;
        long aligned = (end + JournalGeometry.BlockBytes - 1) & ~(JournalGeometry.BlockBytes - 1L);
        return (int)(aligned - address);
    }

    /// <summary>Where a group of <paramref name="framesLength"/> goes when the log ends at <paramref name="end"/>: here, or on the next
    /// page.</summary>
    public static long Place(in JournalGeometry geometry, long end, int framesLength)
    {
        long nextPage = geometry.NextPage(end);
        return end + TotalBytes(end, framesLength) <= nextPage ? end : nextPage;
    }

    /// <summary>Writes the header into the first <see cref="HeaderBytes"/> of <paramref name="group"/>, whose length is the total.</summary>
    public static void Write(Span<byte> group, long address, in JournalId id, ulong firstSequence, int frameCount, int framesLength)
    {
        Span<byte> header = group[..HeaderBytes];
        header.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(header, group.Length - EntryHeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header[MagicOffset..], Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[VersionOffset..], FrameFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[FramesLengthOffset..], framesLength);
        BinaryPrimitives.WriteInt32LittleEndian(header[FrameCountOffset..], frameCount);
        BinaryPrimitives.WriteUInt64LittleEndian(header[FirstSequenceOffset..], firstSequence);
        id.Write(header[JournalIdOffset..]);
        BinaryPrimitives.WriteInt64LittleEndian(header[AddressOffset..], address);
        BinaryPrimitives.WriteUInt32LittleEndian(header[ChecksumOffset..], Checksum(header));
    }

    /// <summary>Reads the header of the group that should start at <paramref name="address"/>.</summary>
    /// <param name="source">Bytes from the address to the end of its page.</param>
    /// <param name="address">Where the bytes lie.</param>
    /// <param name="id">The journal that the group must belong to.</param>
    /// <param name="without">Guards that a test took away.</param>
    /// <param name="header">The header when the answer is <see cref="FrameDefect.None"/>.</param>
    public static FrameDefect Read(ReadOnlySpan<byte> source, long address, in JournalId id, JournalGuards without, out GroupHeader header)
    {
        header = default;
        if (source.Length < HeaderBytes
            || BinaryPrimitives.ReadUInt32LittleEndian(source[MagicOffset..]) != Magic
            || ((without & JournalGuards.GroupChecksum) == JournalGuards.None
                && BinaryPrimitives.ReadUInt32LittleEndian(source[ChecksumOffset..]) != Checksum(source[..HeaderBytes])))
        {
            return FrameDefect.GroupHeader;
        }

        if (JournalId.Read(source[JournalIdOffset..]) != id && (without & JournalGuards.Identity) == JournalGuards.None)
        {
            return FrameDefect.ForeignJournal;
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(source[VersionOffset..]) > FrameFormat.Version)
        {
            return FrameDefect.NewerVersion;
        }

        header = new GroupHeader(
            BinaryPrimitives.ReadInt32LittleEndian(source) + EntryHeaderBytes,
            BinaryPrimitives.ReadInt32LittleEndian(source[FramesLengthOffset..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[FrameCountOffset..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[FirstSequenceOffset..]));
        bool sound = BinaryPrimitives.ReadInt64LittleEndian(source[AddressOffset..]) == address
            && BinaryPrimitives.ReadUInt16LittleEndian(source[ReservedOffset..]) == 0
            && BinaryPrimitives.ReadUInt64LittleEndian(source[LastReservedOffset..]) == 0
            && header.FrameCount > 0
            && header.FramesLength >= FrameFormat.OverheadBytes
            && header.FramesLength <= source.Length - HeaderBytes
            && header.TotalBytes == TotalBytes(address, header.FramesLength)
            && header.TotalBytes <= source.Length;
        return sound ? FrameDefect.None : FrameDefect.GroupHeader;
    }

    private static uint Checksum(ReadOnlySpan<byte> header) =>
        Crc32C.Append(Crc32C.Compute(header[..ChecksumOffset]), header[VersionOffset..]);
}
