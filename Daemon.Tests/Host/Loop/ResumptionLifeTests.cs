using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Basisd.Commands;
using Basisd.Host.Configuration;
using Basisd.Host.Http;
using Basisd.Incidents;
using Basisd.Tests.Incidents;
using Xunit;

namespace Basisd.Tests.Host.Loop;

/// <summary>The way out of DMM as people go it: every verb, over a real socket, with a restart in between.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ResumptionLifeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("basisd-resume-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Keygen_halt_plan_approve_restart_submit_and_normal_again()
    {
        (int code, string line, _) = Run("keygen", "--out", At("alice.pem"));
        Assert.Equal(0, code);
        NodeConfiguration configuration = Configuration(line);
        await File.WriteAllTextAsync(At("rca.md"), "a drill", TestContext.Current.CancellationToken);
        await using (LiveNode node = await LiveNode.StartAsync(configuration))
        {
            await node.UntilAsync("inputs", s => s.Scopes.All(x => x.AwaitingInputs.Count == 0));
            Assert.Equal(0, Run("halt", "--reason", "drill", "--run-dir", At("run")).Code);
            await node.UntilAsync("DMM", s => s.PlatformMode == "DMM");

            (code, string shown, _) = Run("resume", "plan", "--run-dir", At("run"));
            Assert.Equal(0, code);
            Assert.Contains("5 MISSING  withdrawal pathways verified", shown, StringComparison.Ordinal);
            Assert.Contains("RECOVERY 1/4: cancel: deny → allow", shown, StringComparison.Ordinal);
            (code, string plan, _) = Run("resume", "plan", "--json", "--run-dir", At("run"));
            Assert.Equal(0, code);
            await File.WriteAllTextAsync(At("plan.json"), plan, TestContext.Current.CancellationToken);
            (code, shown, _) = Run(
                "approve", "--plan", At("plan.json"), "--signer", "alice", "--key", At("alice.pem"), "--rca", At("rca.md"), "--out",
                At("alice.approval"));
            Assert.Equal(0, code);
            Assert.Contains("signer: alice\n", shown, StringComparison.Ordinal);

            (code, shown, string error) = Run("resume", "submit", At("alice.approval"), "--run-dir", At("run"));
            Assert.Equal(1, code);
            Assert.Contains("alice.approval (alice): counts", shown, StringComparison.Ordinal);
            Assert.Contains("criterion 5: BTC", error, StringComparison.Ordinal);
        }

        await using LiveNode again = await LiveNode.StartAsync(configuration);
        again.ConfirmTransfers();
        Assert.Equal("DMM", again.Mode);
        await again.UntilAsync("inputs", s => s.Scopes.All(x => x.AwaitingInputs.Count == 0));
        await UntilReadyAsync();
        string signed = await File.ReadAllTextAsync(At("alice.approval"), TestContext.Current.CancellationToken);
        string changed = signed.Replace("incident: 1", "incident: 2", StringComparison.Ordinal);
        await File.WriteAllTextAsync(At("changed"), changed, TestContext.Current.CancellationToken);
        (int refused, string verdict, _) = Run("resume", "submit", At("changed"), "--run-dir", At("run"));
        Assert.Equal(1, refused);
        Assert.Contains("refused (bad_signature)", verdict, StringComparison.Ordinal);
        Assert.Equal("DMM", again.Mode);

        (int accepted, string done, string said) = Run("resume", "submit", At("alice.approval"), "--run-dir", At("run"));
        Assert.True(accepted == 0, said + done + Run("resume", "plan", "--run-dir", At("run")).Output);
        Assert.Contains("accepted: platform is RECOVERY 0/4", done, StringComparison.Ordinal);
        await again.UntilAsync("NORMAL", s => s.PlatformMode == "NORMAL");
        Assert.Equal(1, Run("resume", "submit", At("alice.approval"), "--run-dir", At("run")).Code);
    }

    [Fact]
    public async Task Openssl_makes_keys_and_signatures_that_count()
    {
        (int code, string said) = await Tool.RunAsync("openssl", null, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", At("bob.pem"));
        Assert.True(code == 0, said);
        Assert.Equal(0, (await Tool.RunAsync("openssl", null, "ec", "-in", At("bob.pem"), "-pubout", "-outform", "DER", "-out", At("bob.der"))).Code);
        ApprovalSigner bob = new("bob", true, await File.ReadAllBytesAsync(At("bob.der"), TestContext.Current.CancellationToken));
        await File.WriteAllTextAsync(At("plan.json"), PlanJson(), TestContext.Current.CancellationToken);
        string[] approve = ["approve", "--plan", At("plan.json"), "--signer", "bob"];

        Assert.Equal(0, Run([.. approve, "--out", At("text")]).Code);
        Assert.Equal(0, (await Tool.RunAsync("openssl", null, "dgst", "-sha256", "-sign", At("bob.pem"), "-out", At("sig"), At("text"))).Code);
        Assert.Null(ApprovalFile.Read(At("text"), out string problem));
        Assert.Contains("has no line 'signature: ", problem, StringComparison.Ordinal);
        string script = $"echo \"signature: $(base64 -w0 {At("sig")})\" >> {At("text")}";
        Assert.Equal(0, (await Tool.RunAsync("sh", null, "-c", script)).Code);
        Assert.Equal(0, Run([.. approve, "--out", At("own"), "--key", At("bob.pem")]).Code);
        foreach (string file in new[] { "text", "own" })
        {
            SubmittedApproval approval = ApprovalFile.Read(At(file), out problem)!;
            Assert.Empty(problem);
            ApprovalText text = ApprovalText.TryParse(approval.Text.Span, out _)!;
            ApprovalFindings found = ApprovalCheck.Of(text.Facts, true, [bob], (text.ExpiresAt - 60) * 1_000_000_000, [approval]);
            Assert.Equal("it counts", found.Verdicts[0].Reason);
        }
    }

    [Fact]
    public async Task Keys_and_approvals_are_never_overwritten_and_a_key_is_its_owners_alone()
    {
        Assert.Equal(0, Run("keygen", "--out", At("key")).Code);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("key")));
        string before = await File.ReadAllTextAsync(At("key"), TestContext.Current.CancellationToken);
        (int code, string output, string error) = Run("keygen", "--out", At("key"));
        Assert.Equal((2, string.Empty), (code, output));
        Assert.Contains("keys are never overwritten", error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(At("key"), TestContext.Current.CancellationToken));
        Assert.DoesNotContain(before.Split('\n')[1], Run("keygen", "--out", At("other")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no such file", "cannot be read")]
    [InlineData("not json", "is no plan of this version")]
    [InlineData("not in DMM", "nothing to sign")]
    [InlineData("key is text", "is no ECDSA P-256 private key")]
    [InlineData("too long", "--expires 25h")]
    [InlineData("hostile name", "without control characters")]
    [InlineData("exists", "name a new file")]
    public void What_cannot_be_approved_is_said(string what, string expected)
    {
        string plan = what switch
        {
            "not json" => "{",
            "not in DMM" => PlanJson().Replace("\"in_dmm\":true", "\"in_dmm\":false", StringComparison.Ordinal),
            "hostile name" => PlanJson().Replace("node-1", "node-1\\nincident: 9", StringComparison.Ordinal),
            _ => PlanJson(),
        };
        File.WriteAllText(At("plan"), plan);
        File.WriteAllText(At("there"), "there");
        List<string> arguments = ["approve", "--signer", "alice", "--plan", At(what == "no such file" ? "nowhere" : "plan")];
        arguments.AddRange(["--out", At(what == "exists" ? "there" : "out")]);
        arguments.AddRange(what == "key is text" ? ["--key", At("plan")] : []);
        arguments.AddRange(what == "too long" ? ["--expires", "25h"] : []);
        (int code, _, string error) = Run([.. arguments]);
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("out")));
    }

    private static string PlanJson() => JsonSerializer.Serialize(
        new ResumptionPlan
        {
            Cluster = "node-1",
            PlatformMode = "DMM",
            InDmm = true,
            Incident = 1,
            DmmEpoch = 1,
            Since = 1,
            StateHash = new string('a', 64),
            CoreTime = 5,
            RequiredSignatures = 1,
            Seniors = ["alice"],
            Criteria = [],
            Causes = [],
            Stages = [],
            StageDwellNs = 1,
            RestrictedScopes = [],
        },
        HttpJson.Default.ResumptionPlan);

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        StringWriter output = new();
        StringWriter error = new();
        ParseResult parsed = CommandLine.Root().Parse(arguments);
        Assert.Empty(parsed.Errors);
        int code = parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return (code, output.ToString(), error.ToString());
    }

    // Confirmations and fresh prices come within a second or so of the start; until then the plan names what is missing.
    private async Task UntilReadyAsync()
    {
        using AdminClient client = new(At("run/admin.sock"), TimeSpan.FromSeconds(20));
        for (int i = 0; i < 500; i++)
        {
            AdminResult<ResumptionPlan> plan = await client.ResumePlanAsync(TestContext.Current.CancellationToken);
            Assert.Equal(AdminOutcome.Ok, plan.Outcome);
            if (plan.Value!.Criteria.All(c => c.Met || c.ByApproval))
            {
                return;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Fail("the criteria were not met in time");
    }

    private string At(string name) => Path.Combine(_directory, name);

    private NodeConfiguration Configuration(string publicKeyLine)
    {
        string dirs = $$""", "state_dir": "{{At("state")}}", "run_dir": "{{At("run")}}" """;
        string alice = $$"""{"name":"alice","roles":["risk"],"senior":true,{{publicKeyLine.Trim()}}}""";
        return ResumptionRig.ConfigurationOf(1, dirs, protocol: false, alice);
    }
}
