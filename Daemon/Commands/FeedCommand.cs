using System.CommandLine;
using System.IO;
using Basisd.Engine;
using Basisd.Host.Replay;
using Basisd.Market;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Commands;

/// <summary><c>basisd feed</c>: plays history into a running daemon through the engine's socket, as an execution engine would.</summary>
public static class FeedCommand
{
    private const int HelloTimeoutMs = 5_000;
    private const long WarmUpNs = 30 * FixedPoint.Minute;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        HistoryOptions history = new();
        NodeAddress address = new();
        Option<int?> speed = new("--speed") { Description = "history seconds per second (default: the daemon's time scale)", HelpName = "N" };
        Option<bool> fromLargest = new("--from-largest-move") { Description = "begin 30 minutes before the largest five-minute move" };
        Option<bool> configuration = new("--print-config") { Description = "print a configuration with the names of this history, and end" };
        Command command = new("feed", "play recorded or generated candles into a running daemon, through the engine's socket")
        {
            speed, fromLargest, configuration,
        };
        history.AddTo(command);
        address.AddTo(command);
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            if (parsed.GetValue(configuration))
            {
                return PrintConfiguration(history, parsed);
            }

            if (address.EngineSocket(parsed) is not { } socket)
            {
                return ExitCode.Usage;
            }

            try
            {
                using EngineClient client = EngineClient.Connect(socket, "feed", SessionFlags.Commands | SessionFlags.Commits, HelloTimeoutMs);
                Topology topology = FeedTopology.Of(table => client.Names(table, HelloTimeoutMs));
                string[] scopes = [.. client.Names(IndexTable.Scopes, HelloTimeoutMs)];
                HistoryPlan? plan = history.Open(parsed, topology, error, scopes: scopes);
                if (plan is not null && parsed.GetValue(fromLargest) && plan.LargestMove() is { } move && !history.HasFrom(parsed))
                {
                    plan = history.Open(parsed, topology, error, move.Time - WarmUpNs, scopes);
                }

                return plan is null ? ExitCode.Usage : Play(plan, client, parsed, parsed.GetValue(speed));
            }
            catch (EngineClientException e)
            {
                error.WriteLine($"basisd: {e.Message}");
                return ExitCode.Unreachable;
            }
        });
        return command;
    }

    private static int Play(HistoryPlan plan, EngineClient client, ParseResult parsed, int? speed)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        foreach (HistoryNotice notice in plan.Notices)
        {
            error.WriteLine($"basisd: note: {notice}");
        }

        using Interrupt stop = new();
        HistoryFeed feed = new(plan, client, speed ?? (int)(client.Reply.TimeScalePpm / FixedPoint.Ppm));
        feed.Told = text => parsed.InvocationConfiguration.Output.WriteLine(text);
        HistoryError? problem = feed.Play(stop.Token);
        if (problem is null)
        {
            return ExitCode.Ok;
        }

        error.WriteLine($"basisd: {problem}");
        return ExitCode.Usage;
    }

    private static int PrintConfiguration(HistoryOptions history, ParseResult parsed)
    {
        HistoryPlan? plan = history.Open(parsed, topology: null, parsed.InvocationConfiguration.Error);
        if (plan is null)
        {
            return ExitCode.Usage;
        }

        using MemoryStream text = new();
        HistoryConfiguration.Write(plan.Topology, text);
        parsed.InvocationConfiguration.Output.WriteLine(System.Text.Encoding.UTF8.GetString(text.ToArray()));
        return ExitCode.Ok;
    }
}
