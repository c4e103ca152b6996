using System;
using System.Collections.Generic;
using System.Threading;
using Basisd.Linux;
using FASTER.core;

namespace Basisd.Journal;

/// <summary>
/// FASTER's commit manager, emptied: it stores nothing on the commit path, hands FASTER the metadata made from the verified prefix at
/// recovery, and is told
/// how far the log is durable. It must never throw: FASTER swallows that (FACTS).
/// </summary>
internal sealed class CommitSink : ILogCommitManager
{
    private const long RecoveredCommit = 1;
    private readonly int _signal;
    private readonly byte[]? _recovered;
    private long _durableUntil;
    private long _expectedUntil = long.MaxValue;
    private Action? _durable;

    /// <summary>Creates the sink.</summary>
    /// <param name="signal">Eventfd that is signalled when more is durable.</param>
    /// <param name="begin">Begin of the kept log.</param>
    /// <param name="until">End of the verified prefix; equal to the first address for an empty log.</param>
    public CommitSink(int signal, long begin, long until)
    {
        _signal = signal;
        _durableUntil = until;
        _recovered = until > JournalGeometry.FirstAddress
            ? new FasterLogRecoveryInfo { BeginAddress = begin, UntilAddress = until, CommitNum = RecoveredCommit }.ToByteArray()
            : null;
    }

    /// <summary>The log is durable up to this address.</summary>
    public long DurableUntil => Volatile.Read(ref _durableUntil);

    /// <summary>Whether there is anything to recover.</summary>
    public bool HasLog => _recovered is not null;

    /// <summary>
    /// Calls <paramref name="durable"/> as soon as the log is durable up to <paramref name="until"/>, on FASTER's thread: the loop is woken one
    /// thread hop earlier than through the commit thread.
    /// </summary>
    public void Expect(long until, Action durable)
    {
        _durable = durable;
        Volatile.Write(ref _expectedUntil, until);
    }

    /// <inheritdoc/>
    public void Commit(long beginAddress, long untilAddress, byte[] commitMetadata, long commitNum, bool forceWriteMetadata)
    {
        if (untilAddress >= Volatile.Read(ref _expectedUntil))
        {
            Volatile.Write(ref _expectedUntil, long.MaxValue);
            _durable?.Invoke();
        }

        Volatile.Write(ref _durableUntil, untilAddress);

        // A signal that fails costs latency, never truth: the waiter looks at the address after every time slice.
        _ = EventFd.Signal(_signal);
    }

    /// <inheritdoc/>
    public byte[]? GetCommitMetadata(long commitNum) => _recovered;

    /// <inheritdoc/>
    public IEnumerable<long> ListCommits()
    {
        if (_recovered is not null)
        {
            yield return RecoveredCommit;
        }
    }

    /// <inheritdoc/>
    public void RemoveCommit(long commitNum)
    {
        // Nothing is stored.
    }

    /// <inheritdoc/>
    public void RemoveAllCommits()
    {
        // Nothing is stored.
    }

    /// <inheritdoc/>
    public void OnRecovery(long commitNum)
    {
        // Nothing is stored.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The eventfd belongs to the appender.
    }
}
