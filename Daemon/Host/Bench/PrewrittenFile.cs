using System;
using Basisd.Linux;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Host.Bench;

/// <summary>The floor of a commit: a file whose blocks are all written already, so that a write and fdatasync move data and no metadata.</summary>
internal sealed class PrewrittenFile : IDisposable
{
    private const int FileBytes = 64 * 1024 * 1024;
    private const int PieceBytes = 1024 * 1024;
    private const int Mode = 0b110_000_000;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private long _at;

    private PrewrittenFile(SafeFileHandle file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>Writes the file ahead.</summary>
    /// <exception cref="BenchException">No room, or no permission.</exception>
    public static PrewrittenFile Create(string path)
    {
        int errno = FileCalls.Open(path, FileCalls.ReadWrite | FileCalls.Create | FileCalls.Exclusive, Mode, out SafeFileHandle? file);
        byte[] zeros = new byte[PieceBytes];
        for (long at = 0; at < FileBytes && errno == 0; at += PieceBytes)
        {
            errno = FileCalls.WriteAt(file!, zeros, at);
        }

        errno = errno == 0 ? FileCalls.Sync(file!) : errno;
        return errno == 0 ? new PrewrittenFile(file!, path) : throw Failed(path, errno);
    }

    /// <summary>Writes behind the last write, from the front again at the end, and waits for the device.</summary>
    /// <exception cref="BenchException">The device failed.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_at + bytes.Length > FileBytes)
        {
            _at = 0;
        }

        int errno = FileCalls.WriteAt(_file, bytes, _at);
        errno = errno == 0 ? FileCalls.SyncData(_file) : errno;
        if (errno != 0)
        {
            throw Failed(_path, errno);
        }

        _at += bytes.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static BenchException Failed(string path, int errno) => new($"{path}: {Errno.Describe(errno)}; name another directory with --dir");
}
