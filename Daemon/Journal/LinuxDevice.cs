using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Threading;
using Basisd.Linux;
using FASTER.core;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Journal;

/// <summary>
/// FASTER's device over the segment files: a write is one pwrite to a file opened with O_DSYNC, on the thread that asks, and is told as done
/// when it has returned. No other thread takes part, so a commit costs no wake-up more than the write itself; a write that hangs holds the commit
/// thread, which the loop sees from outside (<see cref="NodeJournal.CheckHang"/>). Where the file system can, it goes past the kernel's cache
/// (O_DIRECT): nothing is copied there, and no processor is held in the kernel for as long as a copy takes. It must never create, extend or remove
/// a file: segments are made and removed by the housekeeper alone.
/// </summary>
internal sealed unsafe class LinuxDevice(string prefix) : LogDevice(prefix)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, SafeFileHandle> _open = [];
    private readonly WriteBuffer _buffer = new();
    private int _flags = FileCalls.ReadWrite | FileCalls.DataSync;
    private bool _probed;

    /// <inheritdoc/>
    protected override void Write(ReadOnlySpan<byte> bytes, int segment, ulong offset, DeviceIOCompletionCallback callback, object context)
    {
        int errno = Segment(segment, out SafeFileHandle? file);
        errno = errno != 0 ? errno : FileCalls.WriteAt(file!, _buffer.Gather(bytes), checked((long)offset));
        if (errno == 0)
        {
            Wrote(segment, offset, (uint)bytes.Length);
        }

        callback((uint)errno, errno == 0 ? (uint)bytes.Length : 0, context);
    }

    /// <inheritdoc/>
    public override void ReadAsync(
        int segmentId, ulong sourceAddress, IntPtr destinationAddress, uint readLength, DeviceIOCompletionCallback callback, object context)
    {
        int read = 0;
        int errno = Segment(segmentId, out SafeFileHandle? file);
        Span<byte> target = new((void*)destinationAddress, checked((int)readLength));
        errno = errno != 0 ? errno : FileCalls.ReadAt(file!, target, checked((long)sourceAddress), out read);
        callback((uint)errno, (uint)read, context);
    }

    /// <summary>Gives the descriptor of a segment back; the housekeeper removes the file.</summary>
    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result)
    {
        lock (_gate)
        {
            if (_open.Remove(segment, out SafeFileHandle? file))
            {
                file.Dispose();
            }
        }

        callback(result);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (_gate)
        {
            foreach (SafeFileHandle file in _open.Values)
            {
                file.Dispose();
            }

            _open.Clear();
            _buffer.Dispose();
        }
    }

    private int Segment(int segment, out SafeFileHandle? file)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(segment, out file))
            {
                return 0;
            }

            string path = string.Create(CultureInfo.InvariantCulture, $"{FileName}.{segment}");
            if (!_probed)
            {
                _flags |= TakesDirect(path) ? FileCalls.Direct : 0;
                _probed = true;
            }

            int errno = FileCalls.Open(path, _flags, 0, out file);
            if (errno == 0)
            {
                _open.Add(segment, file!);
            }

            return errno;
        }
    }

    /// <summary>
    /// Whether files here can be used past the kernel's cache, with FASTER's alignment. Found out by a read, once: a write that is refused for its
    /// alignment would be a fault of the journal.
    /// </summary>
    private static bool TakesDirect(string path)
    {
        if (FileCalls.Open(path, FileCalls.ReadOnly | FileCalls.Direct, 0, out SafeFileHandle? file) != 0)
        {
            return false;
        }

        using (file)
        {
            void* block = NativeMemory.AlignedAlloc(SectorBytes, SectorBytes);
            int errno = FileCalls.ReadAt(file!, new Span<byte>(block, SectorBytes), 0, out int read);
            NativeMemory.AlignedFree(block);
            return errno == 0 && read == SectorBytes;
        }
    }
}
