using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary><c>basisd status</c>: what the node decides, for whom, and why.</summary>
public static class StatusCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        NodeAddress address = new();
        Option<bool> watch = new("--watch", "-w") { Description = "stay and redraw twice a second until Ctrl-C" };
        Option<bool> all = new("--all", "-a") { Description = "show scopes without any restriction as well" };
        Option<bool> json = CommonOptions.Json();
        Command command = new("status", "show modes, permissions, causes, gate and journal of a running node") { watch, all, json };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (address.AdminSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            using AdminClient client = new(socket, Patience);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                AdminResult<byte[]> raw = await client.GetRawAsync("v1/status", cancel).ConfigureAwait(false);
                if (raw.Outcome == AdminOutcome.Ok)
                {
                    output.WriteLine(System.Text.Encoding.UTF8.GetString(raw.Value!));
                    return ExitCode.Ok;
                }

                return Failed(parsed, raw.Outcome, raw.Error, raw.Hint);
            }

            StatusTable table = new(StatusTable.WantsColor(), parsed.GetValue(all));
            if (!parsed.GetValue(watch))
            {
                return await OnceAsync(client, table, parsed, cancel).ConfigureAwait(false);
            }

            using Interrupt interrupt = new();
            return await WatchAsync(client, table, parsed, interrupt.Token).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> OnceAsync(AdminClient client, StatusTable table, ParseResult parsed, CancellationToken cancel)
    {
        AdminResult<StatusSnapshot> result = await client.StatusAsync(cancel).ConfigureAwait(false);
        if (result.Outcome != AdminOutcome.Ok)
        {
            return Failed(parsed, result.Outcome, result.Error, result.Hint);
        }

        parsed.InvocationConfiguration.Output.Write(table.Render(result.Value!));
        return ExitCode.Ok;
    }

    private static async Task<int> WatchAsync(AdminClient client, StatusTable table, ParseResult parsed, CancellationToken cancel)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        bool redraws = !Console.IsOutputRedirected;
        string shown = string.Empty;
        try
        {
            while (true)
            {
                AdminResult<StatusSnapshot> result = await client.StatusAsync(cancel).ConfigureAwait(false);
                string text = result.Outcome == AdminOutcome.Ok ? table.Render(result.Value!) : $"basisd: {result.Error}; waiting\n";
                if (redraws)
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

    private static int Failed(ParseResult parsed, AdminOutcome outcome, string error, string hint)
    {
        parsed.InvocationConfiguration.Error.WriteLine(hint.Length > 0 ? $"basisd: {error}; {hint}" : $"basisd: {error}");
        return (int)outcome;
    }
}
