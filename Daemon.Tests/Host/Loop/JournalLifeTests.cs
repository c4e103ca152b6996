using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Commands;
using Basisd.Engine;
using Basisd.Host.Configuration;
using Basisd.Host.Loop;
using Basisd.Host.Metrics;
using Basisd.Journal;
using Basisd.Tests.Commands;
using Serilog.Core;
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

    [Fact]
    public async Task A_node_with_a_key_states_its_head_and_openssl_can_tell()
    {
        Assert.Equal(ExitCode.Ok, Run("keygen", "--out", At("head.pem")).Code);
        await Openssl("pkey", "-in", At("head.pem"), "-pubout", "-out", At("head.pub"));
        NodeConfiguration configuration = Configuration($"\"head_key\": \"{At("head.pem")}\", \"head_interval\": \"1h\"");
        long sequence = 0;
        await using (LiveNode node = await LiveNode.StartAsync(configuration))
        {
            await node.UntilAsync("the first statement", s => s.Journal.SignedHead is not null);
            Assert.Equal(ExitCode.Ok, Run("halt", "--reason", "drill", "--run-dir", At("run")).Code);
            long halted = 0;
            await node.UntilAsync("DMM", s => s.PlatformMode == "DMM" && (halted = s.Journal.Sequence) > 0);
            await node.UntilAsync("a statement behind the halt", s => (sequence = s.Journal.SignedHead!.Sequence) >= halted);
            Assert.Contains("signed up to ", Run("status", "--run-dir", At("run")).Output, StringComparison.Ordinal);
        }

        // The stop states the head once more; that is the one that is kept.
        sequence = (long)JournalVerifier.Verify(At("state")).Head.Sequence - 1;
        Assert.Equal(ExitCode.Ok, Run("journal", "head", At("state"), "--out", At("heads")).Code);
        (int code, string output, string error) = Run("journal", "verify", At("state"), "--against", At("heads"), "--key", At("head.pub"));
        Assert.True(code == ExitCode.Ok && error.Length == 0, error);
        Assert.Contains($"every entry up to sequence {sequence} is the one that was stated", output, StringComparison.Ordinal);

        // The same with tools that everyone has, as FORMAT.md says.
        string[] document = await File.ReadAllLinesAsync(Repository.File("Daemon/Journal/FORMAT.md"), TestContext.Current.CancellationToken);
        IEnumerable<string> recipe = document.Where(l => l.StartsWith("    ", StringComparison.Ordinal));
        File.Copy(At("heads"), At("head"));
        (code, output) = await Tool.RunAsync("bash", null, "-ec", $"cd '{_directory}'\n{string.Join('\n', recipe)}");
        Assert.True(code == 0 && output == "Verified OK\n", output);

        // A restart goes on with the chain of statements.
        await using LiveNode again = await LiveNode.StartAsync(configuration);
        await again.UntilAsync("a statement of the new run", s => s.Journal.SignedHead is { } head && head.Sequence > sequence);
        byte[] text = await File.ReadAllBytesAsync(At("head.text"), TestContext.Current.CancellationToken);
        string previous = $"previous: {Convert.ToHexStringLower(SHA256.HashData(text))}\n";
        await again.UntilAsync("it names the one before", s => s.Journal.SignedHead!.Text.Contains(previous, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_clean_stop_ends_with_a_statement_about_everything_before_it()
    {
        Assert.Equal(ExitCode.Ok, Run("keygen", "--out", At("head.pem")).Code);
        await Openssl("pkey", "-in", At("head.pem"), "-pubout", "-out", At("head.pub"));
        NodeConfiguration configuration = Configuration($"\"head_key\": \"{At("head.pem")}\", \"head_interval\": \"1h\"");
        await using (LiveNode node = await LiveNode.StartAsync(configuration))
        {
            await node.UntilAsync("the first statement", s => s.Journal.SignedHead is not null);
            Assert.Equal(ExitCode.Ok, Run("pause", "asset/BTC", "--reason", "drill", "--run-dir", At("run")).Code);
        }

        VerifyReport stopped = JournalVerifier.Verify(At("state"));
        Assert.Equal(ExitCode.Ok, Run("journal", "head", At("state"), "--out", At("heads")).Code);
        (int code, string output, string error) = Run("journal", "verify", At("state"), "--against", At("heads"), "--key", At("head.pub"));
        Assert.True(code == ExitCode.Ok && error.Length == 0, error);
        Assert.Contains($"every entry up to sequence {stopped.Head.Sequence - 1} is the one that was stated\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("not told", output, StringComparison.Ordinal);

        // A stop without anything new in between adds no statement about a statement.
        await using (LiveNode node = await LiveNode.StartAsync(configuration))
        {
            await node.UntilAsync("ready", s => s.State == "ready");
        }

        VerifyReport again = JournalVerifier.Verify(At("state"));
        Assert.Equal(ExitCode.Ok, Run("journal", "head", At("state"), "--out", At("heads2")).Code);
        string stated = await File.ReadAllTextAsync(At("heads2"), TestContext.Current.CancellationToken);
        Assert.Contains($"sequence: {again.Head.Sequence - 1}\n", stated, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, Run("journal", "verify", At("state"), "--against", At("heads"), "--key", At("head.pub")).Code);
    }

    [Fact]
    public void The_credential_is_the_key_where_the_configuration_names_none()
    {
        Directory.CreateDirectory(At("credentials"));
        Assert.Null(HeadDesk.LoadKey(Configuration().Journal, credentials: null, out string problem));
        Assert.Empty(problem);
        Assert.Null(HeadDesk.LoadKey(Configuration().Journal, At("credentials"), out problem));
        Assert.Empty(problem);

        string credential = At("credentials/head_key");
        Assert.Equal(ExitCode.Ok, Run("keygen", "--out", credential).Code);
        using HeadKey given = HeadDesk.LoadKey(Configuration().Journal, At("credentials"), out problem)!;
        Assert.Empty(problem);
        Assert.Equal(ExitCode.Ok, Run("keygen", "--out", At("own.pem")).Code);
        using HeadKey own = HeadDesk.LoadKey(Configuration($"\"head_key\": \"{At("own.pem")}\"").Journal, At("credentials"), out problem)!;
        Assert.NotEqual(given.Fingerprint, own.Fingerprint);

        File.WriteAllText(credential, "no key");
        Assert.Null(HeadDesk.LoadKey(Configuration().Journal, At("credentials"), out problem));
        Assert.StartsWith($"the systemd credential head_key: {credential} is no ECDSA P-256 private key", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_without_a_key_says_so_and_a_key_that_is_none_stops_the_start()
    {
        await using (LiveNode node = await LiveNode.StartAsync(Configuration()))
        {
            await node.UntilAsync("ready", s => s.State == "ready");
            Assert.Contains("not signed", Run("status", "--run-dir", At("run")).Output, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(At("none.pem"), "no key", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(At("none.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using LogRelay relay = new(Logger.None);
        NodeConfiguration wrong = Configuration($"\"head_key\": \"{At("none.pem")}\"");
        Assert.Null(NodeAssembly.Open(wrong, new MetricRegistry(), relay, "test", out AssemblyFailure? failure));
        Assert.False(failure!.IsIntegrity);
        Assert.Contains("is no ECDSA P-256 private key", failure.Problem, StringComparison.Ordinal);
    }

    private static async Task<string> Openssl(params string[] words)
    {
        (int code, string output) = await Tool.RunAsync("openssl", null, words);
        Assert.True(code == 0, output);
        return output;
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
