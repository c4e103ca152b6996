using System;
using System.Net.Http;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Basisd.Commands;
using Basisd.Tests.EndToEnd;
using Basisd.Tests.Sims;
using Xunit;

namespace Basisd.Tests.Commands;

/// <summary><c>basisd sim venue</c> as a process, and <c>basisd sim fault</c> against a venue.</summary>
public sealed partial class SimVenueCommandTests
{
    [Theory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    public async Task It_prints_its_address_serves_and_ends_cleanly(int signal)
    {
        using DaemonProcess process = DaemonProcess.Start(DaemonBinary.Path, ["sim", "venue", "--name", "beta", "--seed", "7", "--tick-ms", "20"]);
        Uri address = await AddressAsync(process, Plain());
        Assert.Equal("/v1", address.AbsolutePath);
        using HttpClient client = new();
        string health = await client.GetStringAsync(address + "/health", TestContext.Current.CancellationToken);
        Assert.Equal("""{"venue":"beta","status":"ok"}""", health);
        using JsonDocument balances = JsonDocument.Parse(await client.GetStringAsync(address + "/balances", TestContext.Current.CancellationToken));
        Assert.Equal("1000000", VenueRig.Total(balances.RootElement, "USDT"));
        Assert.Equal((ExitCode.Ok, 1), FaultSet(address));
        process.Signal(signal);
        Assert.Equal(ExitCode.Ok, await process.ExitAsync());
        Assert.DoesNotContain("basisd:", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_address_comes_as_json_and_its_markets_and_deposits_are_those_that_are_given()
    {
        using DaemonProcess process = DaemonProcess.Start(
            DaemonBinary.Path,
            ["sim", "venue", "--json", "--tick-ms", "0", "--market", "PAXG/USD=2400", "--market", "SOL/USD:perp=150", "--balance", "USD=5", "--tls"]);
        Uri address = await AddressAsync(process, Json());
        Assert.Equal("https", address.Scheme);
        using HttpClient client = new(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=localhost" },
        });
        string shown = await client.GetStringAsync(new Uri(address, "/sim/markets"), TestContext.Current.CancellationToken);
        using JsonDocument markets = JsonDocument.Parse(shown);
        Assert.Equal(["PAXG/USD", "SOL/USD:perp"], VenueRig.All(markets.RootElement, "market"));
        using JsonDocument balances = JsonDocument.Parse(await client.GetStringAsync(address + "/balances", TestContext.Current.CancellationToken));
        Assert.Equal(["USD"], VenueRig.All(balances.RootElement, "asset"));
        Assert.Equal((ExitCode.Ok, 1), FaultSet(address));
        process.Signal(Signals.Terminate);
        Assert.Equal(ExitCode.Ok, await process.ExitAsync());
    }

    [Theory]
    [InlineData("--market", "BTC", "expected a market and its price")]
    [InlineData("--market", "BTC/USDT=x", "must be a decimal from")]
    [InlineData("--balance", "USDT", "--balance takes an asset and an amount")]
    [InlineData("--balance", "USDT=10000001", "--balance USDT=10000001: an amount is not zero and at most 10000000")]
    [InlineData("--listen", "nowhere", "--listen takes an address and a port")]
    [InlineData("--listen", "0.0.0.0:0", "--allow-remote")]
    [InlineData("--name", "A b", "--name takes small letters")]
    [InlineData("--tick-ms", "-5", "--tick-ms is from 0")]
    public void What_it_cannot_be_told_is_explained(string option, string value, string problem)
    {
        (int code, string output, string error) = Verb.Run("sim", "venue", option, value);
        Assert.Equal((ExitCode.Usage, string.Empty), (code, output));
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Faults_are_set_listed_and_cleared()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        await rig.TradeAsync(1, "2");
        string url = rig.Address.ToString();
        (int code, string output, _) = Verb.Run("sim", "fault", url, "wrong_balance", "asset=BTC", "amount=-0.5");
        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal("""{"id":1,"kind":"wrong_balance","path":"/v1","asset":"BTC","amount":"-0.5"}""", output.TrimEnd());
        Assert.Equal("1.5", VenueRig.Total(await rig.GetAsync("/v1/balances"), "BTC"));
        Assert.Contains("wrong_balance", Verb.Run("sim", "fault", url, "--list").Output, StringComparison.Ordinal);
        Assert.Equal("{\"removed\":1}", Verb.Run("sim", "fault", url[..^"/v1".Length], "--clear").Output.TrimEnd());
        Assert.Equal("2", VenueRig.Total(await rig.GetAsync("/v1/balances"), "BTC"));
    }

    [Fact]
    public async Task A_fault_that_cannot_be_is_explained()
    {
        await using VenueRig rig = await VenueRig.StartAsync();
        string url = rig.Address.ToString();
        Refused(ExitCode.Usage, "there is no fault 'boom'", url, "boom");
        Refused(ExitCode.Usage, "'ms' is missing", url, "latency");
        Refused(ExitCode.Usage, "expected KEY=VALUE, found 'ms'", url, "latency", "ms");
        Refused(ExitCode.Usage, "say one of", url);
        Refused(ExitCode.Usage, "say one of", url, "hang", "--clear");
        Refused(ExitCode.Usage, "address of a simulated venue", "nowhere", "--list");
        Refused(ExitCode.Usage, "ends with /v1", url + "/fills", "--list");
    }

    [Fact]
    public async Task A_venue_that_is_gone_is_out_of_reach()
    {
        VenueRig rig = await VenueRig.StartAsync();
        string url = rig.Address.ToString();
        await rig.DisposeAsync();
        Refused(ExitCode.Unreachable, "does not answer", url, "--list");
    }

    private static void Refused(int expected, string problem, params string[] words)
    {
        (int code, string output, string error) = Verb.Run([.. (string[])["sim", "fault"], .. words]);
        Assert.Equal((expected, string.Empty), (code, output));
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    private static (int Code, int Lines) FaultSet(Uri address)
    {
        (int code, string output, _) = Verb.Run("sim", "fault", address.ToString(), "hang", "path=/v1/funding");
        return (code, output.TrimEnd().Split('\n').Length);
    }

    private static async Task<Uri> AddressAsync(DaemonProcess process, Regex line)
    {
        await Poll.UntilAsync(() => line.IsMatch(process.Output) || process.HasExited, () => $"no address; it printed:\n{process.Output}");
        Match printed = line.Match(process.Output);
        Assert.True(printed.Success, process.Output);
        return new Uri(printed.Groups[1].Value);
    }

    [GeneratedRegex(@"(?m)^listening on (\S+)$", RegexOptions.None, 1000)]
    private static partial Regex Plain();

    [GeneratedRegex("(?m)^{\"venue\":\"alpha\",\"address\":\"([^\"]+)\"}$", RegexOptions.None, 1000)]
    private static partial Regex Json();
}
