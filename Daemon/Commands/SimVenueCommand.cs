using System;
using System.CommandLine;
using System.IO;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Basisd.Sims.Server;

namespace Basisd.Commands;

/// <summary><c>basisd sim venue</c>: a venue that is not there, as a real HTTP server.</summary>
public static class SimVenueCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        SimVenueOptions venue = new();
        Option<bool> tls = new("--tls") { Description = "speak TLS with a certificate that nobody trusts" };
        Option<bool> json = new("--json") { Description = "print the address as one line of JSON" };
        Command command = new Command("venue", "a simulated venue: the gateway contract over HTTP, a small order book, and faults on request")
        {
            tls, json,
        }.WithExamples(
            "basisd sim venue --name alpha --listen 127.0.0.1:9001 --seed 7",
            "basisd sim venue --market BTC/USDT=60000 --market BTC/USDT:perp=60000 --balance USDT=50000  # its own markets and deposits");
        venue.AddTo(command);
        command.SetAction((parsed, cancel) => venue.Open(parsed, out VenueServerOptions options) is { } accounts
            ? ServeAsync(venue.NameOf(parsed), parsed, accounts, options, parsed.GetValue(tls), parsed.GetValue(json), cancel)
            : Task.FromResult(ExitCode.Usage));
        return command;
    }

    private static async Task<int> ServeAsync(
        string name, ParseResult parsed, VenueAccounts accounts, VenueServerOptions options, bool isTls, bool isJson, CancellationToken cancel)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        TextWriter error = parsed.InvocationConfiguration.Error;
        using X509Certificate2? certificate = isTls ? ServerTls.SelfSigned(DateTimeOffset.UtcNow) : null;
        using Interrupt stop = new();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, cancel);
        await using VenueServer server = new(options with { Certificate = certificate }, accounts, text => error.WriteLine($"basisd: {text}"));
        try
        {
            await server.StartAsync(either.Token).ConfigureAwait(false);
        }
        catch (SimEndpointException refused)
        {
            error.WriteLine($"basisd: {refused.Message}");
            return ExitCode.Usage;
        }

        foreach (Uri address in server.Addresses)
        {
            output.WriteLine(isJson ? $"{{\"venue\":\"{name}\",\"address\":\"{address}\"}}" : $"listening on {address}");
        }

        output.Flush();
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = either.Token.Register(ended.SetResult);
        await ended.Task.ConfigureAwait(false);
        return ExitCode.Ok;
    }
}
