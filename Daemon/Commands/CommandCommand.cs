using System;
using System.CommandLine;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary><c>basisd command</c>: commands to the engine, and whether they were acknowledged and verified.</summary>
public static class CommandCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The verb.</summary>
    public static Command Create() => new("command", "order the engine to cancel, reduce or keep limits, and see what became of it")
    {
        List(), CancelAll(), Reduce(), Limit(),
    };

    private static Command List()
    {
        NodeAddress address = new();
        Option<bool> json = CommonOptions.Json();
        Command command = new("list", "list the commands to the engine: acknowledged and verified are two facts") { json };
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
                AdminResult<byte[]> raw = await client.GetRawAsync("v1/commands", cancel).ConfigureAwait(false);
                output.Write(raw.Outcome == AdminOutcome.Ok ? Encoding.UTF8.GetString(raw.Value!) + "\n" : string.Empty);
                return Ended(parsed, raw.Outcome, raw.Error, raw.Hint);
            }

            AdminResult<CommandsReply> result = await client.CommandsAsync(cancel).ConfigureAwait(false);
            output.Write(result.Outcome == AdminOutcome.Ok ? CommandTable.Render(result.Value!) : string.Empty);
            return Ended(parsed, result.Outcome, result.Error, result.Hint);
        });
        return command;
    }

    private static Command CancelAll()
    {
        Argument<string> scope = Scope();
        Option<string> reason = CommonOptions.Reason();
        Command command = new("cancel-all", "cancel every open order of a scope") { scope, reason };
        return Ordering(command, parsed => new CommandRequest("cancel_all", parsed.GetValue(scope), parsed.GetValue(reason)))
            .WithExamples("basisd command cancel-all venue/alpha --reason \"the venue asks for it\"");
    }

    private static Command Reduce()
    {
        Argument<string> scope = Scope();
        Option<string> reason = CommonOptions.Reason();
        Option<long?> stays = new("--to-ppm") { Description = "how much of each position stays, parts per million; 0 closes", HelpName = "PPM" };
        stays.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is < 0 or > FixedPoint.Ppm)
            {
                result.AddError($"--to-ppm is 0 to {FixedPoint.Ppm}");
            }
        });
        Option<string?> quantity = Amount("--quantity", "how much less there shall be over the positions of the scope");
        Command command = new("reduce", "cancel every open order of a scope, confirm it, then reduce its positions slice by slice")
        {
            scope, stays, quantity, reason,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(stays) is null == result.GetResult(quantity) is null)
            {
                result.AddError("a reduction takes either --to-ppm or --quantity");
            }
        });
        return Ordering(command, parsed => new CommandRequest("reduce", parsed.GetValue(scope), parsed.GetValue(reason))
        {
            ToPpm = parsed.GetValue(stays),
            Quantity = ValueOf(parsed, quantity),
        }).WithExamples(
            "basisd command reduce venue/alpha --to-ppm 500000 --reason \"half is enough\"  # each position to a half",
            "basisd command reduce route/BTC@alpha --quantity 1.5 --reason \"hedge gone\"  # 1.5 less");
    }

    private static Command Limit()
    {
        Argument<string> scope = Scope();
        Option<string> reason = CommonOptions.Reason();
        Option<string?> position = Amount("--max-position", "largest absolute position");
        Option<string?> order = Amount("--max-order", "largest order");
        position.Required = true;
        order.Required = true;
        Command command = new("limit", "tell the engine to keep within limits on a scope; no venue record can verify it")
        {
            scope, position, order, reason,
        };
        return Ordering(command, parsed => new CommandRequest("limit", parsed.GetValue(scope), parsed.GetValue(reason))
        {
            MaxPosition = ValueOf(parsed, position),
            MaxOrder = ValueOf(parsed, order),
        });
    }

    private static Command Ordering(Command command, Func<ParseResult, CommandRequest> request)
    {
        NodeAddress address = new();
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) => await SubmitAsync(parsed, address, request(parsed), cancel).ConfigureAwait(false));
        return command;
    }

    private static async Task<int> SubmitAsync(ParseResult parsed, NodeAddress address, CommandRequest request, CancellationToken cancel)
    {
        if (address.AdminSocket(parsed) is not { } socket)
        {
            return ExitCode.Usage;
        }

        using AdminClient client = new(socket, HaltCommand.Patience);
        return ActAnswer.Print(parsed, await client.CommandAsync(request, cancel).ConfigureAwait(false));
    }

    private static Argument<string> Scope() =>
        new("SCOPE") { Description = "for example platform, venue/alpha, asset/BTC or route/BTC@alpha; `basisd status` lists them" };

    private static Option<string?> Amount(string name, string description)
    {
        Option<string?> option = new(name) { Description = $"{description}, a decimal with up to 8 places", HelpName = "AMOUNT" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !DecimalText.TryParse(text, out _))
            {
                result.AddError($"{name}: '{text}' is not a decimal of 0 or more with up to 8 places");
            }
        });
        return option;
    }

    private static long? ValueOf(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } text && DecimalText.TryParse(text, out long value) ? value : null;

    private static int Ended(ParseResult parsed, AdminOutcome outcome, string error, string hint)
    {
        if (outcome != AdminOutcome.Ok)
        {
            parsed.InvocationConfiguration.Error.WriteLine(hint.Length > 0 ? $"basisd: {error}; {hint}" : $"basisd: {error}");
        }

        return (int)outcome;
    }
}
