using System;
using System.IO;
using Basisd.Linux;

namespace Basisd.Journal;

/// <summary>
/// Writes exported frames into a file that a journal can be repaired from: beside the name first, under it only when it is whole and synced. It
/// must never replace an earlier export by half of a new one.
/// </summary>
public sealed class FrameFileWriter : IDisposable
{
    private const string FreshSuffix = ".new";
    private const int OwnerOnly = 0x180; // 0600: the journal holds what the engine committed
    private const int BufferBytes = 1 << 20;
    private readonly string _path;
    private readonly IJournalDisk _disk;
    private readonly IDiskFile _file;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private JournalHead _last;
    private long _written;
    private int _used;
    private bool _begun;
    private bool _finished;

    private FrameFileWriter(IJournalDisk disk, string path, IDiskFile file)
    {
        _disk = disk;
        _path = path;
        _file = file;
    }

    /// <summary>Frames so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Sequence of the first one; 0 before it.</summary>
    public ulong First { get; private set; }

    /// <summary>The last one.</summary>
    public JournalHead Last => _last;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where it goes.</param>
    /// <param name="problem">Why it cannot; empty when it can.</param>
    public static FrameFileWriter? Create(string path, out string problem) => Create(LinuxDisk.Shared, path, out problem);

    /// <inheritdoc cref="Create(string, out string)"/>
    internal static FrameFileWriter? Create(IJournalDisk disk, string path, out string problem)
    {
        int errno = disk.Open(path + FreshSuffix, FileCalls.ReadWrite | FileCalls.Create, OwnerOnly, out IDiskFile? file);
        errno = errno != 0 ? errno : file!.Truncate(0);
        problem = errno == 0 ? string.Empty : $"{path} cannot be written: {Errno.Describe(errno)}";
        return errno == 0 ? new FrameFileWriter(disk, path, file!) : null;
    }

    /// <summary>Adds one frame; it must continue the one before.</summary>
    /// <param name="id">The journal.</param>
    /// <param name="geometry">Sizes of its log.</param>
    /// <param name="header">The frame's header.</param>
    /// <param name="frame">Its exact bytes.</param>
    /// <returns>Empty, or what went wrong.</returns>
    public string Add(in JournalId id, in JournalGeometry geometry, in FrameHeader header, ReadOnlySpan<byte> frame)
    {
        ChainHash previous = ChainHash.Read(frame[FrameFormat.PreviousOffset..]);
        if (!_begun)
        {
            _begun = true;
            First = header.Sequence;
            FrameFileFormat.WriteHeader(_buffer, id, geometry, header.Sequence, previous);
            _used = FrameFileFormat.HeaderBytes;
        }
        else if (header.Sequence != _last.Sequence + 1 || previous != _last.Hash)
        {
            return $"the log was cut between sequence {_last.Sequence} and {header.Sequence} while it was exported; export again";
        }

        string problem = _used + frame.Length > _buffer.Length ? Flush() : string.Empty;
        frame.CopyTo(_buffer.AsSpan(_used));
        _used += frame.Length;
        _last = new JournalHead(header.Sequence, header.Hash);
        Frames++;
        return problem;
    }

    /// <summary>Ends the file, syncs it and gives it its name.</summary>
    /// <returns>Empty, or what went wrong.</returns>
    public string Finish()
    {
        string problem = _used + FrameFileFormat.TrailerBytes > _buffer.Length ? Flush() : string.Empty;
        FrameFileFormat.WriteTrailer(_buffer.AsSpan(_used), Frames, _last);
        _used += FrameFileFormat.TrailerBytes;
        problem = problem.Length > 0 ? problem : Flush();
        if (problem.Length > 0)
        {
            return problem;
        }

        int errno = _file.Sync();
        errno = errno != 0 ? errno : _disk.Rename(_path + FreshSuffix, _path);
        errno = errno != 0 ? errno : _disk.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        _finished = errno == 0;
        return errno == 0 ? string.Empty : $"{_path} cannot be written: {Errno.Describe(errno)}";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        if (!_finished)
        {
            // Half an export is worth nothing; should it stay, the next one writes over it.
            _ = _disk.Unlink(_path + FreshSuffix);
        }
    }

    private string Flush()
    {
        int errno = _file.WriteAt(_buffer.AsSpan(0, _used), _written);
        _written += _used;
        _used = 0;
        return errno == 0 ? string.Empty : $"{_path} cannot be written: {Errno.Describe(errno)}";
    }
}
