using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Configuration;
using Basisd.Host.Replay;
using Basisd.Safety;

namespace Basisd.Host.Validation;

/// <summary>Turns the nodes of a plan's file into episodes; says everything that is wrong, with its line.</summary>
internal sealed class PlanReader(ConfigurationErrors errors)
{
    private const int MaxItems = 256;
    private const int MaxText = 2_000;

    private static readonly string[] PlanKeys = ["episodes", "remarks"];
    private static readonly string[] EpisodeKeys =
    [
        "name", "title", "kind", "files", "from", "to", "chart_from", "chart_to", "onset", "onset_is", "allow_gaps", "hold_gaps", "all_intervals",
        "expect", "shadow", "remark",
    ];

    private static readonly string[] Kinds = ["crisis", "quiet"];

    /// <summary>Reads the root.</summary>
    public ValidationPlan Plan(ConfigNode root)
    {
        Unknown(root, "", PlanKeys);
        List<Episode> episodes = [];
        if (root.Find("episodes") is { Kind: ConfigNodeKind.Array, Items: { Count: > 0 and <= ValidationPlan.MaxEpisodes } items })
        {
            for (int i = 0; i < items.Count; i++)
            {
                episodes.Add(Read(items[i], $"episodes[{i}]"));
                if (episodes.FindIndex(e => e.Name == episodes[i].Name) < i)
                {
                    string problem = $"'{episodes[i].Name}' is the name of an earlier episode";
                    errors.Add(items[i].Place, $"episodes[{i}].name", problem, "each name once");
                }
            }
        }
        else
        {
            FilePlace place = root.Find("episodes")?.Place ?? root.Place;
            errors.Add(place, "episodes", "there is no list of episodes", $"1 to {ValidationPlan.MaxEpisodes} episodes", "add \"episodes\": [ … ]");
        }

        return new ValidationPlan(episodes, Texts(root, "", "remarks"));
    }

    private Episode Read(ConfigNode node, string path)
    {
        if (node.Kind != ConfigNodeKind.Object)
        {
            errors.Add(node.Place, path, $"{ConfigFileReader.NameOf(node.Kind)} where an object belongs", "", "write { … }");
            node = new ConfigNode(ConfigNodeKind.Object, node.Place);
        }

        Unknown(node, path, EpisodeKeys);
        string kind = Text(node, path, "kind", isRequired: true);
        if (kind.Length > 0 && Array.IndexOf(Kinds, kind) < 0)
        {
            errors.Add(node.Find("kind")!.Place, $"{path}.kind", $"'{kind}' is not a kind", "one of " + string.Join(", ", Kinds));
        }

        bool isCrisis = kind == Kinds[0];
        Episode episode = new()
        {
            Name = Text(node, path, "name", isRequired: true),
            Title = Text(node, path, "title", isRequired: true),
            Kind = isCrisis ? EpisodeKind.Crisis : EpisodeKind.Quiet,
            Files = Texts(node, path, "files", isRequired: true),
            From = Time(node, path, "from"),
            To = Time(node, path, "to"),
            ChartFrom = Time(node, path, "chart_from"),
            ChartTo = Time(node, path, "chart_to"),
            Onset = Time(node, path, "onset", isRequired: isCrisis) ?? 0,
            OnsetIs = Text(node, path, "onset_is", isRequired: isCrisis),
            AllowGaps = Flag(node, path, "allow_gaps"),
            HoldGapsSeconds = Seconds(node, path, "hold_gaps"),
            AllIntervals = Flag(node, path, "all_intervals"),
            Expect = Triggers(node, path, "expect"),
            Shadow = Triggers(node, path, "shadow"),
            Remark = Text(node, path, "remark"),
        };
        Check(episode, node, path);
        return episode;
    }

    private void Check(Episode episode, ConfigNode node, string path)
    {
        if (!episode.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            errors.Add(node.Find("name")!.Place, $"{path}.name", $"'{episode.Name}' cannot name a file", "lower-case letters, digits, hyphens");
        }

        for (int i = 0; i < episode.Files.Count; i++)
        {
            if (episode.Files[i].StartsWith('/') || episode.Files[i].Split('/').Contains("..", StringComparer.Ordinal))
            {
                FilePlace place = node.Find("files")!.Items[i].Place;
                errors.Add(place, $"{path}.files[{i}]", $"'{episode.Files[i]}' leaves the data", "a path below the data folder");
            }
        }

        Order(node, path, "from", episode.From, "to", episode.To);
        Order(node, path, "chart_from", episode.ChartFrom, "chart_to", episode.ChartTo);
        if (episode.Kind == EpisodeKind.Crisis && episode.Onset > 0)
        {
            Order(node, path, "from", episode.From, "onset", episode.Onset);
            Order(node, path, "onset", episode.Onset, "to", episode.To);
        }
    }

