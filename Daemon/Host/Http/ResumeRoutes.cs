using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Incidents;

namespace Basisd.Host.Http;

/// <summary>
/// <c>/v1/resume/plan</c> and <c>/v1/resume</c>: hands the question and the approvals to the loop, which alone judges them. It checks the
/// shape of a request, never a signature, so that every refusal of a signature is journaled.
/// </summary>
internal sealed class ResumeRoutes
{
    /// <summary>The plan.</summary>
    public const string PlanPath = "/v1/resume/plan";

    /// <summary>The submission.</summary>
    public const string SubmitPath = "/v1/resume";

    private const string Shape = "send {\"approvals\":[{\"text\":\"…\",\"signature\":\"base64\"}]}, or use `basisd resume submit`";

    private readonly IOperatorCommands _commands;

    /// <summary>Makes the routes.</summary>
    public ResumeRoutes(IOperatorCommands commands) => _commands = commands;

    /// <summary>Answers a plan.</summary>
    public Task<HttpReply> PlanAsync(AdminPeer peer, CancellationToken gone) => OperatorCall.RunAsync(
        _commands, new OperatorCommand(OperatorAct.ResumePlan, "platform", "", peer.Uid, peer.Pid),
        reply => reply.Plan is { } plan
            ? HttpReply.Json(plan, HttpJson.Default.ResumptionPlan)
            : HttpReply.Json(reply, HttpJson.Default.OperatorReply, 409),
        gone);

    /// <summary>Takes approvals.</summary>
    public async Task<HttpReply> SubmitAsync(AdminPeer peer, Stream body, CancellationToken gone)
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

        List<SubmittedApproval>? approvals = Read(request, out string problem);
        if (approvals is null)
        {
            return HttpReply.Error(400, problem, Shape);
        }

        OperatorCommand command = new(OperatorAct.Resume, "platform", "", peer.Uid, peer.Pid) { Approvals = approvals };
        return await OperatorCall.RunAsync(
            _commands, command, reply => HttpReply.Json(reply, HttpJson.Default.OperatorReply, reply.Accepted ? 200 : 409), gone)
            .ConfigureAwait(false);
    }

    /// <summary>Reads the approvals of a submission.</summary>
    /// <returns>Null with a problem.</returns>
    internal static List<SubmittedApproval>? Read(ResumeRequest? request, out string problem)
    {
        int count = request?.Approvals?.Count ?? 0;
        problem = $"a submission has 1 to {ApprovalCheck.MaxApprovals} approvals, this one has {count}";
        if (count is 0 or > ApprovalCheck.MaxApprovals)
        {
            return null;
        }

        List<SubmittedApproval> approvals = new(count);
        byte[] signature = new byte[HttpLimits.BodyBytes];
        foreach (ApprovalPart? part in request!.Approvals!)
        {
            problem = "an approval has a text and a signature in base64";
            if (part?.Text is null || part.Signature is null || !Convert.TryFromBase64String(part.Signature, signature, out int length))
            {
                return null;
            }

            approvals.Add(new SubmittedApproval(Encoding.UTF8.GetBytes(part.Text), signature.AsSpan(0, length).ToArray()));
        }

        return approvals;
    }
}
