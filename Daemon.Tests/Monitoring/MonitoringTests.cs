using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Basisd.Tests.Host;
using Xunit;

namespace Basisd.Tests.Monitoring;

/// <summary>Conventions of alerts, dashboards and the runbook: what a person who is woken up counts on.</summary>
public sealed partial class MonitoringTests
{
    private static readonly string[] s_severities = ["P1", "P2", "P3", "P4"];
    private static readonly string[] s_kinds = ["fires", "stays quiet", "does not flap"];
    private static readonly string[] s_parts = ["- **Means** ", "- **Look** ", "- **Do** ", "- **Never** "];

    // Prometheus's own.
    private static readonly string[] s_foreign = ["up", "ALERTS"];

    public static IEnumerable<TheoryDataRow<string>> Alerts => MonitoringFiles.Alerts.Select(a => new TheoryDataRow<string>(a.Name));

    public static IEnumerable<TheoryDataRow<string>> Dashboards =>
        MonitoringFiles.DashboardFiles.Select(f => new TheoryDataRow<string>(Path.GetFileName(f)));

    [Theory]
    [MemberData(nameof(Alerts))]
    public void An_alert_has_all_that_it_needs(string name)
    {
        Alert alert = MonitoringFiles.Alerts.Single(a => a.Name == name);
        Assert.Matches("^Basisd[A-Z][A-Za-z0-9]+$", name);
        Assert.Matches("^[0-9]+[smh]$", alert.For);
        Assert.Matches("^[0-9]+[smh]$", alert.KeepFiringFor);
        Assert.Contains(alert.Severity, s_severities);
        Assert.False(string.IsNullOrWhiteSpace(alert.Summary) || string.IsNullOrWhiteSpace(alert.Description), "it says nothing");
        Assert.EndsWith("#" + name.ToLowerInvariant(), alert.Runbook, StringComparison.Ordinal);
        Assert.StartsWith("https://", alert.Runbook, StringComparison.Ordinal);
        Assert.Contains(name, MonitoringFiles.RunbookSections);
        string[] wanted = [.. s_kinds.Select(k => $"{name} {k}")];
        Assert.Equal(wanted, MonitoringFiles.Cases.Where(c => c.Split(' ')[0] == name));
    }

    [Fact]
    public void Every_section_belongs_to_an_alert_and_has_its_four_parts()
    {
        Assert.True(MonitoringFiles.Alerts.Count > 50, "the alerts were not found");
        Assert.Equal(
            MonitoringFiles.Alerts.Select(a => a.Name).Order(StringComparer.Ordinal), MonitoringFiles.RunbookSections.Order(StringComparer.Ordinal));
        string text = File.ReadAllText(Repository.File("docs/runbook.md"));
        foreach (string section in MonitoringFiles.RunbookSections)
        {
            string body = text.Split($"### {section}\n")[1].Split("\n#")[0];
            Assert.All(s_parts, p => Assert.True(body.Contains('\n' + p, StringComparison.Ordinal), $"{section} lacks '{p.Trim()}'"));
        }
    }

    [Fact]
    public void Links_inside_the_runbook_find_their_heading()
    {
        string[] lines = File.ReadAllLines(Repository.File("docs/runbook.md"));
        HashSet<string> anchors = [.. lines.Where(l => l.StartsWith('#')).Select(l => Anchor(l.TrimStart('#').Trim()))];
        string[] links = [.. lines.SelectMany(l => LinkInside().Matches(l)).Select(m => m.Groups[1].Value)];
        Assert.True(links.Length > 10, "the pattern has gone blind");
        string[] lost = [.. links.Where(l => !anchors.Contains(l))];
        Assert.Empty(lost);
    }

    [Fact]
    public void Every_metric_that_is_asked_for_exists()
    {
        HashSet<string> known = [.. MonitoringFiles.MetricNames, .. MonitoringFiles.Records.Select(r => r.Name), .. s_foreign];
        (string Where, string Query)[] queries =
        [
            .. MonitoringFiles.Alerts.Select(a => (a.Name, a.Expression)), .. MonitoringFiles.Records,
            .. MonitoringFiles.Panels.SelectMany(p => p.Queries.Select(q => ($"{p.Dashboard}: {p.Title}", q))),
        ];
        string[] unknown = [.. queries.SelectMany(
            q => PromQl.Selectors(q.Query).Select(PromQl.MetricOf).Where(m => !known.Contains(m) && !known.Contains(HistogramOf(m)))
                .Select(m => $"{q.Where}: {m}"))];
        Assert.Empty(unknown);
    }

