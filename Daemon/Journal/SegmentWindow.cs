using System;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// A stretch of the log in memory, read from the segment files by one call each. A file that is open stays readable when it is cut off. It must
/// never be asked for what is not durable yet.
/// </summary>
internal sealed class SegmentWindow(JournalGround ground, string directory, JournalGeometry geometry) : IDisposable
{
    private readonly byte[] _bytes = new byte[geometry.GroupBytes];
    private IDiskFile? _file;
    private int _segment = -1;
    private long _start;
    private int _length;

    /// <summary>Reads as much as there is room for, to the end of the segment at most: a whole group always fits.</summary>
    /// <param name="address">Where to begin.</param>
    /// <param name="limit">End of what is durable.</param>
    /// <returns>0 or the errno; <see cref="Errno.NoEntry"/> where the segment is gone.</returns>
    public int Load(long address, long limit)
    {
        _length = 0;
        int segment = geometry.SegmentOf(address);
        int errno = segment == _segment ? 0 : Open(segment);
        if (errno != 0)
        {
            return errno;
        }

        long end = Math.Min(limit, (long)(segment + 1) << geometry.SegmentBits);
        int wanted = (int)Math.Min(_bytes.Length, end - address);
        errno = _file!.ReadAt(_bytes.AsSpan(0, wanted), geometry.OffsetInSegment(address), out int read);
        errno = errno == 0 && read != wanted ? Errno.InputOutput : errno;
        _start = address;
        _length = errno == 0 ? wanted : 0;
        return errno;
    }

    /// <summary>What is in memory from an address on; empty where that is not.</summary>
    public ReadOnlySpan<byte> From(long address) =>
        address >= _start && address < _start + _length ? _bytes.AsSpan((int)(address - _start), (int)(_start + _length - address)) : default;

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private int Open(int segment)
    {
        _file?.Dispose();
        _segment = -1;
        int errno = ground.Disk.Open(SegmentFiles.PathOf(directory, segment), FileCalls.ReadOnly, 0, out _file);
        _segment = errno == 0 ? segment : -1;
        return errno;
    }
}
