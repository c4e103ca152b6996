using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Incidents;

namespace Basisd.Host.Http;

/// <summary><c>/v1/contain</c>: the signed containment order, its plan and its approvals. It judges nothing; the loop does.</summary>
internal sealed class ContainRoutes
{
    /// <summary>The plan.</summary>
    public const string PlanPath = "/v1/contain/plan";

    /// <summary>The submission.</summary>
    public const string SubmitPath = "/v1/contain";

    private const string PlanShape = "send {\"scope\":\"platform\"}, or use `basisd contain plan`";
    private const string Shape = "send {\"approvals\":[{\"text\":\"…\",\"signature\":\"base64\"}]}, or use `basisd contain submit`";

    private readonly IOperatorCommands _commands;

    /// <summary>Makes the routes.</summary>
    public ContainRoutes(IOperatorCommands commands) => _commands = commands;

    /// <summary>Answers one of them.</summary>
    public Task<HttpReply> PostAsync(AdminPeer peer, string path, Stream body, CancellationToken gone) =>
        path == PlanPath ? PlanAsync(peer, body, gone) : SubmitAsync(peer, body, gone);

    private async Task<HttpReply> PlanAsync(AdminPeer peer, Stream body, CancellationToken gone)
    {
        ContainPlanRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(body, HttpJson.Default.ContainPlanRequest, gone).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return HttpReply.Error(400, "the body is not the JSON that this path takes", PlanShape);
        }

        return await OperatorCall.RunAsync(
            _commands, new OperatorCommand(OperatorAct.ContainPlan, request?.Scope ?? "platform", "", peer.Uid, peer.Pid),
            reply => reply.Containment is { } plan
                ? HttpReply.Json(plan, HttpJson.Default.ContainmentPlan) : HttpReply.Error(409, reply.Message, ""),
            gone).ConfigureAwait(false);
    }

    private async Task<HttpReply> SubmitAsync(AdminPeer peer, Stream body, CancellationToken gone)
    {
        ResumeRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(body, HttpJson.Default.ResumeRequest, gone).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return HttpReply.Error(400, "the body is not the JSON that this path takes", Shape);
        }

        List<SubmittedApproval>? approvals = ResumeRoutes.Read(request, out string problem);
        if (approvals is null)
        {
            return HttpReply.Error(400, problem, Shape);
        }

        OperatorCommand command = new(OperatorAct.Contain, "platform", "", peer.Uid, peer.Pid) { Approvals = approvals };
        return await OperatorCall.RunAsync(
            _commands, command, reply => HttpReply.Json(reply, HttpJson.Default.OperatorReply, reply.Accepted ? 200 : 409), gone)
            .ConfigureAwait(false);
    }
}
