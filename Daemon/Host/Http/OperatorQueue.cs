using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Host.Http;

/// <summary>A bounded queue between the admin socket and the loop. Full means refused at once: an operator must see that, not wait.</summary>
public sealed class OperatorQueue : IOperatorCommands
{
    /// <summary>Acts that may wait.</summary>
    public const int Capacity = 64;

    private readonly ConcurrentQueue<PendingCommand> _waiting = new();
    private readonly Action _wake;
    private int _count;

    /// <summary>Makes a queue.</summary>
    /// <param name="wake">Wakes the loop; called from any thread after an act was added.</param>
    public OperatorQueue(Action wake) => _wake = wake;

    /// <inheritdoc/>
    public Task<OperatorReply?> SubmitAsync(OperatorCommand command, CancellationToken stopWaiting)
    {
        if (Interlocked.Increment(ref _count) > Capacity)
        {
            Interlocked.Decrement(ref _count);
            return Task.FromResult<OperatorReply?>(null);
        }

        PendingCommand pending = new(command);
        _waiting.Enqueue(pending);
        _wake();
        return pending.Answer.WaitAsync(stopWaiting);
    }

    /// <summary>Takes the next act; the loop alone.</summary>
    public bool TryTake(out PendingCommand? pending)
    {
        if (!_waiting.TryDequeue(out pending))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        return true;
    }
}
