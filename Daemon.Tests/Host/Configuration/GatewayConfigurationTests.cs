using System;
using System.IO;
using System.Linq;
using Basisd.Host.Configuration;
using Basisd.Probes.Gateway;
using Xunit;

namespace Basisd.Tests.Host.Configuration;

/// <summary>Where gateways are and how they are polled: defaults, ranges, and what an address must not change.</summary>
public sealed class GatewayConfigurationTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-config-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Without_a_gateway_nothing_is_polled_and_the_defaults_hold()
    {
        NodeConfiguration c = Load("{}").Configuration!;
        Assert.Empty(c.VenueGateways);
        Assert.Equal(new GatewayOptions(1_000_000_000, 2_000_000_000, 200, 1024 * 1024, 10), c.Gateways);
    }

    [Fact]
    public void An_address_changes_the_configuration_and_not_the_topology()
    {
        NodeConfiguration without = Load(Venue("")).Configuration!;
        NodeConfiguration with = Load(
            Venue(", \"gateway_url\": \"https://10.0.0.1:9001/v1\", \"gateway_token_file\": \"/etc/basisd/t\"")).Configuration!;
        Assert.Equal([new VenueGateway(0, new Uri("https://10.0.0.1:9001/v1"), "/etc/basisd/t")], with.VenueGateways);
        Assert.Equal(without.Topology.Fingerprint, with.Topology.Fingerprint);
        Assert.NotEqual(without.Hash, with.Hash);
    }

    [Theory]
    [InlineData("http://10.0.0.1:9001/v1", true, 1)]
    [InlineData("http://127.0.0.1:9001/v1", true, 0)]
    [InlineData("https://10.0.0.1:9001/v1", true, 0)]
    [InlineData("http://10.0.0.1:9001/v1", false, 0)]
    public void A_token_in_clear_beyond_this_machine_is_warned_of(string address, bool token, int warnings)
    {
        string file = token ? ", \"gateway_token_file\": \"/t\"" : "";
        ConfigurationResult result = Load(Venue($", \"gateway_url\": \"{address}\"{file}"));
        const string Clear = "the token of a's gateway crosses the network in clear";
        Assert.Equal(warnings, result.Warnings.Count(w => w.Contains(Clear, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("poll_interval", "\"99ms\"")]
    [InlineData("poll_interval", "\"2h\"")]
    [InlineData("timeout", "\"49ms\"")]
    [InlineData("timeout", "\"61s\"")]
    [InlineData("page_size", "0")]
    [InlineData("page_size", "1001")]
    [InlineData("max_body", "\"63KiB\"")]
    [InlineData("max_body", "\"17MiB\"")]
    [InlineData("retries", "-1")]
    [InlineData("retries", "601")]
    public void Ranges_hold(string key, string value) => Assert.Contains(
        $"gateway.{key}", Assert.Single(Load($$"""{ "gateway": { "{{key}}": {{value}} } }""").Errors).ToString(), StringComparison.Ordinal);

    private static string Venue(string more) =>
        $$"""{ "topology": { "units": ["USD"], "assets": [{"name":"BTC","reference_unit":"USD"}], "venues": [{"name":"a"{{more}}}] } }""";

    private ConfigurationResult Load(string json)
    {
        string path = Path.Combine(_directory, "main.json");
        File.WriteAllText(path, json);
        return ConfigurationLoader.Load(path);
    }
}
