using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Commands.Drill;
using Basisd.Host.Configuration;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>The drill as an operator starts it: it goes its whole way, with a node that dies between any two steps too, and can be left.</summary>
[Collection("daemon live")]
public sealed class DrillTests
{
    // Not what it takes, but what a busy machine may make of it.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(8);

    private static readonly string[] s_inOrder =
    [
        "scopes are NORMAL", "route/BTC@bravo is BSCB", "the platform is in DMM", "raised to P1", "acknowledged the halt", "out of order: refused",
        "by the wrong role: refused", "step 3 declaration is complete", "step 4 root_cause is complete",
        "criterion 4, user ledger states reconciled: met",
        "step 5 impact is complete", "step 6 communication is complete", "step 7 plan is complete", "criterion 5, withdrawal pathways verified: met",
        "refused, expired;", "refused, other_incident;", "refused, other_epoch;", "refused, other_cluster;", "refused, other_state;",
        "refused, not_senior;", "refused, signed_twice;", "refused, bad_signature;", "refused, bad_signature;", "refused, unknown_signer;",
        "platform is RECOVERY 0/4", "platform is NORMAL", "incident 1 is closed", "refused, already_used;", "the excerpts verify",
        "the report is published", "everything happened as it must",
    ];

    [Fact]
    public async Task Everything_happens_in_its_turn()
    {
        using Folder folder = new();
        string kept = Path.Combine(folder.Path, "kept");
        string output = await DrillAsync("--keep", kept);
        AssertInOrder(output);
        Assert.DoesNotContain("SIGKILL", output, StringComparison.Ordinal);
        string excerpt = Path.Combine(kept, "incident-1.excerpt.json");
        foreach (string evidence in (string[])["rca.md", "alice.approval", "bob.approval", "incident-1.html", "incident-1.md", "node-1.log", excerpt])
        {
            Assert.True(File.Exists(Path.Combine(kept, evidence)), $"{evidence} is not among the evidence");
        }

        Assert.Equal(0, await ExitOfAsync("journal", "verify", Path.Combine(kept, "state"), "--excerpt", excerpt));
        Assert.Equal(2, await ExitOfAsync("drill", "dmm", "--keep", kept));
    }

    [Fact]
    public async Task Everything_happens_although_the_node_dies_between_any_two_steps()
    {
        string output = await DrillAsync("--kill");
        AssertInOrder(output);
        Assert.Contains("SIGKILL 30: the node goes on from its journal", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_read_it_line_by_line_and_it_can_be_left_in_the_middle()
    {
        using Folder folder = new();
        string kept = Path.Combine(folder.Path, "kept");
        using DaemonProcess drill = DaemonProcess.Start(DaemonBinary.Path, ["drill", "dmm", "--json", "--keep", kept]);
        await Poll.UntilAsync(
            () => drill.HasExited || drill.Output.Contains("by the wrong role", StringComparison.Ordinal),
            () => $"it does not begin:\n{drill.Output}", s_patience);
        drill.Signal(Signals.Terminate);
        int code = await drill.ExitAsync(s_patience);
        Assert.True(code == 1, $"exit code {code}:\n{drill.Output}");
        JsonElement[] lines =
            [.. drill.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.Clone())];
        Assert.All(lines, l => Assert.True(l.GetProperty("at_s").GetDouble() >= 0 && l.GetProperty("kind").GetString()!.Length > 0));
        Assert.Equal("result", lines[^1].GetProperty("kind").GetString());
        Assert.False(lines[^1].GetProperty("ok").GetBoolean());
        Assert.Equal("interrupted", lines[^1].GetProperty("problem").GetString());
        Assert.Empty(Leftovers.Of(kept));
    }

    [Fact]
    public void Its_configuration_is_one_that_the_daemon_takes()
    {
        using Folder folder = new();
        string file = Path.Combine(folder.Path, "basisd.json");
        string[] keys = [.. DrillConfiguration.People.Select(_ => NewKey())];
        File.WriteAllText(file, DrillConfiguration.Json(keys, Path.Combine(folder.Path, "head \"1\".pem")));
        ConfigurationResult loaded = ConfigurationLoader.Load(file);
        Assert.True(loaded.Configuration is not null, string.Join('\n', loaded.Errors));
        Assert.Equal(DrillConfiguration.Required, loaded.Configuration.Operators.Count(o => o.Senior));
    }

    private static string NewKey()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }

    private static async Task<string> DrillAsync(params string[] more)
    {
        using DaemonProcess drill = DaemonProcess.Start(DaemonBinary.Path, ["drill", "dmm", .. more]);
        int code = await drill.ExitAsync(s_patience);
        TestContext.Current.TestOutputHelper?.WriteLine(drill.Output);
        Assert.True(code == 0, $"exit code {code}:\n{drill.Output}");
        return drill.Output;
    }

    private static async Task<int> ExitOfAsync(params string[] words)
    {
        using DaemonProcess process = DaemonProcess.Start(DaemonBinary.Path, words);
        return await process.ExitAsync(s_patience);
    }

    private static void AssertInOrder(string output)
    {
        int at = 0;
        foreach (string line in s_inOrder)
        {
            int next = output.IndexOf(line, at, StringComparison.Ordinal);
            Assert.True(next >= 0, $"\"{line}\" does not come in its turn:\n{output}");
            at = next + line.Length;
        }
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("basisd-drill-test-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
