using System;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Host.Http;

/// <summary>Hands one operator's act to the loop and waits for its answer, for as long as an operator waits and not longer.</summary>
internal static class OperatorCall
{
    /// <summary>Runs one act.</summary>
    /// <param name="commands">The way to the loop.</param>
    /// <param name="command">The act.</param>
    /// <param name="answer">Turns the loop's answer into that of the endpoint.</param>
    /// <param name="gone">The client went away.</param>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public static async Task<HttpReply> RunAsync(
        IOperatorCommands commands, OperatorCommand command, Func<OperatorReply, HttpReply> answer, CancellationToken gone)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(gone);
        patience.CancelAfter(HttpLimits.ActTimeout);
        try
        {
            OperatorReply? reply = await commands.SubmitAsync(command, patience.Token).ConfigureAwait(false);
            return reply is null ? HttpReply.Error(503, "too many acts wait; nothing was done", "try again") : answer(reply);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return HttpReply.Error(504, $"no answer within {HttpLimits.ActTimeout.TotalSeconds} s; the act may still happen", "see `basisd status`");
        }
    }
}
