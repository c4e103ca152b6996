using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Sims.Engine;
using Basisd.Sims.Server;

namespace Basisd.Commands;

/// <summary><c>basisd sim engine</c>: the reference engine, trading on simulated venues beside a running daemon.</summary>
public static class SimEngineCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        NodeAddress address = new();
        Option<string[]> venue = new("--venue") { Description = "a simulated venue; again for more", HelpName = "NAME=URL", Required = true };
        Option<int> rate = new("--rate")
        {
            Description = "orders per second over all venues; 0: it only reports",
            HelpName = "N",
            DefaultValueFactory = _ => 3,
        };
        Option<int> seed = new("--seed") { Description = "the same seed makes the same choices", HelpName = "N", DefaultValueFactory = _ => 1 };
        Option<string?> state = new("--state") { Description = "file that keeps positions and cursors over a restart", HelpName = "FILE" };
        Option<string> account = Account();
        Option<string?> control = Control();
        Option<bool> json = new("--json") { Description = "print events as lines of JSON" };
        Command command = new Command("engine", "the reference engine: trades on simulated venues, obeys gate and commands, misbehaves on request")
        {
            venue, rate, seed, state, account, control, json,
        }.WithExamples(
            "basisd sim engine --venue alpha=http://127.0.0.1:9001/v1 --control 127.0.0.1:0",
            "basisd sim fault http://127.0.0.1:9100 ack_without_doing count=2  # the address that --control printed");
        address.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            List<SimVenueAddress> venues = [];
            string problem = Venues(parsed.GetValue(venue) ?? [], venues);
            IPEndPoint? listen = null;
            if (parsed.GetValue(control) is { } text && !IPEndPoint.TryParse(text, out listen))
            {
                problem = $"--control takes an address and a port such as 127.0.0.1:0, found '{text}'";
            }

            if (parsed.GetValue(rate) is < 0 or > SimEngineOptions.MostOrdersPerSecond)
            {
                problem = $"--rate is from 0 to {SimEngineOptions.MostOrdersPerSecond}";
            }

            if (problem.Length > 0)
            {
                error.WriteLine($"basisd: {problem}");
                return ExitCode.Usage;
            }

            if (address.EngineSocket(parsed) is not { } socket || address.GatePage(parsed) is not { } gate)
            {
                return ExitCode.Usage;
            }

            SimEngineOptions options = new()
            {
                EngineSocket = socket,
                GatePath = gate,
                Venues = venues,
                OrdersPerSecond = parsed.GetValue(rate),
                Seed = parsed.GetValue(seed),
                StateFile = parsed.GetValue(state) is { } file ? Path.GetFullPath(file) : null,
                Account = parsed.GetValue(account)!,
                Told = Teller(parsed.InvocationConfiguration.Output, parsed.GetValue(json)),

                // As a kill does: no last word, no flush, no handler.
                Die = static () => Process.GetCurrentProcess().Kill(),
            };
            return await RunAsync(options, listen, error, cancel).ConfigureAwait(false);
        });
        return command;
    }

    private static Option<string> Account() => new("--account")
    {
        Description = "account at the venues: in a cluster each order names it beside slot and epoch",
        HelpName = "NAME",
        DefaultValueFactory = _ => "main",
    };

    private static Option<string?> Control() => new("--control")
    {
        Description = "loopback address where `basisd sim fault` tells it to misbehave; port 0 takes a free one",
        HelpName = "ADDRESS:PORT",
    };

    private static async Task<int> RunAsync(SimEngineOptions options, IPEndPoint? listen, TextWriter error, CancellationToken cancel)
    {
        using Interrupt stop = new();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, cancel);
        using SimEngine engine = new(options);
        await using ControlServer? control = listen is null ? null : new ControlServer(listen, engine);
        try
        {
            await (control?.StartAsync(either.Token) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (SimEndpointException refused)
        {
            error.WriteLine($"basisd: {refused.Message}");
            return ExitCode.Usage;
        }

        if (control is not null)
        {
            options.Told!("control", $"control on {control.Address}");
        }

        if (await engine.RunAsync(either.Token).ConfigureAwait(false) is { } problem)
        {
            error.WriteLine($"basisd: {problem}");
            return ExitCode.Usage;
        }

        return ExitCode.Ok;
    }

    private static string Venues(string[] words, List<SimVenueAddress> venues)
    {
        foreach (string word in words)
        {
            string[] sides = word.Split('=', 2);
            bool isUrl = sides.Length == 2 && Uri.TryCreate(sides[1], UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https";
            if (!isUrl || sides[0].Length == 0)
            {
                return $"--venue takes a name and an address such as alpha=http://127.0.0.1:9001/v1, found '{word}'";
            }

            if (venues.Any(v => v.Name == sides[0]))
            {
                return $"--venue: {sides[0]} is given twice";
            }

            venues.Add(new SimVenueAddress(sides[0], new Uri(sides[1])));
        }

        return string.Empty;
    }

    private static Action<string, string> Teller(TextWriter output, bool isJson)
    {
        Lock one = new();
        return (kind, text) =>
        {
            if (kind == SimEngineOptions.CommitDone && !isJson)
            {
                return;
            }

            string line = isJson ? JsonLine(kind, text) : $"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {text}";
            lock (one)
            {
                output.WriteLine(line);
                output.Flush();
            }
        };
    }

    private static string JsonLine(string kind, string text)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("time", BootClock.WallNs());
            json.WriteString("event", kind);
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }
}
