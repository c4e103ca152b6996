using System;
using System.Linq;

namespace Basisd.Host.Configuration;

/// <summary>
/// Walks the merged file beside the settings tree: every key of the file must be a setting, every setting gets a value. A wrong value is an
/// error and its default stands in, so that the walk goes on and finds the next error.
/// </summary>
internal sealed class ConfigurationWalk(ConfigurationErrors errors)
{
    /// <summary>The values found.</summary>
    public ConfigurationValues Values { get; } = new();

    /// <summary>Walks an object.</summary>
    public void Object(SettingTree tree, ConfigNode? node, string path, FilePlace place)
    {
        if (node is not null && node.Kind != ConfigNodeKind.Object)
        {
            errors.Add(node.Place, path, $"{ConfigFileReader.NameOf(node.Kind)} where an object belongs", "", "write { … }");
            node = null;
        }

        if (node is not null)
        {
            UnknownKeys(tree, node, path);
        }

        foreach ((string key, SettingTree child) in tree.Children)
        {
            string childPath = path.Length == 0 ? key : $"{path}.{key}";
            ConfigNode? value = node?.Find(key);
            if (child.Leaf is not null)
            {
                Leaf(child.Leaf, value, childPath, place);
            }
            else if (child.Item is not null)
            {
                Array(child.Item, value, childPath);
            }
            else
            {
                Object(child, value, childPath, value?.Place ?? place);
            }
        }
    }

    private void Array(SettingTree item, ConfigNode? node, string path)
    {
        if (node is null)
        {
            return;
        }

        if (node.Kind != ConfigNodeKind.Array)
        {
            errors.Add(node.Place, path, $"{ConfigFileReader.NameOf(node.Kind)} where a list belongs", "", "write [ … ]");
            return;
        }

        if (node.Items.Count > SettingLimits.ArrayItems)
        {
            errors.Add(node.Place, path, $"the list has {node.Items.Count} items", $"at most {SettingLimits.ArrayItems}");
            return;
        }

        Values.SetCount(path, node.Items.Count);
        Values.SetPlace(path, node.Place);
        for (int i = 0; i < node.Items.Count; i++)
        {
            string itemPath = $"{path}[{i}]";
            Values.SetPlace(itemPath, node.Items[i].Place);
            if (item.Leaf is not null)
            {
                Leaf(item.Leaf, node.Items[i], itemPath, node.Items[i].Place);
            }
            else
            {
                Object(item, node.Items[i], itemPath, node.Items[i].Place);
            }
        }
    }

    private void Leaf(Setting setting, ConfigNode? node, string path, FilePlace parent)
    {
        if (node is null)
        {
            if (setting.Default is null)
            {
                errors.Add(parent, path, "the key is missing", setting.Allowed, $"add \"{setting.Key}\": {setting.Description}");
            }

            Values.Add(path, Fallback(setting), FilePlace.BuiltIn, setting);
            return;
        }

        string? problem = SettingParser.Read(setting, node, out SettingValue value);
        if (problem is not null)
        {
            string remedy = setting.Default is { Length: > 0 } standard && !path.EndsWith(']')
                ? $"correct it, or leave the key out for the default {standard}" : "correct the value";
            errors.Add(node.Place, path, problem, setting.Allowed, remedy);
            value = Fallback(setting);
        }

        Values.Add(path, value, node.Place, setting);
    }

    private SettingValue Fallback(Setting setting)
    {
        if (setting.Default is null)
        {
            return new SettingValue(0, "");
        }

        // node.run_dir stands before everything that lies in it.
        string text = setting.Default.StartsWith(SettingTable.RunDirMark, StringComparison.Ordinal)
            ? Values.Text("node.run_dir") + setting.Default[SettingTable.RunDirMark.Length..] : setting.Default;
        if (setting.Kind == SettingKind.SocketPath && text.Length > SettingLimits.SocketPathBytes)
        {
            errors.Add(
                Values.PlaceOf("node.run_dir"), setting.DisplayPath, $"the path '{text}' has {text.Length} bytes", setting.Allowed,
                "shorten node.run_dir");
            return new SettingValue(0, text);
        }

        return SettingParser.Default(setting, text);
    }

    private void UnknownKeys(SettingTree tree, ConfigNode node, string path)
    {
        foreach (ConfigMember member in node.Members)
        {
            if (tree.Children.Exists(c => c.Key == member.Key) || (path.Length == 0 && member.Key == "$schema"))
            {
                continue;
            }

            string memberPath = path.Length == 0 ? member.Key : $"{path}.{member.Key}";
            string? nearest = NearestName.Of(member.Key, tree.Children.Select(c => c.Key));
            errors.Add(
                member.Place, memberPath, "unknown key", $"here: {string.Join(", ", tree.Children.Select(c => c.Key))}",
                nearest is null ? "remove it" : $"did you mean '{nearest}'?");
        }
    }
}
