using System;
using System.CommandLine;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary><c>basisd cluster</c>: who owns what, could it fail over, and operators' acts on it.</summary>
public static class ClusterCommand
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>The verb and its parts.</summary>
    public static Command Create() => new("cluster", "show the cluster, ask whether it could fail over, move slots between nodes")
    {
        Status(), History(), Check(), Switchover(), Pause(), Resume(), Permit(), FenceTest(),
    };

    private static Command Status()
    {
        NodeAddress address = new();
        Option<bool> json = CommonOptions.Json();
        Option<bool> watch = new("--watch", "-w") { Description = "stay and redraw twice a second until Ctrl-C" };
        Command command = new("status", "nodes, slots, owners and copies as this node sees them; the arbiter's records decide") { json, watch };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (address.AdminSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            using AdminClient client = new(socket, HaltCommand.Patience);
            if (!parsed.GetValue(watch))
            {
                return await ShowAsync(client, parsed, parsed.GetValue(json), cancel).ConfigureAwait(false);
            }

            using Interrupt interrupt = new();
            return await WatchAsync(client, parsed, interrupt.Token).ConfigureAwait(false);
        });
        return command.WithExamples("basisd cluster status", "basisd cluster status --watch", "basisd cluster status --json");
    }

    private static async Task<int> ShowAsync(AdminClient client, ParseResult parsed, bool json, CancellationToken cancel)
    {
        AdminResult<ClusterStatus> result = await client.ClusterAsync(cancel).ConfigureAwait(false);
        if (result.Value is not { } status || result.Outcome != AdminOutcome.Ok)
        {
            return Failed(parsed, result.Outcome, result.Error, result.Hint);
        }

        TextWriter output = parsed.InvocationConfiguration.Output;
        output.Write(json ? JsonSerializer.Serialize(status, HttpJson.Default.ClusterStatus) + "\n" : ClusterText.Status(status));
        return ExitCode.Ok;
    }

    private static async Task<int> WatchAsync(AdminClient client, ParseResult parsed, CancellationToken cancel)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        string shown = string.Empty;
        try
        {
            while (true)
            {
                AdminResult<ClusterStatus> result = await client.ClusterAsync(cancel).ConfigureAwait(false);
                string text = result.Value is { } status ? ClusterText.Status(status) : $"basisd: {result.Error}; waiting\n";
                if (!Console.IsOutputRedirected)
                {
                    output.Write("\u001b[H\u001b[J" + text);
                }
                else if (text != shown)
                {
                    output.WriteLine(text);
                }

                shown = text;
                await Task.Delay(Pace, cancel).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how a watch ends.
            return ExitCode.Ok;
        }
    }

    private static Command History()
    {
        NodeAddress address = new();
        Option<bool> json = CommonOptions.Json();
        Command command = new("history", "what this node saw since its process began, newest first; takeovers are in the journal as well")
        {
            json,
        };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (address.AdminSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            using AdminClient client = new(socket, HaltCommand.Patience);
            AdminResult<ClusterStatus> result = await client.ClusterAsync(cancel).ConfigureAwait(false);
            if (result.Value is not { } status || result.Outcome != AdminOutcome.Ok)
            {
                return Failed(parsed, result.Outcome, result.Error, result.Hint);
            }

            TextWriter output = parsed.InvocationConfiguration.Output;
            foreach (ClusterEventView happened in status.History)
            {
                output.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(happened, HttpJson.Default.ClusterEventView) : ClusterText.Event(happened));
            }

            return ExitCode.Ok;
        });
        return command.WithExamples("basisd cluster history", "basisd cluster history --json");
    }

    private static Command Check()
    {
        NodeAddress address = new();
        Option<bool> json = CommonOptions.Json();
        Command command = new("check", "could every slot fail over now, and what would happen: exit 0 if yes, 1 with the reasons if not") { json };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (address.AdminSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            using AdminClient client = new(socket, HaltCommand.Patience);
            AdminResult<ClusterCheckReply> result = await client.ClusterCheckAsync(cancel).ConfigureAwait(false);
            if (result.Value is not { } reply || result.Outcome != AdminOutcome.Ok)
            {
                return Failed(parsed, result.Outcome, result.Error, result.Hint);
            }

            TextWriter output = parsed.InvocationConfiguration.Output;
            output.Write(parsed.GetValue(json)
                ? JsonSerializer.Serialize(reply, HttpJson.Default.ClusterCheckReply) + "\n" : ClusterText.Check(reply));
            return reply.Ready ? ExitCode.Ok : ExitCode.No;
        });
        return command.WithExamples("basisd cluster check", "basisd cluster check --json");
    }

    private static Command Switchover()
    {
        Argument<string> slot = new("SLOT") { Description = "the slot; ask its owner" };
        Option<string?> to = new("--to") { Description = "the node that takes it; absent: the best that is in sync", HelpName = "NODE" };
        Command command = new("switchover", "hand a slot to another node, in order and without loss; exit 0 if it was let go") { slot, to };
        return Acting(command, parsed => new ClusterActRequest("switchover", parsed.GetValue(slot), parsed.GetValue(to), null))
            .WithExamples("basisd cluster switchover east", "basisd cluster switchover east --to node-c");
    }

    private static Command Pause()
    {
        Option<string> reason = CommonOptions.Reason();
        Command command = new("pause", "suspend takeovers, for maintenance: owners go on, and a dead one is not replaced") { reason };
        return Acting(command, parsed => new ClusterActRequest("pause", null, null, parsed.GetValue(reason)))
            .WithExamples("basisd cluster pause --reason \"new switch in rack 2\"");
    }

    private static Command Resume() =>
        Acting(new Command("resume", "end a pause of takeovers"), _ => new ClusterActRequest("resume", null, null, null))
            .WithExamples("basisd cluster resume");

    private static Command Permit()
    {
        Argument<string> slot = new("SLOT") { Description = "the slot that waits for it" };
        Command command = new("permit", "let this node take a slot once more within cluster.flap; find out first why it was needed") { slot };
        return Acting(command, parsed => new ClusterActRequest("permit", parsed.GetValue(slot), null, null))
            .WithExamples("basisd cluster permit east");
    }

    private static Command FenceTest() => Acting(
        new Command("fence-test", "run the fence command's dry form for every other node (BASISD_FENCE_DRY_RUN=1): cuts nobody's power"),
        _ => new ClusterActRequest("fence-test", null, null, null)).WithExamples("basisd cluster fence-test");

    private static Command Acting(Command command, Func<ParseResult, ClusterActRequest> request)
    {
        NodeAddress address = new();
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (address.AdminSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            using AdminClient client = new(socket, HaltCommand.Patience);
            AdminResult<OperatorReply> result = await client.ClusterActAsync(request(parsed), cancel).ConfigureAwait(false);
            if (result.Outcome != AdminOutcome.Ok)
            {
                return Failed(parsed, result.Outcome, result.Error, result.Hint);
            }

            parsed.InvocationConfiguration.Output.WriteLine(result.Value!.Message);
            return ExitCode.Ok;
        });
        return command;
    }

    private static int Failed(ParseResult parsed, AdminOutcome outcome, string error, string hint)
    {
        parsed.InvocationConfiguration.Error.WriteLine(hint.Length > 0 ? $"basisd: {error}; {hint}" : $"basisd: {error}");
        return (int)outcome;
    }
}
