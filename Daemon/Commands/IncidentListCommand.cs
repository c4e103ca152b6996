using System.CommandLine;
using System.IO;
using System.Text;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary><c>basisd incident list</c>: the incidents that the node remembers.</summary>
internal static class IncidentListCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        NodeAddress address = new();
        Option<bool> json = CommonOptions.Json();
        Command command = new("list", "list the incidents that the node remembers, the open one first; older ones are in the journal") { json };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (address.AdminSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            using AdminClient client = new(socket, HaltCommand.Patience);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                AdminResult<byte[]> raw = await client.GetRawAsync("v1/incidents", cancel).ConfigureAwait(false);
                output.Write(raw.Outcome == AdminOutcome.Ok ? Encoding.UTF8.GetString(raw.Value!) + "\n" : string.Empty);
                return IncidentShowCommand.Ended(parsed, raw.Outcome, raw.Error, raw.Hint);
            }

            AdminResult<IncidentsReply> result = await client.IncidentsAsync(cancel).ConfigureAwait(false);
            output.Write(result.Outcome == AdminOutcome.Ok ? IncidentTable.Render(result.Value!) : string.Empty);
            return IncidentShowCommand.Ended(parsed, result.Outcome, result.Error, result.Hint);
        });
        return command.WithExamples("basisd incident list", "basisd incident list --json");
    }
}
