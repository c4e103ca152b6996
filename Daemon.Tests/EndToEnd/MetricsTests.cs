using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;
using Basisd.Engine;
using Basisd.Host.Http;
using Basisd.Node;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.EndToEnd;

/// <summary>What Prometheus scrapes from a live daemon.</summary>
[Collection("daemon live")]
public sealed class MetricsTests
{
    private const string OpenMetrics = "application/openmetrics-text";

    [Fact]
    public async Task Both_formats_say_the_same_and_every_scope_has_one_mode()
    {
        using DaemonRig rig = new(Configurations.Plain);
        await rig.StartAsync();
        using EngineClient client = rig.Connect();
        new Feed(client, 1).SendAll();
        await rig.PauseAsync("module/rewards");
        StatusSnapshot status = await rig.StatusWhenAsync(s => s.Scopes[1].Mode == "BSCB", "module/rewards is paused");
        using HttpClient http = new() { BaseAddress = rig.Http, Timeout = Poll.Patience };
        string text = await Scrape(http, "text/plain");
        string open = await Scrape(http, OpenMetrics);
        Assert.EndsWith("# EOF\n", open, StringComparison.Ordinal);
        Dictionary<string, double> series = Exposition.Parse(text);
        Assert.Equal(series.Keys.Order(StringComparer.Ordinal), Exposition.Parse(open).Keys.Order(StringComparer.Ordinal));
        foreach (ScopeStatus scope in status.Scopes)
        {
            KeyValuePair<string, double>[] states = [.. series.Where(
                s => s.Key.StartsWith("basisd_scope_mode{", StringComparison.Ordinal)
                    && s.Key.Contains($"scope=\"{scope.Name}\"", StringComparison.Ordinal))];
            Assert.Equal(4, states.Length);
            Assert.Equal(1, states.Sum(s => s.Value));
            Assert.Contains(scope.Mode, states.Single(s => s.Value > 0).Key, StringComparison.Ordinal);
        }

        Assert.Equal(1, series["basisd_gate_valid"]);
        (int code, string output) = await Tool.RunAsync("promtool", Encoding.UTF8.GetBytes(text), "check", "metrics");
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Counters_move_with_what_comes()
    {
        using DaemonRig rig = new(Configurations.Plain);
        await rig.StartAsync();
        using HttpClient http = new() { BaseAddress = rig.Http, Timeout = Poll.Patience };
        Dictionary<string, double> before = Exposition.Parse(await Scrape(http, "text/plain"));
        using EngineClient client = rig.Connect();
        Feed feed = new(client, 1);
        feed.SendAll();
        feed.Send(feed.Margin(Feed.Breach));
        client.SendCommit(1, [1]);
        client.Await(ControlKind.CommitDone, (int)Poll.Patience.TotalMilliseconds);
        await rig.PauseAsync("module/lending");
        (string Series, double Gain)[] wanted =
        [
            ("basisd_observations_total{kind=\"price\"}", 1),
            ("basisd_observations_total{kind=\"call_result\"}", 3),
            ("basisd_observations_total{kind=\"margin_ratio\"}", 2),
            ("basisd_triggers_fired_total{trigger=\"internal.margin_buffer_breach\"}", 1),
            ("basisd_transitions_total{from=\"NORMAL\",to=\"BSCB\"}", 2),
            ("basisd_engine_sessions_total", 1),
            ("basisd_engine_commits_total", 1),
            ("basisd_operator_commands_total{outcome=\"done\"}", 1),
            ("basisd_reaction_seconds_count", 1),
        ];
        Dictionary<string, double> after = before;
        string Gains() => string.Join('\n', wanted.Select(
            w => $"{w.Series}: {before.GetValueOrDefault(w.Series)} → {after.GetValueOrDefault(w.Series)}, wanted +{w.Gain}"));
        await Poll.UntilAsync(
            async () =>
            {
                after = Exposition.Parse(await Scrape(http, "text/plain"));
                return wanted.All(w => after.GetValueOrDefault(w.Series) - before.GetValueOrDefault(w.Series) >= w.Gain);
            },
            Gains);
        Assert.All(wanted, w => Assert.True(after[w.Series] - before.GetValueOrDefault(w.Series) <= w.Gain, Gains()));
        Assert.True(after["basisd_journal_committed_sequence"] > before["basisd_journal_committed_sequence"]);
        Assert.True(after["basisd_journal_commit_seconds_count"] > before["basisd_journal_commit_seconds_count"], "commits are not timed");
        Assert.True(after["basisd_journal_bytes"] > 0, "the journal has a size");
    }

    private static async Task<string> Scrape(HttpClient http, string type)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "metrics");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
