using System;
using System.Collections.Generic;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Journal;

/// <summary>
/// Gives what is intact in a hurt log: every group that verifies by itself, wherever it stands, in address order. Missing segments, short ones
/// and pages that the device cannot read are holes. It only reads, and must never give out a frame of a group of which a part is hurt: nothing
/// proves that such a group was ever committed.
/// </summary>
internal sealed class SegmentSalvage : IFrameSource
{
    private readonly string _directory;
    private readonly JournalGeometry _geometry;
    private readonly JournalId _id;
    private readonly byte[] _page;
    private SortedSet<int>.Enumerator _segments;
    private SafeFileHandle? _file;
    private long _segmentStart;
    private int _pageOffset;
    private int _at;
    private int _frameAt;
    private int _framesLeft;
    private ulong _last;

    /// <summary>Prepares to read all segments that are there.</summary>
    public SegmentSalvage(string directory, in JournalGeometry geometry, in JournalId id)
    {
        _directory = directory;
        _geometry = geometry;
        _id = id;
        _page = new byte[geometry.PageBytes];
        _segments = SegmentFiles.List(directory).GetEnumerator();
        _pageOffset = geometry.SegmentBytes;
        _at = geometry.PageBytes;
    }

    /// <inheritdoc/>
    public string? Problem => null;

    /// <summary>A group of a newer format was passed over: this binary must not judge this log.</summary>
    public bool MetNewer { get; private set; }

    /// <inheritdoc/>
    public bool TryNext(out FrameHeader header, out ReadOnlySpan<byte> frame)
    {
        while (true)
        {
            while (_framesLeft > 0)
            {
                header = FrameFormat.ReadHeader(_page.AsSpan(_frameAt), _segmentStart + _pageOffset - _geometry.PageBytes + _frameAt);
                frame = _page.AsSpan(_frameAt, FrameFormat.OverheadBytes + header.PayloadLength);
                _frameAt += frame.Length;
                _framesLeft--;

                // A repair that was broken off may have left the same groups again further on.
                if (header.Sequence > _last)
                {
                    _last = header.Sequence;
                    return true;
                }
            }

            if (!NextGroup())
            {
                header = default;
                frame = default;
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _segments.Dispose();
    }

    private bool NextGroup()
    {
        while (_at < _geometry.PageBytes || NextPage())
        {
            long address = _segmentStart + _pageOffset - _geometry.PageBytes + _at;
            Span<byte> rest = _page.AsSpan(_at);
            FrameDefect defect = GroupFormat.Read(rest, address, _id, JournalGuards.None, out GroupHeader group);
            if (defect == FrameDefect.None && IsWhole(rest[..group.TotalBytes], group, address))
            {
                _frameAt = _at + GroupFormat.HeaderBytes;
                _framesLeft = group.FrameCount;
                _at += group.TotalBytes;
                return true;
            }

            MetNewer |= defect == FrameDefect.NewerVersion;
            _at = (_at & ~(JournalGeometry.BlockBytes - 1)) + JournalGeometry.BlockBytes;
        }

        return false;
    }

    private bool IsWhole(ReadOnlySpan<byte> bytes, in GroupHeader group, long address)
    {
        int end = GroupFormat.HeaderBytes + group.FramesLength;
        int offset = GroupFormat.HeaderBytes;
        ulong sequence = group.FirstSequence;
        ChainHash previous = offset + FrameFormat.OverheadBytes <= end ? ChainHash.Read(bytes[(offset + FrameFormat.PreviousOffset)..]) : default;
        for (int i = 0; i < group.FrameCount; i++)
        {
            FrameDefect defect = FrameFormat.Check(
                bytes[offset..end], sequence, previous, address + offset, rehash: true, JournalGuards.None, out FrameHeader frame);
            if (defect != FrameDefect.None)
            {
                MetNewer |= defect == FrameDefect.NewerVersion;
                return false;
            }

            offset += FrameFormat.OverheadBytes + frame.PayloadLength;
            previous = frame.Hash;
            sequence++;
        }

        return offset == end;
    }

    /// <summary>Loads the next page that is there; what cannot be read of it counts as zeros.</summary>
    private bool NextPage()
    {
        while (_pageOffset >= _geometry.SegmentBytes)
        {
            _file?.Dispose();
            _file = null;
            if (!_segments.MoveNext())
            {
                return false;
            }

            int segment = _segments.Current;
            _segmentStart = (long)segment << _geometry.SegmentBits;
            bool opened = FileCalls.Open(SegmentFiles.PathOf(_directory, segment), FileCalls.ReadOnly, 0, out _file) == 0;
            _pageOffset = opened ? 0 : _geometry.SegmentBytes;
        }

        _page.AsSpan().Clear();
        int errno = FileCalls.ReadAt(_file!, _page, _pageOffset, out _);
        if (errno != 0)
        {
            Blocks();
        }

        // FASTER keeps the first bytes of a log for itself.
        _at = _segmentStart == 0 && _pageOffset == 0 ? (int)JournalGeometry.FirstAddress : 0;
        _pageOffset += _geometry.PageBytes;
        return true;
    }

    /// <summary>The device refused the page as a whole: block by block, what it still gives.</summary>
    private void Blocks()
    {
        for (int offset = 0; offset < _geometry.PageBytes; offset += JournalGeometry.BlockBytes)
        {
            Span<byte> block = _page.AsSpan(offset, JournalGeometry.BlockBytes);
            if (FileCalls.ReadAt(_file!, block, _pageOffset + offset, out _) != 0)
            {
                block.Clear();
            }
        }
    }
}