    private void Order(ConfigNode node, string path, string first, long? a, string second, long? b)
    {
        if (a is not null && b is not null && a >= b)
        {
            errors.Add((node.Find(second) ?? node).Place, $"{path}.{second}", $"not behind {first}", $"a moment after {first}");
        }
    }

    private void Unknown(ConfigNode node, string path, string[] known)
    {
        foreach (ConfigMember member in node.Members.Where(m => Array.IndexOf(known, m.Key) < 0))
        {
            string? nearest = NearestName.Of(member.Key, known);
            errors.Add(
                member.Place, path.Length == 0 ? member.Key : $"{path}.{member.Key}", "unknown key", $"here: {string.Join(", ", known)}",
                nearest is null ? "remove it" : $"did you mean '{nearest}'?");
        }
    }

    private ConfigNode? Value(ConfigNode node, string path, string key, ConfigNodeKind kind, bool isRequired = false)
    {
        string at = path.Length == 0 ? key : $"{path}.{key}";
        ConfigNode? value = node.Find(key);
        if (value is null)
        {
            if (isRequired)
            {
                errors.Add(node.Place, at, "the key is missing", ConfigFileReader.NameOf(kind), $"add \"{key}\"");
            }

            return null;
        }

        if (value.Kind == kind)
        {
            return value;
        }

        errors.Add(value.Place, at, $"{ConfigFileReader.NameOf(value.Kind)} where {ConfigFileReader.NameOf(kind)} belongs");
        return null;
    }

    private string Text(ConfigNode node, string path, string key, bool isRequired = false)
    {
        ConfigNode? value = Value(node, path, key, ConfigNodeKind.Text, isRequired);
        if (value is not null && (value.Text.Length is 0 or > MaxText || value.Text.Any(char.IsControl)))
        {
            errors.Add(value.Place, $"{path}.{key}", "not a line of text", $"1 to {MaxText} characters without control characters");
        }

        return value?.Text ?? string.Empty;
    }

    private bool Flag(ConfigNode node, string path, string key) => Value(node, path, key, ConfigNodeKind.Flag)?.Text == "true";

    private List<string> Texts(ConfigNode node, string path, string key, bool isRequired = false)
    {
        ConfigNode? list = Value(node, path, key, ConfigNodeKind.Array, isRequired);
        List<string> texts = [];
        string at = path.Length == 0 ? key : $"{path}.{key}";
        if (list is not null && (list.Items.Count > MaxItems || (isRequired && list.Items.Count == 0)))
        {
            errors.Add(list.Place, at, $"the list has {list.Items.Count} items", $"1 to {MaxItems}");
        }

        foreach (ConfigNode item in list?.Items ?? [])
        {
            if (item.Kind != ConfigNodeKind.Text || item.Text.Length == 0)
            {
                errors.Add(item.Place, $"{at}[{texts.Count}]", $"{ConfigFileReader.NameOf(item.Kind)} where a text that is not empty belongs");
            }

            texts.Add(item.Text);
        }

        return texts;
    }

    private long? Time(ConfigNode node, string path, string key, bool isRequired = false)
    {
        ConfigNode? value = Value(node, path, key, ConfigNodeKind.Text, isRequired);
        if (value is null)
        {
            return null;
        }

        if (HistoryTime.TryParse(value.Text, out long time))
        {
            return time;
        }

        errors.Add(value.Place, $"{path}.{key}", $"'{value.Text}' is not a time", "UTC, like \"2020-03-12T10:43\"");
        return null;
    }

    private long Seconds(ConfigNode node, string path, string key)
    {
        ConfigNode? value = Value(node, path, key, ConfigNodeKind.Text);
        if (value is null)
        {
            return 0;
        }

        if (Durations.TryParse(value.Text, out long ns))
        {
            return ns / FixedPoint.Second;
        }

        errors.Add(value.Place, $"{path}.{key}", $"'{value.Text}' is not a duration", "a number with its unit, like \"30m\"");
        return 0;
    }

    private List<TriggerId> Triggers(ConfigNode node, string path, string key)
    {
        List<TriggerId> triggers = [];
        List<string> names = Texts(node, path, key);
        for (int i = 0; i < names.Count; i++)
        {
            if (TriggerNames.TryParse(names[i], out TriggerId trigger))
            {
                triggers.Add(trigger);
                continue;
            }

            IEnumerable<string> known = Enumerable.Range(1, TriggerNames.CatalogueCount).Select(t => TriggerNames.NameOf((TriggerId)t));
            string? nearest = NearestName.Of(names[i], known);
            errors.Add(
                node.Find(key)!.Items[i].Place, $"{path}.{key}[{i}]", $"'{names[i]}' is no trigger", "a name of the catalogue",
                nearest is null ? "`basisd config reference` lists them" : $"did you mean '{nearest}'?");
        }

        return triggers;
    }
}
