using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Incidents;

namespace Basisd.Commands;

/// <summary><c>basisd contain</c>: the signed order to reduce exposure in a frozen DMM, its plan and its submission (SPEC 3, 8).</summary>
public static class ContainCommand
{
    /// <summary>The verb.</summary>
    public static Command Create() => new(
        "contain", "in a frozen DMM: see what a containment would do, and hand in what senior operators have signed")
    {
        Plan(),
        Submit(),
    };

    private static Command Plan()
    {
        NodeAddress address = new();
        Argument<string?> scope = new("SCOPE")
        {
            Description = "scope whose exposure would be contained (default: platform)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "plan",
            "show what the order would do and what is to be signed; exit 1 when no order can be given. --json is what `basisd approve --act contain` "
            + "takes")
        {
            scope, json,
        };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) => address.AdminSocket(parsed) is { } socket
            ? await ShowAsync(parsed, socket, parsed.GetValue(scope), parsed.GetValue(json), cancel).ConfigureAwait(false)
            : ExitCode.Usage);
        return command.WithExamples(
            "basisd contain plan",
            "basisd contain plan venue/alpha --json > plan.json  # for `basisd approve --act contain`, on the machine with the key");
    }

    private static Command Submit()
    {
        NodeAddress address = new();
        Argument<string[]> files = new("APPROVAL")
        {
            Description = "files made by `basisd approve --act contain`, all that are needed at once",
            Arity = new ArgumentArity(1, ApprovalCheck.MaxApprovals),
        };
        Command command = new(
            "submit", "hand in signed approvals; exit 0 when the containment begins, 1 when anything is missing and nothing was changed")
        {
            files,
        };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) => address.AdminSocket(parsed) is { } socket
            ? await ResumeCommand.SubmitAsync(
                parsed, socket, parsed.GetValue(files)!, (client, request, gone) => client.ContainAsync(request, gone), cancel).ConfigureAwait(false)
            : ExitCode.Usage);
        return command.WithExamples(
            "basisd contain submit alice.approval", "basisd contain submit alice.approval bob.approval  # where two must sign");
    }

    private static async Task<int> ShowAsync(ParseResult parsed, string socket, string? scope, bool json, CancellationToken cancel)
    {
        using AdminClient client = new(socket, HaltCommand.Patience);
        AdminResult<byte[]> raw = await client.ContainPlanAsync(new ContainPlanRequest(scope), cancel).ConfigureAwait(false);
        if (raw.Outcome != AdminOutcome.Ok)
        {
            return ResumeCommand.Failed(parsed, raw.Outcome, raw.Error, raw.Hint);
        }

        ContainmentPlan? plan;
        try
        {
            plan = JsonSerializer.Deserialize(raw.Value, HttpJson.Default.ContainmentPlan);
        }
        catch (JsonException)
        {
            plan = null;
        }

        if (plan is null)
        {
            return ResumeCommand.Failed(
                parsed, AdminOutcome.Refused, "the daemon's answer cannot be read", "are the daemon and this command of the same version?");
        }

        parsed.InvocationConfiguration.Output.Write(json ? Encoding.UTF8.GetString(raw.Value!) + "\n" : ContainmentPlanText.Of(plan));
        return plan.Problem.Length == 0 ? ExitCode.Ok : ExitCode.No;
    }
}
