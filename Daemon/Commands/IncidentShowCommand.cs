using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary><c>basisd incident show</c>: one incident with its deadlines, its steps, its records, and what to type next.</summary>
internal static class IncidentShowCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        NodeAddress address = new();
        Argument<long?> number = IncidentOptions.Number();
        Option<bool> json = CommonOptions.Json();
        Command command = new(
            "show", "show an incident: causes, deadlines with the time left, steps with who and when, figures, records, and the line to type next")
        {
            number, json,
        };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) => address.AdminSocket(parsed) is { } socket
            ? await ShowAsync(parsed, socket, parsed.GetValue(number), parsed.GetValue(json), cancel).ConfigureAwait(false)
            : ExitCode.Usage);
        return command.WithExamples("basisd incident show", "basisd incident show 3 --json");
    }

    /// <summary>Prints what went wrong, if anything did; the outcome is the exit code.</summary>
    internal static int Ended(ParseResult parsed, AdminOutcome outcome, string error, string hint)
    {
        if (outcome != AdminOutcome.Ok)
        {
            parsed.InvocationConfiguration.Error.WriteLine(hint.Length > 0 ? $"basisd: {error}; {hint}" : $"basisd: {error}");
        }

        return (int)outcome;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, string socket, long? number, bool json, CancellationToken cancel)
    {
        using AdminClient client = new(socket, HaltCommand.Patience);
        AdminResult<IncidentsReply> result = await client.IncidentsAsync(cancel).ConfigureAwait(false);
        if (result.Outcome != AdminOutcome.Ok)
        {
            return Ended(parsed, result.Outcome, result.Error, result.Hint);
        }

        IncidentsReply reply = result.Value!;
        IncidentDetail? found = reply.Incidents.FirstOrDefault(i => number is null || i.Status.Number == number);
        if (found is null)
        {
            return number is null
                ? Ended(parsed, AdminOutcome.Refused, "no incident is on file", "nothing of P1 to P3 has happened since the journal began")
                : Ended(parsed, AdminOutcome.Refused, $"incident {number} is not on file", "`basisd incident list` shows those that are");
        }

        TextWriter output = parsed.InvocationConfiguration.Output;
        output.Write(json
            ? JsonSerializer.Serialize(found, HttpJson.Default.IncidentDetail) + "\n"
            : new IncidentText(reply, StatusTable.WantsColor()).Render(found));
        return ExitCode.Ok;
    }
}
