using System.Threading;

namespace Basisd.Host.Loop;

/// <summary>
/// Until when a slot's loop may act, and what of its journal others have as well (SPEC 12). Written by the cluster's thread, read by the loop and by
/// whoever lets something out. A node that is alone has a right without end, and what its own disk holds is committed.
/// </summary>
public sealed class ActingRight
{
    private long _deadlineNs;
    private ulong _replicated;
    private volatile bool _isFenced;

    private ActingRight(long deadlineNs, ulong replicated)
    {
        _deadlineNs = deadlineNs;
        _replicated = replicated;
    }

    /// <summary>CLOCK_BOOTTIME, ns, at which the right ends; the gate page is never valid beyond it.</summary>
    public long DeadlineNs
    {
        get => Volatile.Read(ref _deadlineNs);
        set => Volatile.Write(ref _deadlineNs, value);
    }

    /// <summary>Last sequence that every member of the in-sync set has durable.</summary>
    public ulong Replicated
    {
        get => Volatile.Read(ref _replicated);
        set => Volatile.Write(ref _replicated, value);
    }

    /// <summary>The right has ended for good: nothing is appended, published or sent any more.</summary>
    public bool IsFenced => _isFenced;

    /// <summary>The right of a node that is alone.</summary>
    public static ActingRight WithoutEnd() => new(long.MaxValue, ulong.MaxValue);

    /// <summary>The right of an owner.</summary>
    /// <param name="deadlineNs">Its first deadline, CLOCK_BOOTTIME ns.</param>
    /// <param name="replicated">What is committed at the takeover.</param>
    public static ActingRight Until(long deadlineNs, ulong replicated) => new(deadlineNs, replicated);

    /// <summary>Whether the loop may act now.</summary>
    /// <param name="bootNowNs">CLOCK_BOOTTIME, ns.</param>
    public bool HoldsAt(long bootNowNs) => !_isFenced && bootNowNs < DeadlineNs;

    /// <summary>Ends it.</summary>
    public void Fence() => _isFenced = true;
}
