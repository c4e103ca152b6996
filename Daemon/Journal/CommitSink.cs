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
    private int _waiting;

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

    /// <summary>Whether somebody waits for the signal.</summary>
    public bool Waiting
    {
        set => Interlocked.Exchange(ref _waiting, value ? 1 : 0);
    }

    /// <summary>Whether there is anything to recover.</summary>
    public bool HasLog => _recovered is not null;

    /// <inheritdoc/>
    public void Commit(long beginAddress, long untilAddress, byte[] commitMetadata, long commitNum, bool forceWriteMetadata)
    {
        Volatile.Write(ref _durableUntil, untilAddress);

        // Where the device wrote on the waiter's own thread nobody waits. A signal that fails or is missed costs latency, never truth: the waiter
        // looks at the address after every time slice.
        if (Volatile.Read(ref _waiting) != 0)
        {
            _ = EventFd.Signal(_signal);
        }
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
