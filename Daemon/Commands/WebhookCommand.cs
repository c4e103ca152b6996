using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Host.Audit;
using Basisd.Host.Http;

namespace Basisd.Commands;

/// <summary><c>basisd webhook</c>: what the receiver of notices has not taken yet, and whether one would reach it.</summary>
public static class WebhookCommand
{
    /// <summary>The verb and its parts.</summary>
    public static Command Create() => new("webhook", "show the notices that the webhook has not taken yet, and test the way to it")
    {
        Show(), Test(),
    };

    private static Command Show()
    {
        NodeAddress address = new();
        Option<bool> json = CommonOptions.Json();
        Command command = new("show", "pending notices, oldest first; exit 0 if there are none, 1 if any is pending") { json };
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) => address.AdminSocket(parsed) is { } socket
            ? await ShowAsync(parsed, socket, parsed.GetValue(json), cancel).ConfigureAwait(false) : ExitCode.Usage);
        return command.WithExamples("basisd webhook show", "basisd webhook show --json");
    }

    private static async Task<int> ShowAsync(ParseResult parsed, string socket, bool json, CancellationToken cancel)
    {
        using AdminClient client = new(socket, HaltCommand.Patience);
        AdminResult<WebhookReply> result = await client.WebhookAsync(cancel).ConfigureAwait(false);
        if (result.Outcome != AdminOutcome.Ok || result.Value is not { } reply)
        {
            parsed.InvocationConfiguration.Error.WriteLine(
                result.Hint.Length > 0 ? $"basisd: {result.Error}; {result.Hint}" : $"basisd: {result.Error}");
            return (int)result.Outcome;
        }

        TextWriter output = parsed.InvocationConfiguration.Output;
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(reply, HttpJson.Default.WebhookReply));
        }
        else
        {
            Print(reply, output);
        }

        return reply.Notices.Count == 0 ? ExitCode.Ok : ExitCode.No;
    }

    private static void Print(WebhookReply reply, TextWriter output)
    {
        output.WriteLine(Summary(reply.Status));
        if (reply.Notices.Count == 0)
        {
            return;
        }

        output.WriteLine("  number  time (UTC)               tells             what");
        foreach (NoticeView notice in reply.Notices)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{notice.Number,8}  {AuditTime.Short(notice.At)}  {notice.Kind,-16}  {notice.Text}"));
        }
    }

    /// <summary>The webhook in one line.</summary>
    internal static string Summary(WebhookStatus status)
    {
        string where = status.Address.Length == 0 ? "no webhook is configured" : status.Address;
        string problem = status.Problem.Length == 0
            ? string.Empty
            : $"; {status.Failures} failed attempts: {status.Problem}; next {AuditTime.Short(status.RetryAt)} UTC";
        return $"{where}: {status.Pending} pending, {status.Delivered} delivered, {status.Dropped} dropped{problem}";
    }

    private static Command Test()
    {
        NodeAddress address = new();
        Command command = new("test", "have the running node send a signed test notice now, past those that wait; exit 0 if it was taken, 1 if not");
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (address.AdminSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            using AdminClient client = new(socket, HaltCommand.Patience);
            AdminResult<OperatorReply> result = await client.WebhookTestAsync(cancel).ConfigureAwait(false);
            if (result.Outcome == AdminOutcome.Ok)
            {
                parsed.InvocationConfiguration.Output.WriteLine(result.Value!.Message);
                return ExitCode.Ok;
            }

            parsed.InvocationConfiguration.Error.WriteLine(
                result.Hint.Length > 0 ? $"basisd: {result.Error}; {result.Hint}" : $"basisd: {result.Error}");
            return (int)result.Outcome;
        });
        return command.WithExamples("basisd webhook test");
    }
}
