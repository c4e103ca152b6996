using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Tests.EndToEnd;
using Xunit;

namespace Basisd.Tests.Probes;

/// <summary>A whole daemon that probes a venue: the scope closes when the venue fails, and opens when it answers again.</summary>
[Collection("daemon live")]
public sealed class ProbedNodeTests
{
    private const string Venue = "venue/alpha";

    [Fact]
    public async Task A_failing_venue_closes_its_scope_and_an_answering_one_opens_it()
    {
        await using ProbedVenue venue = new(ProbedVenue.Well);
        string configuration = Configurations.Plain.Replace(
            "\"name\": \"alpha\"", $"\"name\": \"alpha\", \"health_url\": \"{venue.Address}\"", StringComparison.Ordinal);
        using DaemonRig rig = new(configuration);
        DaemonProcess daemon = await rig.StartAsync();
        await rig.StatusWhenAsync(s => Scope(s) is { Mode: "NORMAL", AwaitingInputs.Count: 0 }, "the probes open the venue");

        venue.Answer = ProbedVenue.Silent;
        await rig.StatusWhenAsync(s => Scope(s).Mode == "BSCB", "silence closes the venue");
        StatusSnapshot status = await rig.StatusAsync();
        Assert.Contains(status.Causes, c => c is { Scope: Venue, Trigger: "venue.api_failure", Measured: > 3 });
        Assert.Contains("venue alpha fails its health probe (Timeout): no complete answer within 200 ms", daemon.Output, StringComparison.Ordinal);

        venue.Answer = ProbedVenue.Well;
        await rig.StatusWhenAsync(s => Scope(s).Mode != "BSCB", "answers begin the recovery");

        Dictionary<string, double> series = await ScrapeAsync(rig);
        Assert.InRange(series["basisd_probes_total{venue=\"alpha\",outcome=\"ok\"}"], 4, 10_000);
        Assert.InRange(series["basisd_probes_total{venue=\"alpha\",outcome=\"timeout\"}"], 4, 10_000);
        Assert.Equal(0, series["basisd_probes_total{venue=\"alpha\",outcome=\"unexpected\"}"]);
        Assert.Equal(0, series["basisd_probes_dropped_total"]);

        // A probe that hangs holds no stop.
        venue.Answer = ProbedVenue.Silent;
        Assert.Equal(0, await StopAsync(daemon));
        Assert.DoesNotContain("an invariant broke", daemon.Output, StringComparison.Ordinal);
    }

    private static async Task<int> StopAsync(DaemonProcess daemon)
    {
        daemon.Signal(Signals.Terminate);
        return await daemon.ExitAsync();
    }

    private static ScopeStatus Scope(StatusSnapshot status) => status.Scopes.Single(s => s.Name == Venue);

    private static async Task<Dictionary<string, double>> ScrapeAsync(DaemonRig rig)
    {
        using HttpClient client = new();
        return Exposition.Parse(await client.GetStringAsync(new Uri(rig.Http, "metrics"), TestContext.Current.CancellationToken));
    }
}
