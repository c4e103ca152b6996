using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Host.Http;

/// <summary>The way of operators' acts to the loop.</summary>
public interface IOperatorCommands
{
    /// <summary>Hands an act to the loop.</summary>
    /// <returns>The loop's answer; null when the queue is full and nothing was handed over.</returns>
    /// <exception cref="System.OperationCanceledException">The caller stopped waiting: the act may still happen.</exception>
    Task<OperatorReply?> SubmitAsync(OperatorCommand command, CancellationToken stopWaiting);
}
