using System;
using System.Buffers.Binary;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// Walks the raw segments group by group and frame by frame and verifies everything on the way. Recovery, reader and verifier all stand on it, so
/// what one
/// of them takes for log, all do. A group counts only when all of it verifies. It must never go on behind a defect: it stops and says what and where.
/// </summary>
internal sealed class LogScanner : IDisposable
{
    private readonly JournalGround _ground;
    private readonly string _directory;
    private readonly JournalGeometry _geometry;
    private readonly JournalId _id;
    private readonly byte[] _page;
    private readonly bool _rehash;
    private IDiskFile? _file;
    private int _fileSegment = -1;
    private long _pageAddress = -1;
    private long _groupAddress;
    private GroupHeader _group;
    private int _frameOffset;
    private int _framesLeft;
    private int _lastOffset;
    private int _defectOffset;
    private long _stopAddress;

    /// <summary>Starts at <paramref name="address"/>, where the frame <paramref name="nextSequence"/> must follow
    /// <paramref name="previous"/>.</summary>
    /// <param name="ground">The disk.</param>
    /// <param name="directory">The state directory.</param>
    /// <param name="geometry">Sizes of the log.</param>
    /// <param name="id">The journal.</param>
    /// <param name="address">Where to start.</param>
    /// <param name="nextSequence">The sequence that stands there.</param>
    /// <param name="previous">The chain hash before it.</param>
    /// <param name="rehash">False only for a second walk right behind a full one: checksums and links are checked, SHA-256 is not computed
    /// again.</param>
    public LogScanner(
        JournalGround ground, string directory, in JournalGeometry geometry, in JournalId id, long address, ulong nextSequence, in ChainHash previous,
        bool rehash = true)
    {
        _ground = ground;
        _rehash = rehash && ground.Has(JournalGuards.FrameHash);
        _directory = directory;
        _geometry = geometry;
        _id = id;
        _page = new byte[geometry.PageBytes];
        End = address;
        NextSequence = nextSequence;
        Head = previous;
    }

    /// <summary>End of the last verified group.</summary>
    public long End { get; private set; }

    /// <summary>Sequence that must come next.</summary>
    public ulong NextSequence { get; private set; }

    /// <summary>Chain hash of the last verified frame.</summary>
    public ChainHash Head { get; private set; }

    /// <summary>Address of the group that <see cref="TryNextGroup"/> accepted last.</summary>
    public long GroupAddress => _groupAddress;

    /// <summary>Sequence of the first frame of that group.</summary>
    public ulong GroupFirstSequence => _group.FirstSequence;

    /// <summary>Exact bytes of the frame that <see cref="TryNextFrame"/> gave last; valid as long as its payload.</summary>
    public ReadOnlySpan<byte> FrameBytes => _page.AsSpan((int)(_groupAddress - _pageAddress))[_lastOffset.._frameOffset];

    /// <summary>All bytes of that group; valid until the next call of <see cref="TryNextGroup"/>.</summary>
    public ReadOnlySpan<byte> GroupBytes => _page.AsSpan((int)(_groupAddress - _pageAddress), _group.TotalBytes);

    /// <summary>Why the walk stopped; <see cref="FrameDefect.EndOfLog"/> when only zeros follow.</summary>
    public FrameDefect Defect { get; private set; }

    /// <summary>Log address of the defect.</summary>
    public long DefectAddress { get; private set; }

    /// <summary>Errno when the defect is <see cref="FrameDefect.Unreadable"/>.</summary>
    public int ReadError { get; private set; }

    /// <summary>
    /// The format that a reader needs when the defect is <see cref="FrameDefect.NewerVersion"/>; the one that this binary knows where only a kind
    /// of frame is unknown.
    /// </summary>
    public ushort NewerFormat { get; private set; }

