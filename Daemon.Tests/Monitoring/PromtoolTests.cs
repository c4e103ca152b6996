using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Monitoring;

/// <summary>What the tools of Prometheus and Alertmanager say of rules, their cases and routes.</summary>
public sealed class PromtoolTests
{
    public static IEnumerable<TheoryDataRow<string>> CaseFiles =>
        MonitoringFiles.CaseFiles.Select(f => new TheoryDataRow<string>(Path.GetFileName(f)));

    [Fact]
    public async Task Rules_are_sound() =>
        await AssertWell("promtool", ["check", "rules", MonitoringFiles.Rules, .. MonitoringFiles.AlertFiles]);

    [Theory]
    [MemberData(nameof(CaseFiles))]
    public async Task Every_case_of_an_alert_holds(string file) =>
        await AssertWell("promtool", ["test", "rules", MonitoringFiles.CaseFiles.Single(f => Path.GetFileName(f) == file)]);

    /// <summary>The cases would notice: an alert that is too slow, one that flaps, and one that always fires fail theirs.</summary>
    [Theory]
    [InlineData("for: 15s", "for: 10m")]
    [InlineData("keep_firing_for: 2m", "keep_firing_for: 1s")]
    [InlineData("basisd_gate_valid == 0", "basisd_gate_valid >= 0")]
    public async Task A_spoiled_alert_fails_its_cases(string was, string spoiled)
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("basisd-rules-");
        try
        {
            string alerts = await File.ReadAllTextAsync(MonitoringFiles.AlertFiles.Single(f => Path.GetFileName(f) == "gate.yml"), Cancel);
            Assert.Contains(was, alerts, StringComparison.Ordinal);
            Directory.CreateDirectory(Path.Combine(root.FullName, "alerts"));
            Directory.CreateDirectory(Path.Combine(root.FullName, "tests"));
            string broken = alerts.Replace(was, spoiled, StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(root.FullName, "alerts/gate.yml"), broken, Cancel);
            File.Copy(MonitoringFiles.Rules, Path.Combine(root.FullName, "basisd.rules.yml"));
            string cases = Path.Combine(root.FullName, "tests/gate.test.yml");
            File.Copy(MonitoringFiles.CaseFiles.Single(f => Path.GetFileName(f) == "gate.test.yml"), cases);
            (int code, string output) = await Tool.RunAsync("promtool", null, "test", "rules", cases);
            Assert.True(code != 0, output);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Routes_are_sound() => await AssertWell("amtool", ["check-config", MonitoringFiles.Alertmanager]);

    [Theory]
    [InlineData("P1", "pager")]
    [InlineData("P2", "duty")]
    [InlineData("P3", "channel")]
    [InlineData("P4", "tickets")]
    public async Task A_severity_goes_to_its_receiver(string severity, string receiver)
    {
        string[] route = ["config", "routes", "test", $"--config.file={MonitoringFiles.Alertmanager}", $"--verify.receivers={receiver}"];
        await AssertWell("amtool", [.. route, $"severity={severity}", "alertname=BasisdNodeDown", "cluster=prod"]);
    }

    /// <summary>What holds an alert back, and what is held back, must be alerts that exist.</summary>
    [Fact]
    public async Task Inhibitions_name_alerts_that_exist()
    {
        string text = await File.ReadAllTextAsync(MonitoringFiles.Alertmanager, Cancel);
        string[] named = [.. text.Split(['"', '|']).Where(w => w.StartsWith("Basisd", StringComparison.Ordinal)).Distinct()];
        Assert.True(named.Length > 10, "the pattern has gone blind");
        Assert.Empty(named.Except(MonitoringFiles.Alerts.Select(a => a.Name)));
    }

    private static System.Threading.CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task AssertWell(string tool, string[] arguments)
    {
        (int code, string output) = await Tool.RunAsync(tool, null, arguments);
        Assert.True(code == 0, output);
    }
}
