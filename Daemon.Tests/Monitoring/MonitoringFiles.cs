using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Basisd.Tests.Host;
using YamlDotNet.RepresentationModel;

namespace Basisd.Tests.Monitoring;

/// <summary>What the role <c>monitoring</c> brings: alerts, recording rules, their cases, dashboards; and the runbook.</summary>
internal static class MonitoringFiles
{
    public static string Root { get; } = Repository.File("ansible/roles/monitoring/files");

    public static string Rules { get; } = Path.Combine(Root, "prometheus/basisd.rules.yml");

    public static string[] AlertFiles { get; } = Of("prometheus/alerts", "*.yml");

    public static string[] CaseFiles { get; } = Of("prometheus/tests", "*.test.yml");

    public static string[] DashboardFiles { get; } = Of("grafana/dashboards", "*.json");

    public static string Alertmanager { get; } = Path.Combine(Root, "alertmanager/alertmanager.yml");

    public static string[] MetricNames { get; } = File.ReadAllLines(Repository.File("Daemon.Tests/Host/Metrics/names.golden"));

    public static IReadOnlyList<Alert> Alerts { get; } = [.. AlertFiles.SelectMany(f => RulesOf(f).Select(r => AlertOf(Path.GetFileName(f), r)))];

    /// <summary>Recording rules: name and expression.</summary>
    public static IReadOnlyList<(string Name, string Expression)> Records { get; } =
        [.. RulesOf(Rules).Select(r => (Text(r, "record"), Text(r, "expr")))];

    public static IReadOnlyList<Panel> Panels { get; } = [.. DashboardFiles.SelectMany(PanelsOf)];

    /// <summary>Headings of the runbook that name an alert.</summary>
    public static string[] RunbookSections { get; } =
        [.. File.ReadLines(Repository.File("docs/runbook.md")).Where(l => l.StartsWith("### Basisd", StringComparison.Ordinal)).Select(l => l[4..])];

    /// <summary>Names of the cases.</summary>
    public static string[] Cases { get; } =
        [.. CaseFiles.SelectMany(f => ((YamlSequenceNode)Load(f).Children["tests"]).Select(t => Text((YamlMappingNode)t, "name")))];

    /// <summary>A dashboard.</summary>
    public static JsonElement Dashboard(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;

    /// <summary>A query as a live Prometheus takes it: what Grafana would put in its holes.</summary>
    public static string Filled(string query) => query
        .Replace("$__rate_interval", "30s", StringComparison.Ordinal).Replace("$cluster", ".*", StringComparison.Ordinal)
        .Replace("$instance", ".*", StringComparison.Ordinal).Replace("$slot", ".*", StringComparison.Ordinal);

    private static string[] Of(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), pattern).Order(StringComparer.Ordinal)];

    private static YamlMappingNode Load(string file)
    {
        YamlStream yaml = [];
        using StreamReader reader = File.OpenText(file);
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static IEnumerable<YamlMappingNode> RulesOf(string file) =>
        ((YamlSequenceNode)Load(file).Children["groups"]).Cast<YamlMappingNode>()
            .SelectMany(g => ((YamlSequenceNode)g.Children["rules"]).Cast<YamlMappingNode>());

    private static Alert AlertOf(string file, YamlMappingNode rule) => new(
        file, Text(rule, "alert"), Text(rule, "expr"), Text(rule, "for"), Text(rule, "keep_firing_for"), Text(rule, "labels", "severity"),
        Text(rule, "annotations", "summary"), Text(rule, "annotations", "description"), Text(rule, "annotations", "runbook_url"));

    private static string Text(YamlMappingNode node, params string[] path)
    {
        YamlNode? at = node;
        foreach (string key in path)
        {
            at = at is YamlMappingNode map && map.Children.TryGetValue(key, out YamlNode? next) ? next : null;
        }

        return at is YamlScalarNode scalar ? scalar.Value ?? "" : "";
    }

    private static IEnumerable<Panel> PanelsOf(string file) =>
        Dashboard(file).GetProperty("panels").EnumerateArray().Where(p => p.GetProperty("type").GetString() != "row").Select(p => new Panel(
            Path.GetFileName(file), p.GetProperty("title").GetString()!,
            [.. p.GetProperty("targets").EnumerateArray().Select(t => t.GetProperty("expr").GetString()!)]));
}