    /// <summary>Takes up the next group when all of it verifies.</summary>
    public bool TryNextGroup()
    {
        long address = End;
        FrameDefect defect = LoadGroup(address);
        if (defect == FrameDefect.EndOfLog && (address & (_geometry.PageBytes - 1L)) != 0)
        {
            // The writer leaves the rest of a page empty when a group does not fit. Only the group that must follow proves such a gap.
            long next = _geometry.NextPage(address);
            FrameDefect beyond = LoadGroup(next);
            if (beyond is not (FrameDefect.EndOfLog or FrameDefect.MissingSegment))
            {
                address = next;
                defect = beyond;
            }
        }

        if (defect != FrameDefect.None)
        {
            Defect = defect;
            _stopAddress = address;
            DefectAddress = address + (defect is FrameDefect.EndOfLog ? 0 : _defectOffset);
            _framesLeft = 0;
            return false;
        }

        _groupAddress = address;
        _frameOffset = GroupFormat.HeaderBytes;
        _framesLeft = _group.FrameCount;
        End = address + _group.TotalBytes;
        return true;
    }

    /// <summary>Next frame of the group; the payload is valid until the next call of <see cref="TryNextGroup"/>.</summary>
    public bool TryNextFrame(out FrameHeader header, out ReadOnlySpan<byte> payload)
    {
        if (_framesLeft == 0)
        {
            header = default;
            payload = default;
            return false;
        }

        ReadOnlySpan<byte> group = _page.AsSpan((int)(_groupAddress - _pageAddress), _group.TotalBytes);
        header = FrameFormat.ReadHeader(group[_frameOffset..], _groupAddress + _frameOffset);
        payload = group.Slice(_frameOffset + FrameFormat.HeaderBytes, header.PayloadLength);
        _lastOffset = _frameOffset;
        _frameOffset += FrameFormat.OverheadBytes + header.PayloadLength;
        _framesLeft--;
        return true;
    }

    /// <summary>Forgets the page in memory, so that a running node's newer bytes are seen.</summary>
    public void Refresh()
    {
        _pageAddress = -1;
        Defect = FrameDefect.None;
    }

