using System;
using System.CommandLine;
using System.IO;
using System.Text;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary><c>basisd triggers</c>: the whole catalogue with what it measures now.</summary>
public static class TriggersCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        NodeAddress address = new();
        Option<bool> all = new("--all", "-a") { Description = "every scope; without it each trigger shows the scope that is nearest to its limit" };
        Option<string?> trigger = new("--trigger") { Description = "this trigger alone, or all that begin so (market.)", HelpName = "NAME" };
        Option<string?> scope = new("--scope") { Description = "this scope alone", HelpName = "SCOPE" };
        Option<bool> json = CommonOptions.Json();
        Command command = new("triggers", "list every trigger with its current value, the distance to its limit and the hold that is left")
        {
            all, trigger, scope, json,
        };
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
                AdminResult<byte[]> raw = await client.GetRawAsync("v1/triggers", cancel).ConfigureAwait(false);
                if (raw.Outcome != AdminOutcome.Ok)
                {
                    return Failed(parsed, raw.Outcome, raw.Error, raw.Hint);
                }

                output.WriteLine(Encoding.UTF8.GetString(raw.Value!));
                return ExitCode.Ok;
            }

            AdminResult<TriggersReply> result = await client.TriggersAsync(cancel).ConfigureAwait(false);
            if (result.Outcome != AdminOutcome.Ok)
            {
                return Failed(parsed, result.Outcome, result.Error, result.Hint);
            }

            TriggerTableText table = new(parsed.GetValue(trigger), parsed.GetValue(scope), parsed.GetValue(all));
            output.Write(table.Render(result.Value!));
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
