using System;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Cluster;
using Basisd.Peers.Etcd;
using Xunit;

namespace Basisd.Tests.Peers.Etcd;

/// <summary>The requests, to the byte: etcd ignores a field that it does not know, and compares VERSION where the target is missing.</summary>
public sealed class EtcdRequestsTests
{
    private static readonly ArbiterKeys Keys = new("test", ["control", "one"]);

    [Fact]
    public void A_read_is_one_linearizable_range_over_all_keys() => Assert.Equal(
        """{"key":"L2Jhc2lzZC90ZXN0Lw==","range_end":"L2Jhc2lzZC90ZXN0MA==","limit":"256"}""", Encoding.UTF8.GetString(EtcdRequests.ReadAll(Keys)));

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public void A_swap_compares_the_modification_revision(long expected)
    {
        const string Key = "L2Jhc2lzZC90ZXN0L3Nsb3RzL29uZQ==";
        string golden = "{\"compare\":[{\"target\":\"MOD\",\"result\":\"EQUAL\",\"key\":\"" + Key + "\",\"mod_revision\":\"" + expected + "\"}],"
            + "\"success\":[{\"request_put\":{\"key\":\"" + Key + "\",\"value\":\"+/8=\"}}],"
            + "\"failure\":[{\"request_range\":{\"key\":\"" + Key + "\"}}]}";
        Assert.Equal(golden, Encoding.UTF8.GetString(EtcdRequests.Swap(Keys, new ArbiterKey(ArbiterKeyKind.Slot, 1), expected, [0xFB, 0xFF])));
    }

    [Fact]
    public void A_login_survives_what_passwords_hold()
    {
        using JsonDocument login = JsonDocument.Parse(EtcdRequests.Login("basisd", "\"\\\u00e9</"));
        Assert.Equal("basisd", login.RootElement.GetProperty("name").GetString());
        Assert.Equal("\"\\\u00e9</", login.RootElement.GetProperty("password").GetString());
    }

    [Fact]
    public async Task The_request_as_a_member_gets_it()
    {
        await using FakeEtcd member = new(FakeEtcd.Saying("{" + FakeEtcd.Header(5, 2) + "}"));
        await using ArbiterRig rig = new(ArbiterRig.PatientNs, member.Address);
        Assert.Equal(ArbiterOutcome.Done, (await rig.ReadAsync()).Outcome);
        Assert.True(member.Requests.TryDequeue(out FakeEtcd.Call? call));
        string expected = $"POST /v3/kv/range HTTP/1.1\r\nHost: 127.0.0.1:{member.Address.Port}\r\nUser-Agent: basisd\r\n"
            + "Grpc-Metadata-Hasleader: true\r\nContent-Type: application/json\r\nContent-Length: 79";
        Assert.Equal(expected, call.Head);
        Assert.Equal(Encoding.UTF8.GetString(EtcdRequests.ReadAll(Keys)), call.Body);
    }

    [Fact]
    public void Names_of_keys_go_both_ways_and_others_are_none()
    {
        ArbiterKey[] all = [new(ArbiterKeyKind.Slot, 0), new(ArbiterKeyKind.Slot, 1), new(ArbiterKeyKind.Dmm, 0), new(ArbiterKeyKind.Pause, 0)];
        foreach (ArbiterKey key in all)
        {
            Assert.Equal(key, Keys.Find(Keys.NameOf(key)));
        }

        string[] none = ["", "/basisd/test/", "/basisd/test/slots/", "/basisd/test/slots/two", "/basisd/test/DMM", "/basisd/tes/dmm", "dmm"];
        foreach (string name in none)
        {
            Assert.Null(Keys.Find(name));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Keys.NameOf(new ArbiterKey(ArbiterKeyKind.Slot, 2)));
    }

    [Theory]
    [InlineData("te/st", "http://127.0.0.1:1", "cluster id")]
    [InlineData("", "http://127.0.0.1:1", "cluster id")]
    [InlineData("test", "", "endpoints")]
    [InlineData("test", "ftp://127.0.0.1:1", "is no http://HOST:PORT")]
    [InlineData("test", "http://127.0.0.1:1/v3", "is no http://HOST:PORT")]
    [InlineData("test", "http://user@127.0.0.1:1", "is no http://HOST:PORT")]
    [InlineData("test", "http://127.0.0.1:1 http://127.0.0.1:1", "twice")]
    public void Settings_that_cannot_work_are_refused_with_the_reason(string cluster, string endpoints, string reason)
    {
        Uri[] addresses = Array.ConvertAll(endpoints.Split(' ', StringSplitOptions.RemoveEmptyEntries), e => new Uri(e));
        EtcdSettings settings = new() { Cluster = cluster, Endpoints = addresses };
        Assert.Contains(reason, settings.Problem(), StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Throws<EtcdSetupException>(() => new ArbiterRig(1_000_000, settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_do_not_fit_each_other_are_refused_with_the_reason()
    {
        EtcdSettings settings = new() { Cluster = "test", Endpoints = [new Uri("https://127.0.0.1:1")] };
        Assert.Null(settings.Problem());
        Assert.Contains("both files", (settings with { CertificateFile = "a" }).Problem(), StringComparison.Ordinal);
        Assert.Contains("password file", (settings with { User = "a" }).Problem(), StringComparison.Ordinal);
        EtcdSettings plain = settings with { Endpoints = [new Uri("http://127.0.0.1:1")], CaFile = "a" };
        Assert.Contains("not https", plain.Problem(), StringComparison.Ordinal);
        EtcdSetupException missing = Assert.Throws<EtcdSetupException>(() => new ArbiterRig(1_000_000, settings with { CaFile = "/none" }));
        Assert.Contains("/none", missing.Message, StringComparison.Ordinal);
    }
}
