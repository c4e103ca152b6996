using System;
using System.Threading;
using Basisd.Linux;
using Basisd.Node;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Engine;

/// <summary>
/// The engine's end of a ring, the C# twin of the functions in basis_engine.h. One thread publishes. What the daemon's side of the memory says is
/// checked only as far as this side's own safety needs it: a daemon is trusted by its engine, never the reverse.
/// </summary>
public sealed unsafe class RingProducer : IDisposable
{
    private readonly int _slots;
    private byte* _start;
    private ulong _head;

    private RingProducer(byte* start, int slots)
    {
        _start = start;
        _slots = slots;
    }

    /// <summary>Records that can be published now.</summary>
    public int Free => _slots - (int)Math.Min((ulong)_slots, unchecked(_head - Volatile.Read(ref *(ulong*)(_start + RingLayout.TailOffset))));

    /// <summary>Whether the daemon took everything.</summary>
    public bool IsEmpty => Free == _slots;

    /// <summary>Whether the daemon sleeps and is to be told by a bell. Ask after publishing, not before.</summary>
    public bool NeedsBell => Volatile.Read(ref *(uint*)(_start + RingLayout.SleepingOffset)) != 0;

    /// <summary>The bytes of the ring, for tests of what a hostile engine could write.</summary>
    internal Span<byte> Memory => new(_start, RingLayout.TotalBytes(_slots));

    /// <summary>Maps the memory that came with the daemon's answer.</summary>
    /// <param name="file">Its descriptor.</param>
    /// <param name="slots">Records, by the answer.</param>
    /// <exception cref="EngineClientException">It is no ring of this version.</exception>
    public static RingProducer Map(SafeFileHandle file, int slots)
    {
        if (!RingLayout.IsPossible(slots, RingLayout.MostSlots) || MemoryCalls.Length(file) < RingLayout.TotalBytes(slots))
        {
            throw new EngineClientException(RejectReason.RingRefused, $"the daemon's ring of {slots} records has another length");
        }

        byte* start;
        try
        {
            start = MemoryCalls.Map(file, "ring", (nuint)RingLayout.TotalBytes(slots), writable: true);
        }
        catch (LinuxException e)
        {
            throw new EngineClientException(RejectReason.RingRefused, $"the daemon's ring: {e.Message}");
        }

        bool sound = *(ulong*)(start + RingLayout.MagicOffset) == RingLayout.Magic && *(uint*)(start + RingLayout.VersionOffset) == RingLayout.Version
            && *(uint*)(start + RingLayout.SlotsOffset) == (uint)slots && *(uint*)(start + RingLayout.HeaderBytesOffset) == RingLayout.HeaderBytes
            && *(uint*)(start + RingLayout.RecordBytesOffset) == EngineProtocol.RecordBytes;
        if (!sound)
        {
            MemoryCalls.Unmap(start, (nuint)RingLayout.TotalBytes(slots));
            throw new EngineClientException(RejectReason.RingRefused, $"the daemon's ring is not of layout version {RingLayout.Version}");
        }

        return new RingProducer(start, slots);
    }

    /// <summary>Publishes as many records as there is room for, all at once.</summary>
    /// <param name="records">Numbered on by the caller, as on the socket.</param>
    /// <returns>How many were taken, from the front.</returns>
    public int Publish(ReadOnlySpan<Observation> records)
    {
        int count = Math.Min(records.Length, Free);
        int at = (int)(_head & (ulong)(_slots - 1));
        int straight = Math.Min(count, _slots - at);
        records[..straight].CopyTo(Slots(at, straight));
        records[straight..count].CopyTo(Slots(0, count - straight));
        _head += (ulong)count;
        Volatile.Write(ref *(ulong*)(_start + RingLayout.HeadOffset), _head);
        Interlocked.MemoryBarrier(); // the counter before the daemon's flag is read
        return count;
    }

    /// <summary>Waits until there is room, at most so long.</summary>
    /// <param name="timeoutNs">Longest wait, ns.</param>
    public void AwaitRoom(long timeoutNs)
    {
        uint* word = (uint*)(_start + RingLayout.TailOffset);
        uint seen = Volatile.Read(ref *word);
        Volatile.Write(ref *(uint*)(_start + RingLayout.WaitingOffset), 1);
        Interlocked.MemoryBarrier();
        if (Free == 0)
        {
            FutexCalls.WaitWhile(word, seen, timeoutNs);
        }

        Volatile.Write(ref *(uint*)(_start + RingLayout.WaitingOffset), 0);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_start != null)
        {
            MemoryCalls.Unmap(_start, (nuint)RingLayout.TotalBytes(_slots));
            _start = null;
        }
    }

    private Span<Observation> Slots(int at, int count) => new(_start + RingLayout.HeaderBytes + (at * EngineProtocol.RecordBytes), count);
}