    /// <summary>Looks behind the verified prefix for what must not be there.</summary>
    /// <param name="lastSegment">Last segment that is there.</param>
    /// <param name="laterGroup">Address of a valid group with a later sequence than the one that is missing, or -1: proof that committed frames
    /// are hurt.</param>
    /// <param name="dirtyUntil">End of the last byte that is not zero, or <see cref="End"/> when all is clean.</param>
    /// <returns>0 or the errno.</returns>
    public int Inspect(int lastSegment, out long laterGroup, out long dirtyUntil)
    {
        laterGroup = -1;
        dirtyUntil = End;
        long limit = (long)(lastSegment + 1) << _geometry.SegmentBits;
        long address = End & ~(JournalGeometry.BlockBytes - 1L);
        while (address < limit)
        {
            FrameDefect loaded = LoadPage(address);
            if (loaded != FrameDefect.None)
            {
                return loaded == FrameDefect.Unreadable ? ReadError : Errno.NoEntry;
            }

            Span<byte> rest = _page.AsSpan((int)(address - _pageAddress));
            InspectPage(rest, address, ref laterGroup, ref dirtyUntil);
            address = _geometry.NextPage(address);
        }

        return 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void InspectPage(ReadOnlySpan<byte> rest, long address, ref long laterGroup, ref long dirtyUntil)
    {
        if (!rest.ContainsAnyExcept((byte)0))
        {
            return;
        }

        for (int offset = 0; offset < rest.Length; offset += JournalGeometry.BlockBytes)
        {
            ReadOnlySpan<byte> block = rest.Slice(offset, JournalGeometry.BlockBytes);
            int last = block.LastIndexOfAnyExcept((byte)0);
            long lastDirty = address + offset + last + 1;
            if (last >= 0 && lastDirty > dirtyUntil)
            {
                dirtyUntil = lastDirty;
            }

            // The very first group does not start on a block boundary; whatever the walk stopped at is not "later" anyway. The missing sequence
            // itself, whole and elsewhere, means that the gap before it is hurt.
            bool later = laterGroup < 0
                && GroupFormat.Read(rest[offset..], address + offset, _id, _ground.Without, out GroupHeader header) == FrameDefect.None
                && (header.FirstSequence > NextSequence || (header.FirstSequence == NextSequence && address + offset != _stopAddress));
            laterGroup = later ? address + offset : laterGroup;
        }
    }

    private FrameDefect LoadGroup(long address)
    {
        _defectOffset = 0;
        FrameDefect defect = LoadPage(address);
        if (defect != FrameDefect.None)
        {
            return defect;
        }

        ReadOnlySpan<byte> rest = _page.AsSpan((int)(address - _pageAddress));
        defect = GroupFormat.Read(rest, address, _id, _ground.Without, out GroupHeader header);
        if (defect != FrameDefect.None)
        {
            bool newer = defect == FrameDefect.NewerVersion;
            NewerFormat = newer ? BinaryPrimitives.ReadUInt16LittleEndian(rest[GroupFormat.VersionOffset..]) : NewerFormat;
            return defect == FrameDefect.GroupHeader && !rest.ContainsAnyExcept((byte)0) ? FrameDefect.EndOfLog : defect;
        }

        if (header.FirstSequence != NextSequence && _ground.Has(JournalGuards.Sequence))
        {
            return FrameDefect.Sequence;
        }

        _group = header;
        return CheckFrames(rest[..header.TotalBytes], address, header);
    }

    private FrameDefect CheckFrames(ReadOnlySpan<byte> group, long address, in GroupHeader header)
    {
        ulong sequence = header.FirstSequence;
        ChainHash previous = Head;
        int offset = GroupFormat.HeaderBytes;
        int end = offset + header.FramesLength;
        for (int i = 0; i < header.FrameCount; i++)
        {
            FrameDefect defect = FrameFormat.Check(
                group[offset..end], sequence, previous, address + offset, _rehash, _ground.Without, out FrameHeader frame);
            if (defect != FrameDefect.None)
            {
                _defectOffset = offset;
                NewerFormat = defect == FrameDefect.NewerVersion
                    ? BinaryPrimitives.ReadUInt16LittleEndian(group[(offset + FrameFormat.VersionOffset)..]) : NewerFormat;
                return defect;
            }

            offset += FrameFormat.OverheadBytes + frame.PayloadLength;
            previous = frame.Hash;
            sequence++;
        }

        if (offset != end || group[end..].ContainsAnyExcept((byte)0))
        {
            _defectOffset = offset;
            return FrameDefect.Padding;
        }

        NextSequence = sequence;
        Head = previous;
        return FrameDefect.None;
    }

    private FrameDefect LoadPage(long address)
    {
        long page = address & ~(_geometry.PageBytes - 1L);
        if (page == _pageAddress)
        {
            return FrameDefect.None;
        }

        _pageAddress = -1;
        int segment = _geometry.SegmentOf(address);
        FrameDefect opened = OpenSegment(segment);
        if (opened != FrameDefect.None)
        {
            return opened;
        }

        int errno = _file!.ReadAt(_page, _geometry.OffsetInSegment(page), out int read);
        if (errno != 0)
        {
            ReadError = errno;
            return FrameDefect.Unreadable;
        }

        if (read != _page.Length)
        {
            return FrameDefect.SegmentLength;
        }

        _pageAddress = page;
        return FrameDefect.None;
    }

    private FrameDefect OpenSegment(int segment)
    {
        if (segment == _fileSegment)
        {
            return FrameDefect.None;
        }

        _file?.Dispose();
        _file = null;
        _fileSegment = -1;
        int errno = _ground.Disk.Open(SegmentFiles.PathOf(_directory, segment), FileCalls.ReadOnly, 0, out _file);
        if (errno == Errno.NoEntry)
        {
            return FrameDefect.MissingSegment;
        }

        long length = 0;
        errno = errno != 0 ? errno : _file!.Length(out length);
        if (errno != 0)
        {
            ReadError = errno;
            return FrameDefect.Unreadable;
        }

        if (length != _geometry.SegmentBytes)
        {
            return FrameDefect.SegmentLength;
        }

        _fileSegment = segment;
        return FrameDefect.None;
    }
}
