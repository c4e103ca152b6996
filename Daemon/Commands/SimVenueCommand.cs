using System;
using System.CommandLine;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Linux;
using Basisd.Sims;
using Basisd.Sims.Book;
using Basisd.Sims.Server;

namespace Basisd.Commands;

/// <summary><c>basisd sim venue</c>: a venue that is not there, as a real HTTP server.</summary>
public static class SimVenueCommand
{
    private const int MaxTickMs = 3_600_000;

    private static readonly string[] DefaultMarkets = ["BTC/USDT=60000", "ETH/USDT=3000", "BTC/USDT:perp=60000"];

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        Option<string> name = new("--name") { Description = "name of the venue in its answers", HelpName = "NAME", DefaultValueFactory = _ => "alpha" };
        Option<string> listen = new("--listen")
        {
            Description = "address and port; port 0 takes a free one",
            HelpName = "ADDRESS:PORT",
            DefaultValueFactory = _ => "127.0.0.1:0",
        };
        Option<ulong> seed = new("--seed") { Description = "the same seed and calls give the same answers", HelpName = "N", DefaultValueFactory = _ => 1 };
        Option<string[]> market = new("--market")
        {
            Description = $"a market and its price; again for more (default: {string.Join(", ", DefaultMarkets)})",
            HelpName = "BASE/QUOTE[:perp]=PRICE",
        };
        Option<string[]> balance = new("--balance")
        {
            Description = "a first deposit; again for more (default: 1000000 of each quote unit, 100 of each base)",
            HelpName = "ASSET=AMOUNT",
        };
        Option<int> tick = new("--tick-ms")
        {
            Description = "milliseconds between two steps of the prices; 0: only when asked to",
            HelpName = "MS",
            DefaultValueFactory = _ => VenueServerOptions.DefaultTickMs,
        };
        Option<bool> tls = new("--tls") { Description = "speak TLS with a certificate that nobody trusts" };
        Option<bool> remote = new("--allow-remote") { Description = "listen where others can reach it; they may trade and set faults" };
        Option<bool> json = new("--json") { Description = "print the address as one line of JSON" };
        Command command = new Command("venue", "a simulated venue: the gateway contract over HTTP, a small order book, and faults on request")
        {
            name, listen, seed, market, balance, tick, tls, remote, json,
        }.WithExamples(
            "basisd sim venue --name alpha --listen 127.0.0.1:9001 --seed 7",
            "basisd sim venue --market BTC/USDT=60000 --market BTC/USDT:perp=60000 --balance USDT=50000  # its own markets and deposits");
        command.SetAction((parsed, cancel) =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            VenueBook? book = Book(parsed.GetValue(market), parsed.GetValue(balance), parsed.GetValue(seed), out string problem);
            string called = parsed.GetValue(name)!;
            IPEndPoint? address = null;
            if (book is not null && !IsName(called))
            {
                problem = $"--name takes small letters, digits and dashes, found '{called}'";
            }
            else if (book is not null && !IPEndPoint.TryParse(parsed.GetValue(listen)!, out address))
            {
                problem = $"--listen takes an address and a port such as 127.0.0.1:9001, found '{parsed.GetValue(listen)}'";
            }
            else if (book is not null && parsed.GetValue(tick) is < 0 or > MaxTickMs)
            {
                problem = $"--tick-ms is from 0 to {MaxTickMs}";
            }

            if (problem.Length > 0)
            {
                error.WriteLine($"basisd: {problem}");
                return Task.FromResult(ExitCode.Usage);
            }

            VenueSimulator venue = new(called, book!, BootClock.WallNs);
            VenueServerOptions options = new()
            {
                Listen = address!,
                MayBeRemote = parsed.GetValue(remote),
                Tick = TimeSpan.FromMilliseconds(parsed.GetValue(tick)),
            };
            return ServeAsync(parsed, venue, options, parsed.GetValue(tls), parsed.GetValue(json), cancel);
        });
        return command;
    }

    private static async Task<int> ServeAsync(
        ParseResult parsed, VenueSimulator venue, VenueServerOptions options, bool isTls, bool isJson, CancellationToken cancel)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        TextWriter error = parsed.InvocationConfiguration.Error;
        using X509Certificate2? certificate = isTls ? ServerTls.SelfSigned(DateTimeOffset.UtcNow) : null;
        using Interrupt stop = new();
        await using VenueServer server = new(options with { Certificate = certificate }, venue, text => error.WriteLine($"basisd: {text}"));
        try
        {
            await server.StartAsync(stop.Token).ConfigureAwait(false);
        }
        catch (SimEndpointException refused)
        {
            error.WriteLine($"basisd: {refused.Message}");
            return ExitCode.Usage;
        }

        output.WriteLine(isJson ? $"{{\"venue\":\"{venue.Name}\",\"address\":\"{server.Address}\"}}" : $"listening on {server.Address}");
        output.Flush();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, cancel);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = either.Token.Register(ended.SetResult);
        await ended.Task.ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 32 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    private static VenueBook? Book(string[]? markets, string[]? balances, ulong seed, out string problem)
    {
        List<MarketSpec> specs = [];
        foreach (string text in markets is { Length: > 0 } ? markets : DefaultMarkets)
        {
            if (MarketSpec.Parse(text, out problem) is not { } spec)
            {
                return null;
            }

            specs.Add(spec);
        }

        if (VenueBook.Repeated(specs) is { } twice)
        {
            problem = $"--market: {twice} is given twice";
            return null;
        }

        VenueBook book = new(new VenueBookSettings(), specs, seed);
        IEnumerable<string> first = balances is { Length: > 0 } ? balances
            : book.Assets.Select(a => specs.Exists(m => m.Quote == a) ? $"{a}=1000000" : $"{a}=100");
        foreach (string text in first.ToArray())
        {
            string[] sides = text.Split('=', 2);
            if (sides.Length != 2 || !SimAmount.TryParse(sides[1], out long amount))
            {
                problem = $"--balance takes an asset and an amount such as USDT=50000, found '{text}'";
                return null;
            }

            if (book.Transfer(sides[0], amount, BootClock.WallNs(), out problem) is null)
            {
                problem = $"--balance {text}: {problem}";
                return null;
            }
        }

        problem = string.Empty;
        return book;
    }
}
