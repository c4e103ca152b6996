using System;
using System.Threading;
using FASTER.core;

namespace Basisd.Journal;

/// <summary>
/// A device under FASTER that knows by itself how far the log is on it. FASTER tells that only after a turn over its pool; who has called it on his
/// own thread can look at once. It must never count what is not on the device, nor anything behind a gap or a failed write.
/// The zeros with which FASTER fills up a page, when the next group does not fit, are not written: behind the log a segment holds zeros already,
/// written ahead, and where a torn tail was, by recovery. Such a group costs one write, as any other.
/// </summary>
/// <param name="prefix">Path of the segments up to the dot and their number.</param>
internal abstract unsafe class LogDevice(string prefix) : StorageDeviceBase(prefix, SectorBytes, Unbounded)
{
    /// <summary>FASTER aligns its memory and what it writes to this: what a device that is written past the kernel's cache asks for.</summary>
    protected const int SectorBytes = JournalGeometry.BlockBytes;

    private const int Unbounded = -1;
    private long _writtenUntil;

    /// <summary>Log address up to which everything that was written is on the device.</summary>
    public long WrittenUntil => Volatile.Read(ref _writtenUntil);

    /// <summary>Where the log ends when the device is opened: all before is there.</summary>
    public void StartAt(long until) => Volatile.Write(ref _writtenUntil, until);

    /// <inheritdoc/>
    public sealed override void WriteAsync(
        IntPtr sourceAddress, int segmentId, ulong destinationAddress, uint numBytesToWrite, DeviceIOCompletionCallback callback, object context)
    {
        ReadOnlySpan<byte> bytes = new((void*)sourceAddress, checked((int)numBytesToWrite));
        if (bytes.ContainsAnyExcept((byte)0))
        {
            Write(bytes, segmentId, destinationAddress, callback, context);
            return;
        }

        Wrote(segmentId, destinationAddress, numBytesToWrite);
        callback(0, numBytesToWrite, context);
    }

    /// <summary>Writes bytes that are not all zero; <see cref="Wrote"/> and <paramref name="callback"/> when they are on the device.</summary>
    protected abstract void Write(ReadOnlySpan<byte> bytes, int segment, ulong offset, DeviceIOCompletionCallback callback, object context);

    /// <summary>A write is on the device. Calls come one at a time.</summary>
    protected void Wrote(int segment, ulong offset, uint bytes)
    {
        long begin = checked((segment * SegmentSize) + (long)offset);
        if (begin <= _writtenUntil && begin + bytes > _writtenUntil)
        {
            Volatile.Write(ref _writtenUntil, begin + bytes);
        }
    }
}
