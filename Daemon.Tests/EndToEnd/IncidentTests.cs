using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Basisd.Host.Http;
using Basisd.Tests.Host.Loop;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>An incident on the daemon itself: its protocol by the verbs of the binary and through a kill, its deadlines on a fast clock.</summary>
[Collection("daemon live")]
public sealed class IncidentTests
{
    private const int HourPerSecond = 3_600;

    [Fact]
    public async Task From_the_halt_through_every_step_to_the_signatures_with_a_kill_in_between()
    {
        using DaemonRig rig = Rig(1);
        await rig.StartAsync();
        Assert.Equal(0, (await TypeAsync(rig, "halt", "--reason", "drill")).Code);
        await rig.StatusWhenAsync(
            s => s.Incidents is [{ } open, ..] && open.Steps.Any(p => p is { Name: "declaration", State: "next" }), "step 3 is next");
        string document = rig.Write("rca.md", "what happened");
        foreach (string[] step in (string[][])
        [
            ["step", "declaration", "--author", "alice", "--text", "we halt"],
            ["step", "root_cause", "--author", "bob", "--text", "cause", "--document", document],
            ["step", "root_cause", "--author", "carol", "--role", "risk", "--text", "agreed", "--document", document],
            ["impact", "--author", "carol", "--role", "finance", "--users", "0", "--loss", "0"],
            ["step", "impact", "--author", "carol", "--role", "risk", "--text", "none"],
        ])
        {
            await DoAsync(rig, step);
        }

        Assert.Contains("carol (risk); finance missing", await DoAsync(rig, "show"), StringComparison.Ordinal);
        string said = rig.Daemon.Output;
        Assert.Contains("incident 1 is opened, P1", said, StringComparison.Ordinal);
        Assert.Contains("incident 1: step 3 declaration is recorded by alice (operations-lead)", said, StringComparison.Ordinal);
        Assert.Contains("records step root_cause: incident 1: step 4 root_cause is complete", said, StringComparison.Ordinal);
        rig.Daemon.Kill();
        await rig.StartAsync();
        Assert.Contains("carol (risk); finance missing", await DoAsync(rig, "show"), StringComparison.Ordinal);
        (int code, string refused) = await TypeAsync(rig, "incident", "step", "plan", "--author", "bob", "--text", "too early");
        Assert.Equal(1, code);
        Assert.Contains("next is step 5 impact by finance", refused, StringComparison.Ordinal);
        await DoAsync(rig, "step", "impact", "--author", "carol", "--role", "finance", "--text", "none");
        await DoAsync(rig, "step", "communication", "--author", "dave", "--text", "banner");
        await DoAsync(rig, "step", "plan", "--author", "bob", "--text", "resume");
        Assert.Contains("1 MISSING", (await TypeAsync(rig, "resume", "plan")).Output, StringComparison.Ordinal);
        await DoAsync(rig, "step", "plan", "--author", "carol", "--role", "risk", "--text", "resume");
        string plan = (await TypeAsync(rig, "resume", "plan")).Output;
        Assert.Contains("1 to sign  triggering event identified and contained", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("is opened", rig.Daemon.Output, StringComparison.Ordinal);
        Assert.Contains("refused: incident 1: step 7 plan is not next", rig.Daemon.Output, StringComparison.Ordinal);
        rig.Daemon.Signal(Signals.Terminate);
        Assert.Equal(0, await rig.Daemon.ExitAsync());
        (code, string journal) = await TypeAsync("journal", "export", rig.State, "-c", rig.Configuration!);
        Assert.True(code == 0, journal);
        Assert.Equal(10, journal.Split('\n').Count(l => l.Contains("\"record\":\"step\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Deadlines_pass_are_said_counted_and_stay_on_file_after_a_restart()
    {
        using DaemonRig rig = Rig(HourPerSecond);
        await rig.StartAsync();
        Assert.Equal(0, (await TypeAsync(rig, "halt", "--reason", "drill")).Code);
        StatusSnapshot status = await rig.StatusWhenAsync(
            s => s.Incidents is [{ } open, ..] && Of(open, "recovery").State == "missed", "4 h have passed");
        Assert.Equal("missed", Of(status.Incidents[0], "notification").State);
        Assert.Equal("running", Of(status.Incidents[0], "disclosure").State);
        using HttpClient http = new() { BaseAddress = rig.Http, Timeout = Poll.Patience };
        Dictionary<string, double> series = Exposition.Parse(await http.GetStringAsync("metrics", TestContext.Current.CancellationToken));
        Assert.Equal(1, series["basisd_incident_deadlines_missed_total{deadline=\"review\"}"]);
        Assert.Equal(1, series["basisd_incident_deadlines_missed_total{deadline=\"recovery\"}"]);
        Assert.True(series["basisd_incident_deadline_seconds{deadline=\"recovery\"}"] <= 0);
        Assert.True(series["basisd_incident_deadline_seconds{deadline=\"disclosure\"}"] is > 0 and < 72 * 3_600);
        Assert.Equal(1, series["basisd_incidents_open{severity=\"P1\"}"]);
        Assert.Equal(3, series["basisd_incident_protocol_step"]);
        await Poll.UntilAsync(
            () => rig.Daemon.Output.Contains("incident 1: the deadline for recovery passed at ", StringComparison.Ordinal), () => rig.Daemon.Output);
        string shown = (await DoAsync(rig, "show")).ReplaceLineEndings("\n");
        Assert.Matches("(?m)^recovery +[0-9: -]+ overdue by ", shown);
        await DoAsync(rig, "note", "--author", "bob", "--text", "late");
        Assert.Matches("(?m)^review +[0-9: -]+ missed, done [0-9a-z ]+ late$", await DoAsync(rig, "show"));
        rig.Daemon.Kill();
        await rig.StartAsync();
        status = await rig.StatusAsync();
        Assert.Equal("missed", Of(status.Incidents[0], "recovery").State);
        Assert.DoesNotContain("the deadline for recovery passed", rig.Daemon.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_says_what_becomes_of_an_incident()
    {
        using DaemonRig rig = Rig(Configurations.FastScale);
        await rig.StartAsync();
        await rig.PauseAsync("module/rewards");
        await rig.PauseAsync("module/rewards", lift: true);
        await rig.StatusWhenAsync(s => s.Incidents is [{ State: "closed" }], "the incident is closed");
        await rig.PauseAsync("module/rewards");
        Assert.Equal(0, (await TypeAsync(rig, "halt", "--reason", "drill")).Code);
        string[] wanted =
        [
            "incident 1 is opened, P2", "incident 1 is closed after ", "incident 2 is opened, P2", "incident 2 is raised from P2 to P1",
            "incident 2: step 1 full_halt is recorded by basisd (system)",
        ];
        await Poll.UntilAsync(
            () => wanted.All(w => rig.Daemon.Output.Contains(w, StringComparison.Ordinal)), () => $"not everything was said:\n{rig.Daemon.Output}");
        Assert.All(wanted, w => Assert.Equal(2, rig.Daemon.Output.Split(w).Length));
    }

    private static DeadlineStatus Of(IncidentStatus incident, string deadline) => incident.Deadlines.Single(d => d.Name == deadline);

    private static DaemonRig Rig(int scale)
    {
        DaemonRig rig = new(Configurations.Fast);
        string people = IncidentPeople.Write(Path.Combine(rig.Root, "alice.pem"));
        string configuration = Configurations.Fast
            .Replace($"\"time_scale\": {Configurations.FastScale}", $"\"time_scale\": {scale}", StringComparison.Ordinal)
            .Replace("\"recovery\":", $"\"operators\": {people},\n  \"recovery\":", StringComparison.Ordinal);
        rig.Write("basisd.json", configuration);
        return rig;
    }

    private static async Task<string> DoAsync(DaemonRig rig, params string[] words)
    {
        (int code, string output) = await TypeAsync(rig, ["incident", .. words]);
        Assert.True(code == 0, $"{string.Join(' ', words)}: {code} {output}\nthe daemon said:\n{rig.Daemon.Output}");
        return output;
    }

    private static Task<(int Code, string Output)> TypeAsync(DaemonRig rig, params string[] words) => TypeAsync([.. words, "--run-dir", rig.Run]);

    private static async Task<(int Code, string Output)> TypeAsync(params string[] words)
    {
        using DaemonProcess process = DaemonProcess.Start(DaemonBinary.Path, words);
        int code = await process.ExitAsync();
        return (code, process.Output);
    }
}
