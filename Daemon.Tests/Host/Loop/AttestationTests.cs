using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Host.Loop;
using Basisd.Tests.Incidents;
using Xunit;

namespace Basisd.Tests.Host.Loop;

/// <summary>What runs is held against what is expected to run; anything else is a compromise of the platform.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class AttestationTests : IDisposable
{
    private const string Other = "0000000000000000000000000000000000000000000000000000000000000001";

    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-attest-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_binary_is_the_file_that_the_kernel_runs()
    {
        string expected = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Environment.ProcessPath!)));
        Assert.Equal(expected, RunningBinary.Sha256());
        Assert.False(RunningBinary.IsReplaced());
        StringWriter output = new();
        Assert.Equal(0, Basisd.Commands.CommandLine.Run(["version", "--json"], output, output));
        Assert.Equal(expected, JsonDocument.Parse(output.ToString()).RootElement.GetProperty("binary_sha256").GetString());
    }

    [Fact]
    public void The_hash_of_a_configuration_does_not_cover_what_is_expected_of_it()
    {
        NodeConfiguration plain = Configuration([], []);
        NodeConfiguration expecting = Configuration([Other], [Convert.ToHexStringLower(plain.Hash), Other]);
        Assert.Equal(plain.Hash, expecting.Hash);
        Attestation attestation = new(expecting, "");
        Assert.Equal(new AttestationStatus("", "mismatch", "attested", BinaryReplaced: false), attestation.Status);
        Assert.Contains("cannot be read", attestation.Problem, StringComparison.Ordinal);
        Assert.Empty(new Attestation(plain, "").Problem);
        Assert.Equal("attested", new Attestation(expecting, Other).Status.Binary);
        string text = Encoding.UTF8.GetString(Json(["ABC" + Other[3..]], []));
        ConfigurationError wrong = ConfigurationLoader.Parse("t", Encoding.UTF8.GetBytes(text)).Errors[0];
        Assert.Contains("64 lower-case hex digits", wrong.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_binary_is_a_compromise_that_outlasts_its_repair_and_blocks_the_way_out_before_it()
    {
        await using (LiveNode node = await LiveNode.StartAsync(Configuration([Other], [])))
        {
            await node.UntilAsync("DMM", s => s.PlatformMode == "DMM" && s.Causes.Any(c => c.Trigger == "systemic.system_compromise"));
            await node.UntilAsync("status", s => s.Attestation is { Binary: "mismatch", Configuration: "not_expected" });
            using AdminClient client = new(At("run/admin.sock"), TimeSpan.FromSeconds(20));
            AdminResult<ResumptionPlan> plan = await client.ResumePlanAsync(TestContext.Current.CancellationToken);
            Assert.Contains("attestation.binary_sha256 does not list", plan.Value!.Criteria[1].Missing[0], StringComparison.Ordinal);
            AdminResult<byte[]> metrics = await client.GetRawAsync("metrics", TestContext.Current.CancellationToken);
            string text = Encoding.UTF8.GetString(metrics.Value!);
            Assert.Contains("basisd_attestation_ok{what=\"binary\"} 0", text, StringComparison.Ordinal);
            Assert.Contains("basisd_attestation_ok{what=\"configuration\"} 1", text, StringComparison.Ordinal);
        }

        await using LiveNode again = await LiveNode.StartAsync(Configuration([Other, RunningBinary.Sha256()], []));
        await again.UntilAsync("DMM", s => s.PlatformMode == "DMM" && s.Attestation.Binary == "attested");
        StringWriter shown = new();
        Assert.Equal(0, Basisd.Commands.CommandLine.Run(["journal", "export", At("state")], shown, shown));
        Assert.Contains($"binary {RunningBinary.Sha256()}", shown.ToString(), StringComparison.Ordinal);
        Assert.Contains("which attestation.binary_sha256 does not list", shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_expected_starts_as_ever()
    {
        byte[] hash = Configuration([], []).Hash;
        await using LiveNode node = await LiveNode.StartAsync(Configuration([RunningBinary.Sha256()], [Convert.ToHexStringLower(hash)]));
        await node.UntilAsync("attested", s => s is { PlatformMode: "NORMAL", Attestation: { Binary: "attested", Configuration: "attested" } });
    }

    private string At(string name) => Path.Combine(_directory, name);

    private NodeConfiguration Configuration(string[] binaries, string[] configurations)
    {
        ConfigurationResult loaded = ConfigurationLoader.Parse("test.json", Json(binaries, configurations));
        return loaded.Configuration ?? throw new InvalidOperationException(string.Join('\n', loaded.Errors));
    }

    private byte[] Json(string[] binaries, string[] configurations) => Encoding.UTF8.GetBytes($$"""
        {
          "node": {"name": "node-1", "state_dir": "{{At("state")}}", "run_dir": "{{At("run")}}"},
          "http": {"enabled": false},
          "attestation": {
            "binary_sha256": {{JsonSerializer.Serialize(binaries)}}, "configuration_sha256": {{JsonSerializer.Serialize(configurations)}}
          },
          "topology": {
            "units": ["USD", "USDT"], "venues": [{"name": "alpha"}],
            "assets": [{"name": "BTC", "reference_unit": "USDT", "extreme_move_ppm": 50000}],
            "instruments": [{"asset": "BTC", "unit": "USDT", "venue": "alpha"}],
            "routes": [{"asset": "BTC", "venue": "alpha", "settlement_unit": "USDT"}]
          }
        }
        """);
}
