using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Host.Http;

/// <summary>
/// <c>/v1/reconcile</c>: shows what differs, polls the venues now, takes an operator's explanation. It checks the shape of a request; what is
/// different is the loop's to say.
/// </summary>
internal sealed class ReconcileRoutes
{
    /// <summary>The path.</summary>
    public const string Path = "/v1/reconcile";

    private const string Shape = "send {\"venue\":\"alpha\"} to poll, or {\"venue\":\"alpha\",\"reason\":\"…\"} to explain what differs";

    private readonly IOperatorCommands _commands;

    /// <summary>Makes the routes.</summary>
    public ReconcileRoutes(IOperatorCommands commands) => _commands = commands;

    /// <summary>Shows what is known now.</summary>
    public Task<HttpReply> ShowAsync(AdminPeer peer, CancellationToken gone) =>
        AskAsync(new OperatorCommand(OperatorAct.Ledgers, string.Empty, "", peer.Uid, peer.Pid), gone);

    /// <summary>Polls, or explains.</summary>
    public async Task<HttpReply> TakeAsync(AdminPeer peer, Stream body, CancellationToken gone)
    {
        ReconcileRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(body, HttpJson.Default.ReconcileRequest, gone).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return HttpReply.Error(400, "the body is not the JSON that this path takes", Shape);
        }

        string problem = request is null ? "the body is null" : Problem(request);
        if (request is null || problem.Length > 0)
        {
            return HttpReply.Error(400, problem, Shape);
        }

        OperatorAct act = request.Reason is null ? OperatorAct.Poll : OperatorAct.Explain;
        return await AskAsync(new OperatorCommand(act, request.Venue ?? string.Empty, request.Reason?.Trim() ?? "", peer.Uid, peer.Pid), gone)
            .ConfigureAwait(false);
    }

    private Task<HttpReply> AskAsync(OperatorCommand command, CancellationToken gone) => OperatorCall.RunAsync(
        _commands, command,
        reply => reply.Ledgers is { } ledgers
            ? HttpReply.Json(ledgers, HttpJson.Default.ReconcileReply)
            : HttpReply.Error(409, reply.Message, string.Empty),
        gone);

    private static string Problem(ReconcileRequest request)
    {
        if (request.Reason is null)
        {
            return string.Empty;
        }

        string reason = request.Reason.Trim();
        if (request.Venue is null)
        {
            return "an explanation names its venue";
        }

        if (reason.Length is 0 or > HttpLimits.ReasonChars)
        {
            return $"a reason of 1 to {HttpLimits.ReasonChars} characters is needed: it goes into the journal";
        }

        foreach (char c in reason)
        {
            if (char.IsControl(c))
            {
                return "the reason has control characters";
            }
        }

        return string.Empty;
    }
}
