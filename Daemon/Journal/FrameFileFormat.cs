using System;
using System.Buffers.Binary;

namespace Basisd.Journal;

/// <summary>
/// Header and trailer of a file of exported frames (FORMAT.md), little-endian. Between them stand the frames exactly as the log has them. A
/// file without its trailer was never finished and must never be taken for a whole one.
/// </summary>
internal static class FrameFileFormat
{
    /// <summary>Bytes before the first frame.</summary>
    public const int HeaderBytes = 128;

    /// <summary>Bytes behind the last frame.</summary>
    public const int TrailerBytes = 64;

    /// <summary>Version that this binary writes and the highest that it reads.</summary>
    public const ushort Version = 1;

    private const uint Magic = 0x31585342; // "BSX1"
    private const uint EndMagic = 0x45585342; // "BSXE"

    /// <summary>Writes a header.</summary>
    public static void WriteHeader(Span<byte> target, in JournalId id, in JournalGeometry geometry, ulong firstSequence, in ChainHash previous)
    {
        Span<byte> header = target[..HeaderBytes];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], Version);
        header[10] = (byte)geometry.PageBits;
        header[11] = (byte)geometry.SegmentBits;
        id.Write(header[16..]);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], firstSequence);
        previous.Write(header[40..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Checksum(header));
    }

    /// <summary>Reads a header.</summary>
    /// <returns>Empty when sound, else what is wrong.</returns>
    public static string ReadHeader(
        ReadOnlySpan<byte> source, out JournalId id, out JournalGeometry geometry, out ulong firstSequence, out ChainHash previous)
    {
        id = default;
        geometry = JournalGeometry.Default;
        firstSequence = 0;
        previous = default;
        if (source.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic)
        {
            return "is no file of exported frames; make one with `basisd journal export --frames FILE`";
        }

        ReadOnlySpan<byte> header = source[..HeaderBytes];
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != Checksum(header) || !JournalGeometry.IsValid(header[10], header[11]))
        {
            return "has a hurt header; export it again";
        }

        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        if (version > Version)
        {
            return $"has format {version}, this binary reads up to {Version}: use the basisd that wrote it, or a later one";
        }

        id = JournalId.Read(header[16..]);
        geometry = new JournalGeometry(header[10], header[11]);
        firstSequence = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        previous = ChainHash.Read(header[40..]);
        return string.Empty;
    }

    /// <summary>Writes a trailer.</summary>
    public static void WriteTrailer(Span<byte> target, long frames, in JournalHead last)
    {
        Span<byte> trailer = target[..TrailerBytes];
        trailer.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[8..], EndMagic);
        BinaryPrimitives.WriteInt64LittleEndian(trailer[16..], frames);
        BinaryPrimitives.WriteUInt64LittleEndian(trailer[24..], last.Sequence);
        last.Hash.Write(trailer[32..]);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], Checksum(trailer));
    }

    /// <summary>Whether a trailer starts here that says exactly this.</summary>
    public static bool IsTrailer(ReadOnlySpan<byte> source, long frames, in JournalHead last)
    {
        Span<byte> expected = stackalloc byte[TrailerBytes];
        WriteTrailer(expected, frames, last);
        return source.SequenceEqual(expected);
    }

    private static uint Checksum(ReadOnlySpan<byte> block) => Crc32C.Append(Crc32C.Compute(block[..4]), block[8..]);
}
