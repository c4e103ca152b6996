using System.Threading;
using System.Threading.Tasks;

namespace Basisd.Host.Http;

/// <summary><c>/v1/webhook</c>: shows what is pending, and has a test notice sent.</summary>
internal sealed class WebhookRoutes
{
    /// <summary>What is pending.</summary>
    public const string ShowPath = "/v1/webhook";

    /// <summary>A test.</summary>
    public const string TestPath = "/v1/webhook/test";

    private readonly IOperatorCommands _commands;

    /// <summary>Makes the routes.</summary>
    public WebhookRoutes(IOperatorCommands commands) => _commands = commands;

    /// <summary>Shows what is pending.</summary>
    public Task<HttpReply> ShowAsync(AdminPeer peer, CancellationToken gone) => OperatorCall.RunAsync(
        _commands, new OperatorCommand(OperatorAct.Webhook, "platform", "", peer.Uid, peer.Pid),
        reply => HttpReply.Json(reply.Webhook!, HttpJson.Default.WebhookReply), gone);

    /// <summary>Sends a test and waits for its end.</summary>
    public Task<HttpReply> TestAsync(AdminPeer peer, CancellationToken gone) => OperatorCall.RunAsync(
        _commands, new OperatorCommand(OperatorAct.WebhookTest, "platform", "", peer.Uid, peer.Pid),
        reply => HttpReply.Json(reply, HttpJson.Default.OperatorReply, reply.Accepted ? 200 : 409), gone);
}