    /// <summary>A metric that no alert and no panel reads helps nobody.</summary>
    [Fact]
    public void Every_metric_is_shown_or_alerted_on()
    {
        string[] queries =
        [
            .. MonitoringFiles.Alerts.Select(a => a.Expression), .. MonitoringFiles.Records.Select(r => r.Expression),
            .. MonitoringFiles.Panels.SelectMany(p => p.Queries),
        ];
        HashSet<string> read = [.. queries.SelectMany(PromQl.Selectors).Select(PromQl.MetricOf).SelectMany(m => (string[])[m, HistogramOf(m)])];
        string[] unread = [.. MonitoringFiles.MetricNames.Concat(MonitoringFiles.Records.Select(r => r.Name)).Where(m => !read.Contains(m))];
        Assert.Empty(unread);
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void A_dashboard_keeps_the_conventions(string name)
    {
        string file = MonitoringFiles.DashboardFiles.Single(f => Path.GetFileName(f) == name);
        JsonElement root = MonitoringFiles.Dashboard(file);
        Assert.Equal(Path.GetFileNameWithoutExtension(file), root.GetProperty("uid").GetString());
        Assert.False(root.TryGetProperty("__inputs", out _), "__inputs belong to a dashboard that was exported by hand");
        Assert.False(root.TryGetProperty("id", out _), "a number of one installation");
        Assert.Contains(root.GetProperty("links").EnumerateArray(), l => l.GetProperty("title").GetString() == "Runbook");
        JsonElement[] variables = [.. root.GetProperty("templating").GetProperty("list").EnumerateArray()];
        Assert.Contains(variables, v => v.GetProperty("name").GetString() == "datasource" && v.GetProperty("type").GetString() == "datasource");
        HashSet<int> ids = [];
        HashSet<string> titles = [];
        foreach (JsonElement panel in root.GetProperty("panels").EnumerateArray())
        {
            Assert.True(ids.Add(panel.GetProperty("id").GetInt32()), "two panels have one id");
            if (panel.GetProperty("type").GetString() != "row")
            {
                string title = panel.GetProperty("title").GetString()!;
                Assert.True(titles.Add(title), $"two panels are called {title}");
                Panel(panel, title);
            }
        }

        AssertApart(root);
    }

    [Theory]
    [InlineData("sum by (a, b) (rate(x{c=\"(}\",d!~\"e\\\"f\"}[5m])) / on (a) group_left () y > bool 0.5", "x{c=\"(}\",d!~\"e\\\"f\"}", "y")]
    [InlineData("time() - a:b_c:d{e=\"$f\"} offset 30m or vector(1e6)", "a:b_c:d{e=\"$f\"}")]
    [InlineData("histogram_quantile(0.99, sum by (le) (increase(h_bucket[$__rate_interval]))) and x unless x", "h_bucket", "x")]
    public void Selectors_are_found(string expression, params string[] selectors) => Assert.Equal(selectors, PromQl.Selectors(expression));

    private static void Panel(JsonElement panel, string title)
    {
        Assert.False(string.IsNullOrWhiteSpace(panel.GetProperty("description").GetString()), $"{title} is not described");
        Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
        JsonElement defaults = panel.GetProperty("fieldConfig").GetProperty("defaults");
        Assert.False(string.IsNullOrEmpty(defaults.GetProperty("unit").GetString()), $"{title}: no unit");
        string link = panel.GetProperty("links")[0].GetProperty("url").GetString()!;
        string anchor = link.Contains('#', StringComparison.Ordinal) ? link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..] : "";
        Assert.True(
            anchor.Length == 0 || MonitoringFiles.RunbookSections.Contains(anchor, StringComparer.OrdinalIgnoreCase),
            $"{title}: {anchor} is no section of the runbook");
        foreach (JsonElement target in panel.GetProperty("targets").EnumerateArray())
        {
            Assert.Equal("${datasource}", target.GetProperty("datasource").GetProperty("uid").GetString());
            Assert.False(string.IsNullOrEmpty(target.GetProperty("legendFormat").GetString()), $"{title}: a line without a name");
            string query = target.GetProperty("expr").GetString()!;
            Assert.DoesNotMatch(@"\brate\([^[]*\[[0-9]", query);
            Assert.DoesNotContain("$__interval", query, StringComparison.Ordinal);
            Assert.All(
                PromQl.Selectors(query).Where(s => PromQl.MetricOf(s) != "ALERTS"),
                s => Assert.True(s.Contains("cluster=~\"$cluster\"", StringComparison.Ordinal), $"{title}: {s} is not of the chosen cluster"));
        }
    }

    // Two panels in one place: one hides the other.
    private static void AssertApart(JsonElement root)
    {
        HashSet<(int, int)> taken = [];
        foreach (JsonElement panel in root.GetProperty("panels").EnumerateArray())
        {
            JsonElement place = panel.GetProperty("gridPos");
            (int x, int y) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32());
            for (int i = 0; i < place.GetProperty("w").GetInt32() * place.GetProperty("h").GetInt32(); i++)
            {
                int w = place.GetProperty("w").GetInt32();
                Assert.True(taken.Add((x + (i % w), y + (i / w))), $"{panel.GetProperty("title").GetString()} lies on another panel");
                Assert.InRange(x + (i % w), 0, 23);
            }
        }
    }

    private static string HistogramOf(string metric) => Suffix().Replace(metric, "");

    private static string Anchor(string heading) => NotOfAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(#([^)]*)\)", RegexOptions.None, 1000)]
    private static partial Regex LinkInside();

    [GeneratedRegex("[^a-z0-9 _-]", RegexOptions.None, 1000)]
    private static partial Regex NotOfAnchor();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.None, 1000)]
    private static partial Regex Suffix();
}
