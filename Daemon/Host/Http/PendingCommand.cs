using System.Threading.Tasks;

namespace Basisd.Host.Http;

/// <summary>An act that waits for the loop.</summary>
public sealed class PendingCommand
{
    private readonly TaskCompletionSource<OperatorReply?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal PendingCommand(OperatorCommand command) => Command = command;

    /// <summary>The act.</summary>
    public OperatorCommand Command { get; }

    internal Task<OperatorReply?> Answer => _answer.Task;

    /// <summary>Answers it; never runs the waiting code on the caller's thread. The loop alone, once, after the act is journaled.</summary>
    public void Complete(OperatorReply reply) => _answer.SetResult(reply);
}
