using System;
using System.Threading;

namespace Basisd.Peers.Heartbeats;

/// <summary>What went through the heartbeat socket. Written by its thread alone, read by any.</summary>
public sealed class HeartbeatCounters
{
    private readonly long[] _rejected = new long[Enum.GetValues<HeartbeatReject>().Length];
    private readonly long[] _accepted;
    private readonly long[] _sendErrors;
    private readonly int[] _lastErrno;
    private long _received;
    private long _sent;
    private long _unfit;
    private long _receiveErrors;
    private long _drops;

    internal HeartbeatCounters(int nodes)
    {
        _accepted = new long[nodes];
        _sendErrors = new long[nodes];
        _lastErrno = new int[nodes];
    }

    /// <summary>Datagrams taken from the kernel: accepted and rejected together.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Datagrams handed to the kernel.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Heartbeats that were not sent to anybody because the format cannot hold them.</summary>
    public long Unfit => Volatile.Read(ref _unfit);

    /// <summary>Errors that receiving met, besides nothing being there.</summary>
    public long ReceiveErrors => Volatile.Read(ref _receiveErrors);

    /// <summary>Datagrams that the kernel dropped because its buffer was full.</summary>
    public long KernelDrops => Volatile.Read(ref _drops);

    /// <summary>Datagrams rejected for a reason.</summary>
    public long Rejected(HeartbeatReject reason) => Volatile.Read(ref _rejected[(int)reason]);

    /// <summary>Heartbeats of a node that counted.</summary>
    public long Accepted(int node) => Volatile.Read(ref _accepted[node]);

    /// <summary>Heartbeats to a node that the kernel refused.</summary>
    public long SendErrors(int node) => Volatile.Read(ref _sendErrors[node]);

    /// <summary>The errno of the last of them, 0 for none.</summary>
    public int LastErrno(int node) => Volatile.Read(ref _lastErrno[node]);

    internal void CountReceived() => Add(ref _received);

    internal void CountSent() => Add(ref _sent);

    internal void CountUnfit() => Add(ref _unfit);

    internal void CountReceiveError() => Add(ref _receiveErrors);

    internal void CountRejected(HeartbeatReject reason) => Add(ref _rejected[(int)reason]);

    internal void CountAccepted(int node) => Add(ref _accepted[node]);

    internal void CountSendError(int node, int errno)
    {
        Add(ref _sendErrors[node]);
        Volatile.Write(ref _lastErrno[node], errno);
    }

    internal void SetDrops(long drops) => Volatile.Write(ref _drops, drops);

    private static void Add(ref long counter) => Volatile.Write(ref counter, counter + 1);
}
