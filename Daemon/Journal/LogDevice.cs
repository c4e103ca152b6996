using System.Threading;
using FASTER.core;

namespace Basisd.Journal;

/// <summary>
/// A device under FASTER that knows by itself how far the log is on it. FASTER tells that only after a turn over its pool; who has called it on his
/// own thread can look at once. It must never count what is not on the device, nor anything behind a gap or a failed write.
/// </summary>
/// <param name="prefix">Path of the segments up to the dot and their number.</param>
internal abstract class LogDevice(string prefix) : StorageDeviceBase(prefix, SectorBytes, Unbounded)
{
    private const int SectorBytes = 512;
    private const int Unbounded = -1;
    private long _writtenUntil;

    /// <summary>Log address up to which everything that was written is on the device.</summary>
    public long WrittenUntil => Volatile.Read(ref _writtenUntil);

    /// <summary>Where the log ends when the device is opened: all before is there.</summary>
    public void StartAt(long until) => Volatile.Write(ref _writtenUntil, until);

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
