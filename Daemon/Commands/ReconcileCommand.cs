using System;
using System.CommandLine;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Audit;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary>
/// <c>basisd reconcile</c>: polls the venues' gateways now and shows where our records and theirs differ, to the last unit; takes an explanation;
/// writes the reconciliation report of an incident from the journal.
/// </summary>
public static class ReconcileCommand
{
    /// <summary>Longer than the loop waits for a poll.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        NodeAddress address = new();
        Argument<string?> venue = new("VENUE") { Description = "this venue alone", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = CommonOptions.Json();
        Option<string?> explain = new("--explain")
        {
            Description = "close the open differences of VENUE with this reason: what stands is the new beginning; positions stay open",
            HelpName = "TEXT",
        };
        Option<string?> report = new("--report")
        {
            Description = "write a report from the journal instead, of a running node or a stopped one: FILE in Markdown and beside it FILE.json",
            HelpName = "FILE",
        };
        Option<long?> incident = new("--incident") { Description = "with --report: from this incident's opening to its end", HelpName = "INCIDENT" };
        Option<string?> state = new("--state") { Description = "with --report: the state directory (default: node.state_dir)", HelpName = "DIR" };
        Command command = new(
            "reconcile", "poll the venues' gateways now and compare our records with theirs; exit 0 if all agree, 1 if anything differs")
        {
            venue, json, explain, report, incident, state,
        };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) => parsed.GetValue(report) is { } file
            ? Report(parsed, file, parsed.GetValue(state), address.Config(parsed), parsed.GetValue(venue), parsed.GetValue(incident))
            : await AskAsync(parsed, address, parsed.GetValue(venue), parsed.GetValue(explain), parsed.GetValue(json), cancel).ConfigureAwait(false));
        return command.WithExamples(
            "basisd reconcile                     # every venue with a gateway",
            "basisd reconcile alpha --json",
            "basisd reconcile alpha --explain airdrop",
            "basisd reconcile --report incident-7.md --incident 7");
    }

    private static async Task<int> AskAsync(
        ParseResult parsed, NodeAddress address, string? venue, string? explain, bool json, CancellationToken cancel)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        if (explain is not null && venue is null)
        {
            error.WriteLine("basisd: an explanation names its venue: basisd reconcile VENUE --explain TEXT");
            return ExitCode.Usage;
        }

        if (address.AdminSocket(parsed) is not { } socket)
        {
            return ExitCode.Usage;
        }

        using AdminClient client = new(socket, Patience);
        AdminResult<ReconcileReply> result = await client.ReconcileAsync(venue, explain, cancel).ConfigureAwait(false);
        if (result.Outcome != AdminOutcome.Ok || result.Value is not { } reply)
        {
            error.WriteLine(result.Hint.Length > 0 ? $"basisd: {result.Error}; {result.Hint}" : $"basisd: {result.Error}");
            return (int)result.Outcome;
        }

        TextWriter output = parsed.InvocationConfiguration.Output;
        output.Write(json ? JsonSerializer.Serialize(reply, HttpJson.Default.ReconcileReply) + "\n" : ReconcileText.Render(reply));
        if (!json && reply.Message is not "polled")
        {
            output.WriteLine(reply.Message);
        }

        return reply.Clean ? ExitCode.Ok : ExitCode.No;
    }

    private static int Report(ParseResult parsed, string file, string? state, string? config, string? venue, long? incident)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        if (JournalCommand.Place(state, config, error) is not { } place)
        {
            return ExitCode.Usage;
        }

        using JournalWalk? walk = JournalWalk.Open(place.Directory, out JournalProblem? problem);
        if (walk is null)
        {
            return JournalCommand.Refuse(problem!, error);
        }

        ReconciliationReport report = new(place.Names, venue, incident);
        if (!report.Read(walk))
        {
            error.WriteLine($"basisd: {walk.Problem}");
            return ExitCode.Integrity;
        }

        if (incident is not null && report.From == 0)
        {
            error.WriteLine($"basisd: the journal has no incident {incident}; `basisd journal export` lists those that it has");
            return ExitCode.Usage;
        }

        string beside = file + ".json";
        try
        {
            File.WriteAllText(file, ReconciliationReportText.Markdown(report));
            File.WriteAllText(beside, ReconciliationReportText.Json(report));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"basisd: the report cannot be written: {e.Message}");
            return ExitCode.Usage;
        }

        parsed.InvocationConfiguration.Output.WriteLine($"wrote {file} and {beside}: {report.Open} of {report.Differences.Count} differences open");
        return report.Open == 0 ? ExitCode.Ok : ExitCode.No;
    }
}
