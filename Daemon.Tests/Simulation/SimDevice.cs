using System;
using System.Globalization;
using Basisd.Journal;
using FASTER.core;

namespace Basisd.Tests.Simulation;

/// <summary>FASTER's device on a <see cref="SimDisk"/>. A write is reported when it is on the device, as with the daemon's O_SYNC files.</summary>
internal sealed unsafe class SimDevice(SimDisk disk, string prefix) : LogDevice(prefix)
{
    protected override void Write(ReadOnlySpan<byte> bytes, int segment, ulong offset, DeviceIOCompletionCallback callback, object context)
    {
        uint length = (uint)bytes.Length;
        disk.DeviceWrite(Name(segment), bytes, (long)offset, errno =>
        {
            if (errno == 0)
            {
                Wrote(segment, offset, length);
            }

            callback((uint)errno, errno == 0 ? length : 0, context);
        });
    }

    public override void ReadAsync(
        int segmentId, ulong sourceAddress, IntPtr destinationAddress, uint readLength, DeviceIOCompletionCallback callback, object context)
    {
        Span<byte> target = new((void*)destinationAddress, (int)readLength);
        int errno = disk.DeviceRead(Name(segmentId), target, (long)sourceAddress, out int read);
        callback((uint)errno, (uint)read, context);
    }

    public override void RemoveSegmentAsync(int segmentId, AsyncCallback callback, IAsyncResult result)
    {
        // The daemon's device ignores what becomes of it (FACTS), and so does this one.
        _ = disk.Unlink(Name(segmentId));
        callback(result);
    }

    public override void Dispose()
    {
        // The files belong to the disk.
    }

    private string Name(int segment) => string.Create(CultureInfo.InvariantCulture, $"{FileName}.{segment}");
}
