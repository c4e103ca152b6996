using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using Basisd.Journal;
using Basisd.Linux;
using FASTER.core;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Tests.Journal;

/// <summary>
/// The machine's disk, on which a test can refuse new segments and stop the device's writes in their own call, as a dying disk does.
/// </summary>
internal sealed class WatchedDisk : IJournalDisk, IDisposable
{
    private readonly LinuxDisk _disk = LinuxDisk.Shared;
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private int _refused;
    private int _hanging;
    private int _writes;

    /// <summary>No segment can be made: the file system is full.</summary>
    public volatile bool Full;

    /// <summary>Segments that could not be made.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>A write of the device is in the kernel and does not come back.</summary>
    public bool Hanging => Volatile.Read(ref _hanging) != 0;

    /// <summary>Writes of the device.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>The thread that hangs, by name.</summary>
    public string? HangingThread { get; private set; }

    /// <summary>From now on a write of the device does not come back.</summary>
    public void Hang() => _open.Reset();

    /// <summary>Lets go what hangs.</summary>
    public void Release() => _open.Set();

    public int Open(string path, int flags, int mode, out IDiskFile? file)
    {
        if (Full && path.EndsWith(".new", StringComparison.Ordinal))
        {
            file = null;
            Interlocked.Increment(ref _refused);
            return Errno.NoSpace;
        }

        return _disk.Open(path, flags, mode, out file);
    }

    public int Names(string directory, out List<string> names) => _disk.Names(directory, out names);

    public bool DirectoryExists(string path) => _disk.DirectoryExists(path);

    public bool FileExists(string path) => _disk.FileExists(path);

    public int Rename(string from, string to) => _disk.Rename(from, to);

    public int Unlink(string path) => _disk.Unlink(path);

    public int SyncDirectory(string path) => _disk.SyncDirectory(path);

    public int FreeBytes(string path, out long bytes) => _disk.FreeBytes(path, out bytes);

    public int Owner(string path, out uint user) => _disk.Owner(path, out user);

    public LogDevice OpenLog(string prefix) => new Device(this, prefix);

    public void Dispose()
    {
        Release();
        _open.Dispose();
    }

    private void Pass()
    {
        Interlocked.Increment(ref _writes);
        if (!_open.IsSet)
        {
            HangingThread = Thread.CurrentThread.Name;
            Volatile.Write(ref _hanging, 1);
            _open.Wait();
            Volatile.Write(ref _hanging, 0);
        }
    }

    /// <summary>Writes on the caller's thread, as the daemon's own device does, and hangs there.</summary>
    private sealed unsafe class Device(WatchedDisk disk, string prefix) : LogDevice(prefix)
    {
        private readonly Dictionary<int, SafeFileHandle> _files = [];

        public override void ReadAsync(
            int segmentId, ulong sourceAddress, IntPtr destinationAddress, uint readLength, DeviceIOCompletionCallback callback, object context)
        {
            int errno = FileCalls.ReadAt(
                File(segmentId), new Span<byte>((void*)destinationAddress, (int)readLength), (long)sourceAddress, out int read);
            callback((uint)errno, (uint)read, context);
        }

        public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result) => callback(result);

        public override void Dispose()
        {
            foreach (SafeFileHandle file in _files.Values)
            {
                file.Dispose();
            }
        }

        protected override void Write(ReadOnlySpan<byte> bytes, int segment, ulong offset, DeviceIOCompletionCallback callback, object context)
        {
            disk.Pass();
            int errno = FileCalls.WriteAt(File(segment), bytes, (long)offset);
            if (errno == 0)
            {
                Wrote(segment, offset, (uint)bytes.Length);
            }

            callback((uint)errno, errno == 0 ? (uint)bytes.Length : 0, context);
        }

        private SafeFileHandle File(int segment)
        {
            if (!_files.TryGetValue(segment, out SafeFileHandle? file))
            {
                string path = string.Create(CultureInfo.InvariantCulture, $"{FileName}.{segment}");
                Assert(FileCalls.Open(path, FileCalls.ReadWrite | FileCalls.DataSync, 0, out file));
                _files.Add(segment, file!);
            }

            return file!;
        }

        private static void Assert(int errno) => Xunit.Assert.Equal(0, errno);
    }
}
