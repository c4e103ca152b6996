using System;
using System.CommandLine;
using System.Linq;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary><c>basisd incident</c>: what is on file about incidents, and what people record and state (SPEC 10).</summary>
public static class IncidentCommand
{
    private static readonly string[] Statements =
    [
        "systemic.venue_insolvency", "systemic.regulatory_action", "systemic.system_compromise", "systemic.market_dislocation",
        "systemic.execution_integrity",
    ];

    /// <summary>The verb.</summary>
    public static Command Create() => new(
        "incident",
        "see incidents with their deadlines, go through the DMM protocol step by step, state what no sensor can measure, and report what happened")
    {
        IncidentListCommand.Create(),
        IncidentShowCommand.Create(),
        IncidentRecordCommands.Step(),
        IncidentRecordCommands.Note(),
        IncidentRecordCommands.Impact(),
        IncidentRecordCommands.Notify(),
        IncidentRecordCommands.Publish(),
        Declare(),
        IncidentReportCommand.Create(),
    };

    private static Command Declare()
    {
        NodeAddress address = new();
        Argument<string> trigger = new("TRIGGER") { Description = string.Join(", ", Statements) };
        trigger.Validators.Add(result =>
        {
            string given = result.GetValueOrDefault<string>();
            if (!Statements.Contains(given, StringComparer.Ordinal))
            {
                result.AddError($"'{given}' is not for operators to state; these are: {string.Join(", ", Statements)}");
            }
        });
        trigger.CompletionSources.Add(Statements);
        Option<string> reason = CommonOptions.Reason();
        Command command = new("declare", "halt the platform at once (DMM) for a reason that only people know; only a signed resumption ends it")
        {
            trigger, reason,
        };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (address.AdminSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            using AdminClient client = new(socket, HaltCommand.Patience);
            return ActAnswer.Print(
                parsed, await client.DeclareAsync(parsed.GetValue(trigger)!, parsed.GetValue(reason)!, cancel).ConfigureAwait(false));
        });
        return command.WithExamples("basisd incident declare systemic.venue_insolvency --reason \"alpha has filed for insolvency\"");
    }
}
