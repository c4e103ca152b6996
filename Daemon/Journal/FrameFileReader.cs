using System;
using System.Buffers.Binary;
using System.Globalization;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Journal;

/// <summary>
/// Reads a file of exported frames and verifies every one of them: checksum, sequence, chain, and at the end the trailer that proves the file
/// whole. It must never give out a frame that does not continue the one before.
/// </summary>
public sealed class FrameFileReader : IFrameSource
{
    private const int BufferBytes = 1 << 20;
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private ChainHash _head;
    private ulong _next;
    private long _offset;
    private int _start;
    private int _end;
    private bool _over;

    private FrameFileReader(string path, SafeFileHandle file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>The journal that the frames are of.</summary>
    public JournalId Id { get; private set; }

    /// <summary>Sizes of the log that they were in.</summary>
    public JournalGeometry Geometry { get; private set; }

    /// <summary>Sequence of the first frame.</summary>
    public ulong First { get; private set; }

    /// <summary>Frames read so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Last frame read.</summary>
    public JournalHead Last => new(_next - 1, _head);

    /// <inheritdoc/>
    public string? Problem { get; private set; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What is wrong with it; empty when nothing.</param>
    public static FrameFileReader? Open(string path, out string problem)
    {
        int errno = FileCalls.Open(path, FileCalls.ReadOnly, 0, out SafeFileHandle? file);
        if (errno != 0)
        {
            problem = $"{path} cannot be read: {Errno.Describe(errno)}";
            return null;
        }

        FrameFileReader reader = new(path, file!);
        problem = reader.Begin();
        if (problem.Length == 0)
        {
            return reader;
        }

        reader.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public bool TryNext(out FrameHeader header, out ReadOnlySpan<byte> frame)
    {
        header = default;
        frame = default;
        if (_over || !Fill(sizeof(uint)))
        {
            return Fail("ends before its trailer: the export was cut off");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_start));
        if (length == 0)
        {
            return End();
        }

        if (length is < FrameFormat.OverheadBytes or > FrameFormat.OverheadBytes + FrameFormat.MaxPayloadBytes || !Fill((int)length))
        {
            return Fail("is cut off or hurt");
        }

        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_start, (int)length);
        FrameDefect defect = FrameFormat.Check(bytes, _next, _head, _offset + _start, rehash: true, JournalGuards.None, out header);
        if (defect != FrameDefect.None)
        {
            string why = defect == FrameDefect.NewerVersion ? "was written by a newer basisd, which is needed to use it" : $"is hurt ({defect})";
            return Fail(string.Create(CultureInfo.InvariantCulture, $"{why} at offset {_offset + _start}, sequence {_next}"));
        }

        frame = bytes;
        _start += (int)length;
        _head = header.Hash;
        _next++;
        Frames++;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private string Begin()
    {
        bool full = Fill(FrameFileFormat.HeaderBytes);
        string problem = FrameFileFormat.ReadHeader(
            _buffer.AsSpan(0, full ? FrameFileFormat.HeaderBytes : 0), out JournalId id, out JournalGeometry geometry, out ulong first, out _head);
        Id = id;
        Geometry = geometry;
        First = first;
        _next = first;
        _start = FrameFileFormat.HeaderBytes;
        return problem.Length == 0 ? string.Empty : $"{_path} {problem}";
    }

    private bool End()
    {
        _over = true;
        bool whole = Fill(FrameFileFormat.TrailerBytes)
            && FrameFileFormat.IsTrailer(_buffer.AsSpan(_start, FrameFileFormat.TrailerBytes), Frames, Last);
        Problem = whole ? null : $"{_path} has a hurt trailer: export it again";
        return false;
    }

    private bool Fail(string what)
    {
        Problem = _over ? Problem : $"{_path} {what}; export it again, or name another file";
        _over = true;
        return false;
    }

    /// <summary>Has at least <paramref name="bytes"/> in the buffer.</summary>
    private bool Fill(int bytes)
    {
        if (_end - _start >= bytes)
        {
            return true;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _offset += _start;
        _end -= _start;
        _start = 0;
        int errno = FileCalls.ReadAt(_file, _buffer.AsSpan(_end), _offset + _end, out int read);
        _end += errno == 0 ? read : 0;
        return _end >= bytes;
    }
}
