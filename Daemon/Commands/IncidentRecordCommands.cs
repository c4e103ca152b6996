using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary>The verbs by which people record something at an incident: one record each, refused or journaled, never half.</summary>
internal static class IncidentRecordCommands
{
    private static readonly string[] Publications = ["report", "disclosure"];

    /// <summary><c>incident step</c>.</summary>
    public static Command Step()
    {
        Argument<string> step = IncidentOptions.OneOf(
            new Argument<string>("STEP") { Description = string.Join(", ", IncidentOptions.Steps) }, IncidentOptions.Steps);
        Option<string?> text = IncidentOptions.Text(isRequired: true);
        Command command = new(
            "step",
            "record a step of the DMM protocol. They go in order: 3 declaration (operations-lead), 4 root_cause (engineering and risk, with the "
            + "document), 5 impact (risk and finance), 6 communication (operations), 7 plan (engineering and risk). Where two roles are named each "
            + "records it once. 1 and 2 are the node's own, 8 is the signed resumption")
        {
            step, text,
        };
        return Recording(command, text, documentRequired: false, parsed => new IncidentRequest("step", null) { Step = parsed.GetValue(step) })
            .WithExamples(
                "basisd incident step declaration --author alice --text \"we halt until alpha's balances are understood\"",
                "basisd incident step root_cause --author bob --role engineering --text \"alpha double-booked fills\" --document rca.md",
                "basisd incident show  # which step is next, and the line to type for it");
    }

    /// <summary><c>incident note</c>.</summary>
    public static Command Note()
    {
        Option<string?> text = IncidentOptions.Text(isRequired: true);
        Command command = new("note", "write down something at an incident; the first record with a name is the review that a P1 needs in 15 minutes")
        {
            text,
        };
        return Recording(command, text, documentRequired: false, _ => new IncidentRequest("note", null)).WithExamples(
            "basisd incident note --author alice --text \"alpha's support is on the phone\"",
            "basisd incident note --incident 3 --author bob --text \"minutes of the review\" --document minutes.md");
    }

    /// <summary><c>incident impact</c>.</summary>
    public static Command Impact()
    {
        Option<long?> users = new("--users") { Description = "users affected", HelpName = "COUNT" };
        users.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!long.TryParse(result.Tokens[0].Value, out long count) || count < 0))
            {
                result.AddError($"--users: '{result.Tokens[0].Value}' is not a whole number of 0 or more");
            }
        });
        Option<string?> exposure = Amount("--exposure", "assets exposed");
        Option<string?> loss = Amount("--loss", "loss realized");
        Option<string?> text = IncidentOptions.Text(isRequired: false);
        Command command = new("impact", "put figures of the impact on file: what is given replaces what was there") { users, exposure, loss, text };
        command.Validators.Add(result =>
        {
            if (result.GetResult(users) is null && result.GetResult(exposure) is null && result.GetResult(loss) is null)
            {
                result.AddError("an impact takes --users, --exposure or --loss");
            }
        });
        return Recording(command, text, documentRequired: false, parsed => new IncidentRequest("impact", null)
        {
            Users = parsed.GetValue(users),
            ExposureUsd = parsed.GetValue(exposure),
            LossUsd = parsed.GetValue(loss),
        }).WithExamples("basisd incident impact --author carol --users 1200 --exposure 250000 --loss 0");
    }

    /// <summary><c>incident notify</c>.</summary>
    public static Command Notify()
    {
        Option<string?> text = IncidentOptions.Text(isRequired: false);
        Command command = new("notify", "say that users were notified: a P1 needs it in 15 minutes. It notifies nobody itself") { text };
        return Recording(command, text, documentRequired: false, _ => new IncidentRequest("notification", null)).WithExamples(
            "basisd incident notify --author dave --text \"banner and mail to everyone who holds BTC\"");
    }

    /// <summary><c>incident publish</c>.</summary>
    public static Command Publish()
    {
        Argument<string> what = IncidentOptions.OneOf(
            new Argument<string>("WHAT") { Description = "report (reconciliation, due in 48 h) or disclosure (public, due in 72 h)" }, Publications);
        Option<string?> text = IncidentOptions.Text(isRequired: false);
        Command command = new(
            "publish", "say that the report or the disclosure of a P1 or P2 was published, with the hash of what was. It publishes nothing itself")
        {
            what, text,
        };
        return Recording(command, text, documentRequired: true, parsed => new IncidentRequest(parsed.GetValue(what), null)).WithExamples(
            "basisd incident publish report --author carol --document incident-3.md",
            "basisd incident publish disclosure --incident 3 --author dave --document disclosure.html");
    }

    private static Command Recording(Command command, Option<string?> text, bool documentRequired, Func<ParseResult, IncidentRequest> start)
    {
        NodeAddress address = new();
        Option<string> author = IncidentOptions.Author();
        Option<string?> role = IncidentOptions.Role();
        Option<string?> document = IncidentOptions.Document(documentRequired);
        Option<long?> incident = IncidentOptions.Incident();
        command.Options.Add(author);
        command.Options.Add(role);
        command.Options.Add(document);
        command.Options.Add(incident);
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            string? hash = null;
            if (parsed.GetValue(document) is { } file && (hash = DocumentHash.Of(file, out string problem)) is null)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"basisd: {problem}");
                return ExitCode.Usage;
            }

            return await SubmitAsync(parsed, address, start(parsed) with
            {
                Author = parsed.GetValue(author),
                Role = parsed.GetValue(role),
                Text = parsed.GetValue(text),
                Document = hash,
                Incident = parsed.GetValue(incident),
            }, cancel).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> SubmitAsync(ParseResult parsed, NodeAddress address, IncidentRequest request, CancellationToken cancel)
    {
        if (address.AdminSocket(parsed) is not { } socket)
        {
            return ExitCode.Usage;
        }

        using AdminClient client = new(socket, HaltCommand.Patience);
        return ActAnswer.Print(parsed, await client.RecordAsync(request, cancel).ConfigureAwait(false));
    }

    private static Option<string?> Amount(string name, string description)
    {
        Option<string?> option = new(name) { Description = $"{description}, US dollars, a decimal with up to 8 places", HelpName = "USD" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && (!AmountText.TryParse(text, out _) || text.StartsWith('-')))
            {
                result.AddError($"{name}: '{text}' is not a decimal of 0 or more with up to 8 places");
            }
        });
        return option;
    }
}
