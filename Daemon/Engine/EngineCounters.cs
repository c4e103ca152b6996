using System.Threading;
using Basisd.Node;

namespace Basisd.Engine;

/// <summary>
/// What came and what was not taken, for metrics (SPEC 14). Written by the loop thread alone, read by any: each number is exact, a group of
/// them is not one moment.
/// </summary>
public sealed class EngineCounters
{
    /// <summary>Kind slot of whole packets and of records of an unknown kind.</summary>
    public const int UnknownSlot = 0;

    /// <summary>Kind slot of control records; observation kinds are their own slots.</summary>
    public const int ControlSlot = ObservationRanges.KindCount;

    /// <summary>Kind slots.</summary>
    public const int KindSlots = ControlSlot + 1;

    /// <summary>Reasons, <see cref="RejectReason.None"/> among them.</summary>
    public const int Reasons = (int)RejectReason.RingCorrupt + 1;

    private readonly long[] _accepted = new long[KindSlots];
    private readonly long[] _rejected = new long[KindSlots * Reasons];
    private readonly long[] _closed = new long[Reasons];
    private long _packets;
    private long _gaps;
    private long _missing;
    private long _opened;
    private long _outOfDescriptors;
    private long _commits;
    private long _commands;

    /// <summary>Packets received.</summary>
    public long Packets => Volatile.Read(ref _packets);

    /// <summary>Sequence gaps.</summary>
    public long Gaps => Volatile.Read(ref _gaps);

    /// <summary>Records missing in all gaps; stops at the largest number.</summary>
    public long Missing => Volatile.Read(ref _missing);

    /// <summary>Sessions that said hello.</summary>
    public long Opened => Volatile.Read(ref _opened);

    /// <summary>Connections that could not be taken because the process or the machine had no descriptors left.</summary>
    public long OutOfDescriptors => Volatile.Read(ref _outOfDescriptors);

    /// <summary>Whole commits received.</summary>
    public long Commits => Volatile.Read(ref _commits);

    /// <summary>Commands handed to sessions.</summary>
    public long Commands => Volatile.Read(ref _commands);

    /// <summary>Observations taken of a kind.</summary>
    public long Accepted(ObservationKind kind) => Volatile.Read(ref _accepted[(int)kind]);

    /// <summary>Rejections by kind slot and reason.</summary>
    /// <param name="kindSlot">An observation kind, <see cref="ControlSlot"/> or <see cref="UnknownSlot"/>.</param>
    /// <param name="reason">The reason.</param>
    public long Rejected(int kindSlot, RejectReason reason) => Volatile.Read(ref _rejected[(kindSlot * Reasons) + (int)reason]);

    /// <summary>Rejections of a reason over all kinds.</summary>
    public long Rejected(RejectReason reason)
    {
        long sum = 0;
        for (int slot = 0; slot < KindSlots; slot++)
        {
            sum += Rejected(slot, reason);
        }

        return sum;
    }

    /// <summary>Connections and sessions ended by a reason; <see cref="RejectReason.None"/>: the engine left.</summary>
    public long Closed(RejectReason reason) => Volatile.Read(ref _closed[(int)reason]);

    internal static int SlotOf(ushort kind)
    {
        if (kind >= EngineProtocol.FirstControlKind)
        {
            return ControlSlot;
        }

        return kind < ObservationRanges.KindCount ? kind : UnknownSlot;
    }

    internal void Packet() => Volatile.Write(ref _packets, _packets + 1);

    internal void Accept(ObservationKind kind) => Volatile.Write(ref _accepted[(int)kind], _accepted[(int)kind] + 1);

    internal void Reject(int kindSlot, RejectReason reason)
    {
        ref long count = ref _rejected[(kindSlot * Reasons) + (int)reason];
        Volatile.Write(ref count, count + 1);
    }

    internal void Gap(long missing)
    {
        Volatile.Write(ref _gaps, _gaps + 1);
        Volatile.Write(ref _missing, _missing > long.MaxValue - missing ? long.MaxValue : _missing + missing);
    }

    internal void Open() => Volatile.Write(ref _opened, _opened + 1);

    internal void Close(RejectReason reason) => Volatile.Write(ref _closed[(int)reason], _closed[(int)reason] + 1);

    internal void OutOfDescriptor() => Volatile.Write(ref _outOfDescriptors, _outOfDescriptors + 1);

    internal void Commit() => Volatile.Write(ref _commits, _commits + 1);

    internal void Command() => Volatile.Write(ref _commands, _commands + 1);
}
