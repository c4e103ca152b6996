using System;
using System.Threading;
using Basisd.Linux;
using Basisd.Node;
using Microsoft.Win32.SafeHandles;

namespace Basisd.Engine;

/// <summary>
/// The daemon's end of one ring. The memory is the engine's to write, so nothing in it is believed: where this end is, how long the ring is and
/// what was seen before are kept here; a record is copied first and judged afterwards, on the copy; a counter that cannot be ends the session. It
/// never waits for the engine, and takes no more than it is asked for.
/// </summary>
internal sealed unsafe class EngineRing : IDisposable
{
    /// <summary>What <see cref="Take"/> says of counters that cannot be.</summary>
    public const int Corrupt = -1;

    private readonly int _slots;
    private byte* _start;
    private ulong _tail;
    private ulong _seen;
    private ulong _mark;

    private EngineRing(byte* start, int slots, SafeFileHandle file)
    {
        _start = start;
        _slots = slots;
        File = file;
    }

    /// <summary>The file, for the engine to map.</summary>
    public SafeFileHandle File { get; }

    /// <summary>Whether records behind the last socket packet were noted and are to be taken first.</summary>
    public bool IsMarked { get; set; }

    /// <summary>Whether everything before the mark was taken.</summary>
    public bool IsPastMark => _tail >= _mark;

    /// <summary>Whether something was published that was not taken, or a counter changed that may not.</summary>
    public bool HasWork => Volatile.Read(ref *(ulong*)(_start + RingLayout.HeadOffset)) != _tail;

    /// <summary>Makes a ring; null where the process has no descriptor or no memory for it.</summary>
    /// <param name="slots">Records, as <see cref="RingLayout.IsPossible"/> allows.</param>
    /// <param name="session">The session that it is for.</param>
    public static EngineRing? TryOpen(int slots, long session)
    {
        const string Name = "basisd-ring";
        SafeFileHandle? file = null;
        try
        {
            file = MemoryFile.OfFixedSize(Name, RingLayout.TotalBytes(slots));
            byte* start = MemoryCalls.Map(file, Name, (nuint)RingLayout.TotalBytes(slots), writable: true);
            *(ulong*)(start + RingLayout.MagicOffset) = RingLayout.Magic;
            *(uint*)(start + RingLayout.VersionOffset) = RingLayout.Version;
            *(uint*)(start + RingLayout.SlotsOffset) = (uint)slots;
            *(uint*)(start + RingLayout.HeaderBytesOffset) = RingLayout.HeaderBytes;
            *(uint*)(start + RingLayout.RecordBytesOffset) = EngineProtocol.RecordBytes;
            *(long*)(start + RingLayout.SessionOffset) = session;
            return new EngineRing(start, slots, file);
        }
        catch (LinuxException)
        {
            file?.Dispose();
            return null;
        }
    }

    /// <summary>Copies what was published, oldest first, and gives its room back.</summary>
    /// <param name="into">Room for the copies.</param>
    /// <returns>Records copied, or <see cref="Corrupt"/>.</returns>
    public int Take(Span<Observation> into)
    {
        if (!TryLook(out ulong available))
        {
            return Corrupt;
        }

        int count = (int)Math.Min(available, (ulong)into.Length);
        if (count == 0)
        {
            return 0;
        }

        int at = (int)(_tail & (ulong)(_slots - 1));
        int straight = Math.Min(count, _slots - at);
        Records(at, straight).CopyTo(into);
        Records(0, count - straight).CopyTo(into[straight..]);
        _tail += (ulong)count;
        Volatile.Write(ref *(ulong*)(_start + RingLayout.TailOffset), _tail);
        WakeProducer();
        return count;
    }

    /// <summary>Notes how far the engine is now. False when its counter cannot be.</summary>
    public bool TryMark()
    {
        bool sound = TryLook(out _);
        _mark = _seen;
        IsMarked = sound;
        return sound;
    }

    /// <summary>Says that the consumer is about to sleep: from now on the engine rings the bell.</summary>
    /// <returns>False when there is work already.</returns>
    public bool TryRest()
    {
        Volatile.Write(ref *(uint*)(_start + RingLayout.SleepingOffset), 1);

        // The engine writes its counter, then reads the flag; this end writes the flag, then reads the counter: one of the two sees the other.
        Interlocked.MemoryBarrier();
        return !HasWork;
    }

    /// <summary>Says that the consumer looks by itself.</summary>
    public void Rise() => Volatile.Write(ref *(uint*)(_start + RingLayout.SleepingOffset), 0);

    /// <summary>Gives the memory back. The engine's own mapping lives on, and is read by nobody.</summary>
    public void Dispose()
    {
        if (_start == null)
        {
            return;
        }

        MemoryCalls.Unmap(_start, (nuint)RingLayout.TotalBytes(_slots));
        _start = null;
        File.Dispose();
    }

    /// <summary>The counter only rises, and never by more than there is room for: anything else is no ring any more.</summary>
    private bool TryLook(out ulong available)
    {
        ulong head = Volatile.Read(ref *(ulong*)(_start + RingLayout.HeadOffset));
        available = unchecked(head - _tail);
        if (head < _seen || available > (ulong)_slots)
        {
            return false;
        }

        _seen = head;
        return true;
    }

    private void WakeProducer()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref *(uint*)(_start + RingLayout.WaitingOffset)) != 0)
        {
            FutexCalls.WakeAll((uint*)(_start + RingLayout.TailOffset));
        }
    }

    private ReadOnlySpan<Observation> Records(int at, int count) =>
        new(_start + RingLayout.HeaderBytes + (at * EngineProtocol.RecordBytes), count);
}
