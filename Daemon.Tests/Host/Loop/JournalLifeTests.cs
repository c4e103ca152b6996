using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Commands;
using Basisd.Engine;
using Basisd.Host.Configuration;
using Basisd.Tests.Commands;
using Xunit;

namespace Basisd.Tests.Host.Loop;

/// <summary>The journal of a node that runs, as operators handle it: snapshots on demand, room, signed heads.</summary>
public sealed class JournalLifeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-journal-life-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_running_node_takes_a_snapshot_when_asked_and_shows_what_it_holds()
    {
        NodeConfiguration configuration = Configuration();
        await using (LiveNode node = await LiveNode.StartAsync(configuration))
        {
            Assert.Contains("no snapshot yet", Run("snapshot", "list", At("state")).Output, StringComparison.Ordinal);
            Assert.Equal(ExitCode.Usage, Run("snapshot", "show", At("state"), "-c", At("config.json")).Code);
            Assert.Equal(0, Run("halt", "--reason", "drill", "--run-dir", At("run")).Code);
            (int code, string output, string error) = Run("snapshot", "take", "--json", "--run-dir", At("run"));
            Assert.True(code == ExitCode.Ok, error);
            ulong sequence = JsonDocument.Parse(output).RootElement.GetProperty("sequence").GetUInt64();

            (code, output, _) = Run("snapshot", "list", At("state"), "--json");
            Assert.Equal(ExitCode.Ok, code);
            JsonElement listed = JsonDocument.Parse(output).RootElement.EnumerateArray().Single();
            Assert.Equal((sequence, true), (listed.GetProperty("sequence").GetUInt64(), listed.GetProperty("complete").GetBoolean()));

            (code, output, error) = Run("snapshot", "show", At("state"), "--json", "-c", At("config.json"));
            Assert.Equal((ExitCode.Ok, string.Empty), (code, error));
            JsonElement holds = JsonDocument.Parse(output).RootElement.GetProperty("holds");
            Assert.Equal(1, holds.GetProperty("causes_active").GetInt32());
            Assert.Equal(1, holds.GetProperty("incident_open").GetInt32());
            Assert.Equal(1, holds.GetProperty("scopes_dmm").GetInt32());
            Assert.Contains("complete", Run("snapshot", "list", At("state")).Output, StringComparison.Ordinal);
            Assert.Contains($"sequence {sequence} to ", Run("snapshot", "show", At("state"), "-s", $"{sequence}").Output, StringComparison.Ordinal);
        }

        (int missing, _, string why) = Run("snapshot", "show", At("state"), "--sequence", "1");
        Assert.Equal(ExitCode.Usage, missing);
        Assert.Contains("no complete snapshot at sequence 1", why, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Unreachable, Run("snapshot", "take", "--run-dir", At("run")).Code);
        await using LiveNode again = await LiveNode.StartAsync(configuration);
        Assert.Equal("DMM", again.Mode);
    }

    [Fact]
    public async Task Below_the_floor_commits_are_refused_and_protection_goes_on()
    {
        NodeConfiguration configuration = Configuration("\"free_space_floor\": \"1024GiB\"");
        await using LiveNode node = await LiveNode.StartAsync(configuration);
        await node.UntilAsync("below the floor", s => !s.Journal.AcceptsCommits);
        using (EngineClient engine = EngineClient.Connect(configuration.Engine.Socket, "writer", SessionFlags.Commits, 10_000))
        {
            engine.SendCommit(1, "state"u8);
            ControlRecord refused = engine.Await(ControlKind.Rejected, 10_000);
            Assert.Equal(RejectReason.CommitRefused, (RejectReason)refused.Flags);
        }

        Assert.Contains("engine commits are refused", Run("status", "--run-dir", At("run")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, Run("pause", "asset/BTC", "--reason", "drill", "--run-dir", At("run")).Code);
        Assert.Equal(ExitCode.Ok, Run("halt", "--reason", "drill", "--run-dir", At("run")).Code);
        await node.UntilAsync("DMM", s => s.PlatformMode == "DMM");
    }

    private static (int Code, string Output, string Error) Run(params string[] words) => Verb.Run(words);

    private string At(string name) => Path.Combine(_directory, name);

    private NodeConfiguration Configuration(string journal = "")
    {
        string text = $$"""
            { "node": { "state_dir": "{{At("state")}}", "run_dir": "{{At("run")}}" }, "http": { "enabled": false }, "journal": { {{journal}} } }
            """;
        File.WriteAllText(At("config.json"), text);
        ConfigurationResult loaded = ConfigurationLoader.Load(At("config.json"));
        Assert.True(loaded.Configuration is not null, string.Join('\n', loaded.Errors.Select(e => e.ToString())));
        return loaded.Configuration;
    }
}
