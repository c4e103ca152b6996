using System;
using System.IO;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Journal;

/// <summary>
/// Writes frames as a new log with its own anchor into a directory of its own, in whole groups and synced segments, exactly as the daemon would
/// have. It must never touch the directory of the log that it stands in for.
/// </summary>
internal sealed class LogRewriter : IDisposable
{
    private readonly string _directory;
    private readonly JournalGeometry _geometry;
    private readonly JournalId _id;
    private readonly byte[] _group;
    private readonly int _limit;
    private SafeFileHandle? _file;
    private JournalHead _last;
    private long _end;
    private ulong _groupFirst;
    private int _segment = -1;
    private int _used = GroupFormat.HeaderBytes;
    private int _count;

    /// <summary>Prepares to write.</summary>
    /// <param name="directory">An empty directory.</param>
    /// <param name="id">The journal.</param>
    /// <param name="geometry">Sizes of the log.</param>
    /// <param name="baseSegment">Number of the first segment.</param>
    public LogRewriter(string directory, in JournalId id, in JournalGeometry geometry, int baseSegment)
    {
        _directory = directory;
        _id = id;
        _geometry = geometry;
        _group = new byte[geometry.GroupBytes];
        _limit = geometry.GroupBytes - (int)JournalGeometry.FirstAddress;
        BaseSegment = baseSegment;
        _end = geometry.SegmentStart(baseSegment);
    }

    /// <summary>First segment.</summary>
    public int BaseSegment { get; }

    /// <summary>Last segment that was written; below <see cref="BaseSegment"/> before the first group.</summary>
    public int LastSegment => Math.Max(_segment, BaseSegment - 1);

    /// <summary>What failed, for people; empty when nothing did.</summary>
    public string Problem { get; private set; } = string.Empty;

    /// <summary>Adds one frame.</summary>
    /// <returns>False when writing failed.</returns>
    public bool Add(in FrameHeader header, ReadOnlySpan<byte> frame)
    {
        if (frame.Length > _limit - GroupFormat.HeaderBytes)
        {
            Problem = $"sequence {header.Sequence} is larger than a group of this log may be";
            return false;
        }

        if (_used + frame.Length > _limit && !Flush())
        {
            return false;
        }

        _groupFirst = _count == 0 ? header.Sequence : _groupFirst;
        frame.CopyTo(_group.AsSpan(_used));
        _used += frame.Length;
        _count++;
        _last = new JournalHead(header.Sequence, header.Hash);
        return true;
    }

    /// <summary>Writes the rest and the anchor; everything is synced when this returns true.</summary>
    public bool Finish(ulong firstSequence, in ChainHash previous)
    {
        if ((_count > 0 && !Flush()) || !CloseSegment())
        {
            return false;
        }

        Anchor anchor = new(_id, _geometry, 0, _last.Sequence, _last.Hash, _end, BaseSegment, firstSequence, previous);
        int errno = AnchorFile.Create(LinuxDisk.Shared, _directory, anchor, out AnchorFile? file);
        file?.Dispose();
        return Done(errno, Path.Combine(_directory, AnchorFile.Name));
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private bool Flush()
    {
        int frames = _used - GroupFormat.HeaderBytes;
        long address = GroupFormat.Place(_geometry, _end, frames);
        int total = GroupFormat.TotalBytes(address, frames);
        Span<byte> bytes = _group.AsSpan(0, total);
        bytes[_used..].Clear();
        GroupFormat.Write(bytes, address, _id, _groupFirst, _count, frames);
        int segment = _geometry.SegmentOf(address);
        if (segment != _segment && !OpenSegment(segment))
        {
            return false;
        }

        _end = address + total;
        _used = GroupFormat.HeaderBytes;
        _count = 0;
        return Done(FileCalls.WriteAt(_file!, bytes, _geometry.OffsetInSegment(address)), SegmentFiles.PathOf(_directory, segment));
    }

    private bool OpenSegment(int segment)
    {
        string path = SegmentFiles.PathOf(_directory, segment);
        if (!CloseSegment() || !Done(SegmentFiles.WriteAhead(LinuxDisk.Shared, _directory, segment, _geometry.SegmentBytes, pace: null), path))
        {
            return false;
        }

        _segment = segment;
        return Done(FileCalls.Open(path, FileCalls.ReadWrite, 0, out _file), path);
    }

    private bool CloseSegment()
    {
        if (_file is null)
        {
            return true;
        }

        int errno = FileCalls.Sync(_file);
        _file.Dispose();
        _file = null;
        return Done(errno, SegmentFiles.PathOf(_directory, _segment));
    }

    private bool Done(int errno, string path)
    {
        Problem = errno == 0 ? Problem : $"{path} cannot be written: {Errno.Describe(errno)}";
        return errno == 0;
    }
}
