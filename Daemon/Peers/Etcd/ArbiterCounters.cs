using System;
using System.Threading;
using Basisd.Cluster;

namespace Basisd.Peers.Etcd;

/// <summary>What metrics say of the arbiter. Written by threads of the pool, read by any.</summary>
public sealed class ArbiterCounters
{
    private readonly long[] _reads = new long[4];
    private readonly long[] _swaps = new long[4];
    private readonly long[] _failedTries;
    private long _rejectedOld;
    private long _refusedBusy;
    private long _lastLatency;
    private long _lastAnswered;
    private int _member;

    /// <summary>Creates counters at zero.</summary>
    /// <param name="members">How many endpoints there are.</param>
    public ArbiterCounters(int members) => _failedTries = new long[members];

    /// <summary>Answers that were older than one heard before, or of another etcd cluster.</summary>
    public long RejectedOld => Interlocked.Read(ref _rejectedOld);

    /// <summary>Calls that were not carried out because as many as may be were under way.</summary>
    public long RefusedBusy => Interlocked.Read(ref _refusedBusy);

    /// <summary>How long the latest call that was answered took, from its first byte, ns.</summary>
    public long LastLatencyNs => Interlocked.Read(ref _lastLatency);

    /// <summary>CLOCK_BOOTTIME of the latest answer that counted, ns; 0 before the first.</summary>
    public long LastAnsweredAt => Interlocked.Read(ref _lastAnswered);

    /// <summary>Number of the endpoint that answered last.</summary>
    public int Member => Volatile.Read(ref _member);

    /// <summary>Reads that ended so.</summary>
    public long Reads(ArbiterOutcome outcome) => Interlocked.Read(ref _reads[(int)outcome]);

    /// <summary>Compare-and-swaps that ended so.</summary>
    public long Swaps(ArbiterOutcome outcome) => Interlocked.Read(ref _swaps[(int)outcome]);

    /// <summary>Tries at one endpoint without an answer that counts.</summary>
    public long FailedTries(int member) => Interlocked.Read(ref _failedTries[member]);

    internal void Ended(ArbiterCall call, ArbiterOutcome outcome) => Interlocked.Increment(ref (call.IsRead ? _reads : _swaps)[(int)outcome]);

    internal void TryFailed(int member) => Interlocked.Increment(ref _failedTries[member]);

    internal void Rejected() => Interlocked.Increment(ref _rejectedOld);

    internal void Busy() => Interlocked.Increment(ref _refusedBusy);

    internal void Answered(int member, long sentAt, long now)
    {
        Volatile.Write(ref _member, member);
        Interlocked.Exchange(ref _lastLatency, Math.Max(0, now - sentAt));
        Interlocked.Exchange(ref _lastAnswered, now);
    }
}
