using System;
using System.Globalization;

namespace Basisd.Journal;

/// <summary>
/// The sizes that the log's addresses stand on, fixed when a journal is created and kept in its anchor (FORMAT.md). A group lies within one page,
/// a page
/// within one segment file. Only tests use other sizes than <see cref="Default"/>: a small log makes exhaustive damage cheap.
/// </summary>
public readonly record struct JournalGeometry
{
    /// <summary>Every group ends on this boundary, so that a later write never touches acknowledged bytes (FACTS: torn 4 KiB writes).</summary>
    public const int BlockBytes = 4096;

    /// <summary>Address of the first group: FASTER keeps the first 64 bytes of a log for itself.</summary>
    public const long FirstAddress = 64;

    private const int MinPageBits = 16;
    private const int MaxPageBits = 22;
    private const int MaxSegmentBits = 28;
    private const int GroupsPerPage = 2;

    /// <summary>Creates a geometry of 2^<paramref name="pageBits"/> byte pages (16..22) and 2^<paramref name="segmentBits"/> byte segments.</summary>
    public JournalGeometry(int pageBits, int segmentBits)
    {
        if (!IsValid(pageBits, segmentBits))
        {
            throw new ArgumentOutOfRangeException(nameof(pageBits), string.Create(CultureInfo.InvariantCulture, $"{pageBits}/{segmentBits}"));
        }

        PageBits = pageBits;
        SegmentBits = segmentBits;
    }

    /// <summary>1 MiB pages, 16 MiB segments.</summary>
    public static JournalGeometry Default => new(20, 24);

    /// <summary>Page size as a power of two.</summary>
    public int PageBits { get; }

    /// <summary>Segment size as a power of two.</summary>
    public int SegmentBits { get; }

    /// <summary>Bytes per page.</summary>
    public int PageBytes => 1 << PageBits;

    /// <summary>Bytes per segment file.</summary>
    public int SegmentBytes => 1 << SegmentBits;

    /// <summary>Bytes that one group may take, header included.</summary>
    public int GroupBytes => PageBytes / GroupsPerPage;

    /// <summary>Bytes of one payload: 64 KiB, less only where a group of a small test geometry is smaller.</summary>
    public int MaxPayloadBytes => Math.Min(
        FrameFormat.MaxPayloadBytes, GroupBytes - (int)FirstAddress - GroupFormat.HeaderBytes - FrameFormat.OverheadBytes);

    /// <summary>Whether the sizes are ones that this binary works with.</summary>
    public static bool IsValid(int pageBits, int segmentBits) =>
        pageBits is >= MinPageBits and <= MaxPageBits && segmentBits > pageBits && segmentBits <= MaxSegmentBits;

    /// <summary>Number of the segment file that holds an address.</summary>
    public int SegmentOf(long address) => checked((int)(address >> SegmentBits));

    /// <summary>Offset of an address in its segment file.</summary>
    public long OffsetInSegment(long address) => address & (SegmentBytes - 1L);

    /// <summary>Where the first group of a segment lies.</summary>
    public long SegmentStart(int segment) => segment == 0 ? FirstAddress : (long)segment << SegmentBits;

    /// <summary>First address of the page after the one that holds <paramref name="address"/>.</summary>
    public long NextPage(long address) => ((address >> PageBits) + 1) << PageBits;
}
