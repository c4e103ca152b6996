using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Host.Configuration;
using Basisd.Tests.Incidents;
using Xunit;

namespace Basisd.Tests.Host.Loop;

/// <summary>
/// The signed containment as people go it: every verb over a real socket, with a restart in between; and what refused signers lead to.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ContainLifeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-contain-").FullName;
    private readonly Person _alice = new("alice", senior: true);
    private readonly Person _carol = new("carol", senior: false);

    public void Dispose()
    {
        _alice.Dispose();
        _carol.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Plan_approve_submit_restart_and_still_contained()
    {
        await File.WriteAllTextAsync(At("alice.pem"), _alice.Key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        NodeConfiguration configuration = Configuration();
        await using (LiveNode node = await LiveNode.StartAsync(configuration))
        {
            (int code, string shown, _) = Run("contain", "plan", "--run-dir", At("run"));
            Assert.Equal(1, code);
            Assert.Contains("No order can be given: the platform is not in DMM", shown, StringComparison.Ordinal);
            Assert.Equal(0, Run("halt", "--reason", "drill", "--run-dir", At("run")).Code);
            await node.UntilAsync("DMM", s => s.PlatformMode == "DMM");

            (code, shown, _) = Run("contain", "plan", "venue/alpha", "--run-dir", At("run"));
            Assert.Equal(0, code);
            Assert.Contains("platform: cancel: deny → allow, reduce: deny → allow", shown, StringComparison.Ordinal);
            (code, string plan, _) = Run("contain", "plan", "venue/alpha", "--json", "--run-dir", At("run"));
            Assert.Equal(0, code);
            await File.WriteAllTextAsync(At("plan.json"), plan, TestContext.Current.CancellationToken);
            string[] approve = ["approve", "--plan", At("plan.json"), "--signer", "alice", "--key", At("alice.pem")];
            (code, _, string error) = Run([.. approve, "--out", At("wrong")]);
            Assert.Equal(2, code);
            Assert.Contains("a plan of the other act: sign it with `--act contain`", error, StringComparison.Ordinal);
            (code, shown, error) = Run([.. approve, "--act", "contain", "--out", At("alice.approval")]);
            Assert.True(code == 0, error);
            Assert.Contains("act: contain the exposure of venue/alpha\n", shown, StringComparison.Ordinal);
            Assert.Contains("basisd contain submit", shown, StringComparison.Ordinal);

            (code, shown, _) = Run("resume", "submit", At("alice.approval"), "--run-dir", At("run"));
            Assert.Equal(1, code);
            Assert.Contains("refused (other_act)", shown, StringComparison.Ordinal);
            (code, shown, error) = Run("contain", "submit", At("alice.approval"), "--run-dir", At("run"));
            Assert.True(code == 0, error);
            Assert.Contains("accepted: the exposure of venue/alpha is contained", shown, StringComparison.Ordinal);
            await node.UntilAsync("contained", s => s.ContainedScope == "venue/alpha");
            await node.UntilAsync("cancelling", s => s.Commands.Commands.Any(c => c.Kind == "cancel_all" || c.Kind == "cancel"));
            (code, shown, _) = Run("contain", "submit", At("alice.approval"), "--run-dir", At("run"));
            Assert.Equal(1, code);
            Assert.Contains("refused (already_used)", shown, StringComparison.Ordinal);
            Assert.Equal("DMM", node.Mode);
        }

        await using LiveNode again = await LiveNode.StartAsync(configuration);
        await again.UntilAsync("contained", s => s.ContainedScope == "venue/alpha" && s.PlatformMode == "DMM");
        Assert.Contains("ordered  the exposure of venue/alpha", Run("status", "--run-dir", At("run")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_third_submission_with_a_foreign_signature_halts_and_one_with_many_counts_once()
    {
        NodeConfiguration configuration = Configuration();
        ApprovalFiles();
        await using (LiveNode node = await LiveNode.StartAsync(configuration))
        {
            Assert.Equal(1, Run("resume", "submit", At("a"), At("b"), At("c"), At("d"), "--run-dir", At("run")).Code);
            Assert.Equal(1, Run("contain", "submit", At("a"), "--run-dir", At("run")).Code);
            await node.UntilAsync("status", _ => true);
            Assert.NotEqual("DMM", node.Mode);
        }

        await using LiveNode again = await LiveNode.StartAsync(configuration);
        Assert.NotEqual("DMM", again.Mode);
        (int code, string shown, _) = Run("resume", "submit", At("d"), "--run-dir", At("run"));
        Assert.Equal(1, code);
        Assert.Contains("refused (not_senior)", shown, StringComparison.Ordinal);
        await again.UntilAsync("DMM", s => s.PlatformMode == "DMM" && s.Causes.Any(c => c.Trigger == "systemic.system_compromise"));
    }

    // Three times a key that is not the signer's, and once a person who is not senior.
    private void ApprovalFiles()
    {
        (string, Person, Person)[] files = [("a", _alice, _carol), ("b", _alice, _carol), ("c", _alice, _carol), ("d", _carol, _carol)];
        foreach ((string name, Person signer, Person key) in files)
        {
            byte[] text = new Basisd.Incidents.ApprovalText(
                new Basisd.Incidents.ApprovalFacts("node-1", 1, 1, new string('a', 64)), null, signer.Name, 2_000_000_000).ToBytes();
            File.WriteAllBytes(At(name), Basisd.Commands.ApprovalFile.Of(text, key.Sign(text).Signature.ToArray()));
        }
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        StringWriter output = new();
        StringWriter error = new();
        int code = Basisd.Commands.CommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private string At(string name) => Path.Combine(_directory, name);

    private NodeConfiguration Configuration() => ResumptionRig.ConfigurationOf(
        1, $$""", "state_dir": "{{At("state")}}", "run_dir": "{{At("run")}}" """,
        $$"""{"name":"alice","roles":["risk"],"senior":true,"public_key":"{{_alice.PublicKey}}"}""",
        $$"""{"name":"carol","roles":["risk"],"senior":false,"public_key":"{{_carol.PublicKey}}"}""");
}
