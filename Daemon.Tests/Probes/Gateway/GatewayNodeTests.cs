using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Probes.Gateway;

/// <summary>A whole daemon that polls a gateway: polls are counted and told of, a failed one is a failed call, and none holds the node.</summary>
[Collection("daemon live")]
public sealed class GatewayNodeTests
{
    private const string Venue = "venue/alpha";

    [Fact]
    public async Task A_failing_gateway_closes_the_venue_and_says_why()
    {
        await using ScriptedGateway gateway = new() { AsOf = _ => 5_000 };
        for (long seq = 1; seq <= 5_000; seq++)
        {
            gateway.Add(seq, Gateways.Fill);
        }

        gateway.Balances.Add("""{"asset":"DOGE","total":"1"}""");
        using DaemonRig rig = new(Polled(gateway, ""));
        DaemonProcess daemon = await rig.StartAsync();
        await WhenAsync(rig, "basisd_gateway_polls_total{venue=\"alpha\",outcome=\"ok\"}", 3);
        await Poll.UntilAsync(
            () => daemon.Output.Contains("venue alpha names the asset DOGE, which the configuration does not have", StringComparison.Ordinal),
            () => daemon.Output);

        gateway.Instead = (path, call) => path == "/positions" ? call.SayAsync(Gateways.Http("<html>")) : null;
        await rig.StatusWhenAsync(s => Scope(s).Mode == "BSCB", "failed polls close the venue");
        StatusSnapshot status = await rig.StatusAsync();
        Assert.Contains(status.Causes, c => c is { Scope: Venue, Trigger: "venue.api_failure", Measured: > 3 });
        Assert.Contains("a poll of venue alpha failed (Format): /positions is no JSON from byte 0 on", daemon.Output, StringComparison.Ordinal);
        await WhenAsync(rig, "basisd_gateway_polls_total{venue=\"alpha\",outcome=\"format\"}", 4);
        Dictionary<string, double> series = await ScrapeAsync(rig);
        Assert.InRange(series["basisd_gateway_polled_timestamp_seconds{venue=\"alpha\"}"], 1_700_000_000, 5_000_000_000);
        Assert.InRange(series["basisd_gateway_poll_seconds_count{venue=\"alpha\"}"], 7, 100_000);
        Assert.Equal(0, series["basisd_gateway_retries_total{venue=\"alpha\"}"]);

        // A poll that hangs holds no stop.
        gateway.Instead = (_, call) => ProbedVenue.Silent(call);
        daemon.Signal(Signals.Terminate);
        Assert.Equal(0, await daemon.ExitAsync());
        Assert.DoesNotContain("an invariant broke", daemon.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_shown_to_the_gateway_alone()
    {
        string head = "";
        await using ScriptedGateway gateway = new();
        gateway.Instead = (_, call) =>
        {
            head = call.Head;
            return null;
        };
        string token = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(token, "s3cret\n", TestContext.Current.CancellationToken);
            using DaemonRig rig = new(Polled(gateway, $", \"gateway_token_file\": \"{token}\""));
            DaemonProcess daemon = await rig.StartAsync();
            await WhenAsync(rig, "basisd_gateway_polls_total{venue=\"alpha\",outcome=\"ok\"}", 1);
            Assert.Contains("Authorization: Bearer s3cret\r\n", head, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", daemon.Output, StringComparison.Ordinal);
            daemon.Signal(Signals.Terminate);
            Assert.Equal(0, await daemon.ExitAsync());
        }
        finally
        {
            File.Delete(token);
        }
    }

    [Fact]
    public async Task A_token_that_cannot_be_read_ends_the_start_with_its_reason()
    {
        await using ScriptedGateway gateway = new();
        using DaemonRig rig = new(Polled(gateway, ", \"gateway_token_file\": \"/nowhere/token\""));
        DaemonProcess daemon = rig.Launch();
        Assert.NotEqual(0, await daemon.ExitAsync());
        Assert.Contains("gateway_token_file of venue alpha: /nowhere/token cannot be read", daemon.Output, StringComparison.Ordinal);
    }

    private static string Polled(ScriptedGateway gateway, string more) => Configurations.Plain
        .Replace("\"name\": \"alpha\"", $"\"name\": \"alpha\", \"gateway_url\": \"{gateway.Base}\"{more}", StringComparison.Ordinal)
        .Replace("\"clock\":", "\"gateway\": { \"poll_interval\": \"100ms\" }, \"clock\":", StringComparison.Ordinal);

    private static ScopeStatus Scope(StatusSnapshot status) => status.Scopes.Single(s => s.Name == Venue);

    private static async Task WhenAsync(DaemonRig rig, string series, double least)
    {
        double value = 0;
        await Poll.UntilAsync(
            async () => (value = (await ScrapeAsync(rig)).GetValueOrDefault(series)) >= least,
            () => $"{series} is {value}; the daemon said:\n{rig.Daemon.Output}");
    }

    private static async Task<Dictionary<string, double>> ScrapeAsync(DaemonRig rig)
    {
        using HttpClient client = new();
        return Exposition.Parse(await client.GetStringAsync(new Uri(rig.Http, "metrics"), TestContext.Current.CancellationToken));
    }
}
