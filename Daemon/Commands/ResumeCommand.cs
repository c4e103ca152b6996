using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Incidents;

namespace Basisd.Commands;

/// <summary><c>basisd resume</c>: the signed way out of DMM, its plan and the submission of approvals .</summary>
public static class ResumeCommand
{
    /// <summary>The verb.</summary>
    public static Command Create() => new("resume", "leave DMM: see what it takes, and hand in what senior operators have signed")
    {
        Plan(),
        Submit(),
    };

    private static Command Plan()
    {
        NodeAddress address = new();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "plan",
            "show what a resumption still needs, what it would change, and what is to be signed. --json is what `basisd approve --plan` takes")
        {
            json,
        };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) => address.AdminSocket(parsed) is { } socket
            ? await ShowAsync(parsed, socket, parsed.GetValue(json), cancel).ConfigureAwait(false)
            : ExitCode.Usage);
        return command.WithExamples(
            "basisd resume plan",
            "basisd resume plan --json > plan.json  # for `basisd approve`, on the machine with the key");
    }

    private static Command Submit()
    {
        NodeAddress address = new();
        Argument<string[]> files = new("APPROVAL")
        {
            Description = "files made by `basisd approve`, all that are needed at once",
            Arity = new ArgumentArity(1, ApprovalCheck.MaxApprovals),
        };
        Command command = new(
            "submit", "hand in signed approvals; exit 0 when the platform leaves DMM, 1 when anything is missing and nothing was changed")
        {
            files,
        };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) => address.AdminSocket(parsed) is { } socket
            ? await SubmitAsync(
                parsed, socket, parsed.GetValue(files)!, (client, request, gone) => client.ResumeAsync(request, gone), cancel).ConfigureAwait(false)
            : ExitCode.Usage);
        return command.WithExamples("basisd resume submit alice.approval", "basisd resume submit alice.approval bob.approval  # where two must sign");
    }

    private static async Task<int> ShowAsync(ParseResult parsed, string socket, bool json, CancellationToken cancel)
    {
        using AdminClient client = new(socket, HaltCommand.Patience);
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (json)
        {
            AdminResult<byte[]> raw = await client.GetRawAsync("v1/resume/plan", cancel).ConfigureAwait(false);
            if (raw.Outcome == AdminOutcome.Ok)
            {
                output.WriteLine(Encoding.UTF8.GetString(raw.Value!));
                return ExitCode.Ok;
            }

            return Failed(parsed, raw.Outcome, raw.Error, raw.Hint);
        }

        AdminResult<ResumptionPlan> plan = await client.ResumePlanAsync(cancel).ConfigureAwait(false);
        if (plan.Outcome != AdminOutcome.Ok)
        {
            return Failed(parsed, plan.Outcome, plan.Error, plan.Hint);
        }

        output.Write(ResumptionPlanText.Of(plan.Value!));
        return ExitCode.Ok;
    }

    /// <summary>Hands approvals in and prints what became of each.</summary>
    internal static async Task<int> SubmitAsync(
        ParseResult parsed, string socket, string[] files,
        Func<AdminClient, ResumeRequest, CancellationToken, Task<AdminResult<OperatorReply>>> submit, CancellationToken cancel)
    {
        List<ApprovalPart> approvals = [];
        foreach (string file in files)
        {
            if (ApprovalFile.Read(file, out string problem) is not { } approval)
            {
                return Failed(parsed, AdminOutcome.Usage, problem, string.Empty);
            }

            approvals.Add(new ApprovalPart(Encoding.UTF8.GetString(approval.Text.Span), Convert.ToBase64String(approval.Signature.Span)));
        }

        using AdminClient client = new(socket, HaltCommand.Patience);
        AdminResult<OperatorReply> result = await submit(client, new ResumeRequest(approvals), cancel).ConfigureAwait(false);
        TextWriter output = parsed.InvocationConfiguration.Output;
        IReadOnlyList<ApprovalAnswer> answers = result.Value?.Approvals ?? [];
        for (int i = 0; i < answers.Count; i++)
        {
            string verdict = answers[i].Counts ? "counts" : $"refused ({answers[i].Refusal}): {answers[i].Reason}";
            output.WriteLine($"{files[i]} ({answers[i].Signer}): {verdict}");
        }

        return ActAnswer.Print(parsed, result);
    }

    internal static int Failed(ParseResult parsed, AdminOutcome outcome, string error, string hint)
    {
        parsed.InvocationConfiguration.Error.WriteLine(hint.Length > 0 ? $"basisd: {error}; {hint}" : $"basisd: {error}");
        return (int)outcome;
    }
}
