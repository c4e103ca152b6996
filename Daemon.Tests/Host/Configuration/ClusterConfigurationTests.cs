using System;
using System.IO;
using System.Linq;
using Basisd.Host.Configuration;
using Xunit;

namespace Basisd.Tests.Host.Configuration;

/// <summary>The section <c>cluster</c>: what makes a cluster, what is refused and where, and what nodes must have alike.</summary>
public sealed class ClusterConfigurationTests : IDisposable
{
    private const string Nodes = """
        "nodes": [{"name":"a","address":"127.0.0.1:7001","peer":"127.0.0.1:7101"},{"name":"b","address":"127.0.0.2:7001","peer":"127.0.0.2:7101"}]
        """;

    private const string Slots = """ "slots": [{"name":"east","preferred":"a"},{"name":"west","preferred":"b"}] """;
    private const string Etcd = """ "etcd": {"endpoints":["http://127.0.0.1:2379"]} """;
    private const string Tls = """ "tls": {"ca":"/etc/ca","cert":"/etc/cert","key":"/etc/key"} """;
    private const string Good = $""" "enabled": true, "id": "c", "node": "b", {Nodes}, {Slots}, {Etcd}, {Tls} """;

    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-config-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"cluster":{"enabled":false,"id":"c","node":"nobody"}}""")]
    public void Without_it_the_node_is_alone(string json)
    {
        NodeConfiguration c = Load(json).Configuration!;
        Assert.Null(c.Cluster);
        Assert.Empty(c.Topology.Peers);
    }

    [Fact]
    public void Names_become_numbers_and_every_node_is_a_module()
    {
        NodeConfiguration c = Load(Section(Good + ", \"control\": \"west\", \"fence\": \"3s\"")).Configuration!;
        ClusterConfiguration cluster = c.Cluster!;
        Assert.Equal((1, 1, 3_000_000_000L), (cluster.Settings.Self, cluster.Settings.Control, cluster.Settings.FenceNs));
        Assert.Equal([0, 1], cluster.Settings.Preferred);
        Assert.Equal("127.0.0.2:7101", cluster.Self.Peer.ToString());
        Assert.Equal(["module/node-a", "module/node-b"], c.Topology.Peers.Select(p => p.Name));
        Assert.Equal([0, 1], cluster.PeerScopes);
        Assert.NotEqual(0UL, cluster.Settings.Fingerprint);
    }

    [Fact]
    public void A_venue_is_asked_at_the_address_of_the_slot()
    {
        const string Venue = """
            "topology": {"venues":[{"name":"v","health_url":"http://127.0.0.1:1/{slot}/h","gateway_url":"http://127.0.0.1:1/{slot}/v1"}],
            "assets":[{"name":"BTC","reference_unit":"USD"}],"units":["USD"],"modules":[],"instruments":[],"routes":[],
            "unit_references":[],"positions":[]}
            """;
        ConfigurationResult loaded = Load(Section(Good).TrimEnd()[..^1] + ", " + Venue + "}");
        NodeConfiguration west = Basisd.Host.Cluster.SlotPaths.Of(loaded.Configuration!, "west");
        Assert.Equal("http://127.0.0.1:1/west/v1", west.VenueGateways[0].Address.AbsoluteUri);
        Assert.Equal("http://127.0.0.1:1/west/h", west.VenueProbes[0].Address.AbsoluteUri);
        Assert.DoesNotContain(loaded.Warnings, w => w.Contains("every slot asks one account", StringComparison.Ordinal));

        string shared = Venue.Replace("{slot}/v1", "v1", StringComparison.Ordinal);
        loaded = Load(Section(Good).TrimEnd()[..^1] + ", " + shared + "}");
        Assert.Contains(loaded.Warnings, w => w.Contains("every slot asks one account of v", StringComparison.Ordinal));

        ConfigurationResult alone = Load("{" + Venue + "}");
        Assert.Contains(alone.Errors, e => e.Problem.Contains("a node that is alone has no slot", StringComparison.Ordinal));
    }

    [Fact]
    public void The_fingerprint_covers_what_nodes_must_have_alike_and_nothing_of_one_node_alone()
    {
        ulong b = FingerprintOf(Good);
        Assert.Equal(b, FingerprintOf(Good.Replace("\"node\": \"b\"", "\"node\": \"a\"", StringComparison.Ordinal)));
        Assert.Equal(b, FingerprintOf(Good.Replace("/etc/key", "/etc/other", StringComparison.Ordinal)));
        Assert.NotEqual(b, FingerprintOf(Good.Replace("\"preferred\":\"b\"", "\"preferred\":\"a\"", StringComparison.Ordinal)));
        Assert.NotEqual(b, FingerprintOf(Good + ", \"fence\": \"3s\""));
    }

    [Theory]
    [InlineData("\"fence\": \"600ms\"", "cluster.fence", "three renewals")]
    [InlineData("\"suspect\": \"150ms\"", "cluster.suspect", "four heartbeats")]
    [InlineData("\"suspect\": \"1s\"", "cluster.suspect", "out of range")]
    [InlineData("\"control\": \"north\"", "cluster.control", "'north' is not in cluster.slots")]
    [InlineData("\"fence_command\": [\"fence\"]", "cluster.fence_command[0]", "not an absolute path")]
    [InlineData("\"fance\": \"3s\"", "cluster.fance", "unknown key")]
    [InlineData("\"max_slots\": 33", "cluster.max_slots", "out of range")]
    public void A_value_that_cannot_hold_is_refused_with_its_place(string member, string path, string problem) =>
        Refused(Good + ", " + member, path, problem);

    [Theory]
    [InlineData("\"node\": \"b\"", "\"node\": \"bb\"", "cluster.node", "'bb' is not in cluster.nodes; did you mean 'b'?")]
    [InlineData("\"id\": \"c\"", "\"id\": \"a/b\"", "cluster.id", "'a/b' cannot be a name here")]
    [InlineData("\"id\": \"c\",", "", "cluster.id", "a cluster needs it")]
    [InlineData("\"preferred\":\"b\"", "\"preferred\":\"x\"", "cluster.slots[1].preferred", "'x' is not in cluster.nodes")]
    [InlineData("\"name\":\"west\"", "\"name\":\"east\"", "cluster.slots[1].name", "named twice")]
    [InlineData("127.0.0.2:7001", "127.0.0.1:7001", "cluster.nodes[1].address", "is also that of another node")]
    [InlineData("127.0.0.2:7101", "host:7101", "cluster.nodes[1].peer", "not a numeric address with a port")]
    [InlineData("\"endpoints\":[\"http://127.0.0.1:2379\"]", "\"endpoints\":[]", "cluster.etcd.endpoints", "needs an arbiter")]
    [InlineData("\"ca\":\"/etc/ca\",", "", "cluster.tls.ca", "mutual TLS")]
    [InlineData("\"endpoints\":", "\"user\":\"u\",\"endpoints\":", "cluster.etcd.user", "cluster.etcd.password_file is not")]
    public void A_section_that_is_no_cluster_is_refused_with_its_place(string was, string now, string path, string problem)
    {
        Assert.Contains(was, Good, StringComparison.Ordinal);
        Refused(Good.Replace(was, now, StringComparison.Ordinal), path, problem);
    }

    private void Refused(string members, string path, string problem)
    {
        ConfigurationResult result = Load(Section(members));
        string error = Assert.Single(result.Errors).ToString();
        Assert.Contains(path, error, StringComparison.Ordinal);
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Contains("main.json", error, StringComparison.Ordinal);
    }

    private ulong FingerprintOf(string members) => Load(Section(members)).Configuration!.Cluster!.Settings.Fingerprint;

    private static string Section(string members) => $$"""{ "cluster": { {{members}} } }""";

    private ConfigurationResult Load(string json)
    {
        string path = Path.Combine(_directory, "main.json");
        File.WriteAllText(path, json);
        return ConfigurationLoader.Load(path);
    }
}
