using System.Collections.Generic;

namespace Basisd.Host.Configuration;

/// <summary>A JSON value that remembers its line. Numbers keep their text: nothing passes through floating point.</summary>
internal sealed class ConfigNode(ConfigNodeKind kind, FilePlace place, string text = "")
{
    /// <summary>What it is.</summary>
    public ConfigNodeKind Kind { get; } = kind;

    /// <summary>Where it begins.</summary>
    public FilePlace Place { get; } = place;

    /// <summary>Text of a string, digits of a number, <c>true</c> or <c>false</c>.</summary>
    public string Text { get; } = text;

    /// <summary>Members of an object in file order; keys are unique.</summary>
    public List<ConfigMember> Members { get; } = [];

    /// <summary>Items of an array.</summary>
    public List<ConfigNode> Items { get; } = [];

    /// <summary>The member with the key, or null.</summary>
    public ConfigNode? Find(string key)
    {
        int index = IndexOf(key);
        return index < 0 ? null : Members[index].Value;
    }

    /// <summary>
    /// Lays another object over this one: objects merge, everything else replaces. An object over something else, or the other way round, is an
    /// error: one of the two is wrong, and what it says must not vanish under the other.
    /// </summary>
    public ConfigNode MergedWith(ConfigNode later, ConfigurationErrors errors, string path = "")
    {
        if (Kind != ConfigNodeKind.Object || later.Kind != ConfigNodeKind.Object)
        {
            if ((Kind == ConfigNodeKind.Object) != (later.Kind == ConfigNodeKind.Object))
            {
                (ConfigNode odd, ConfigNode other) = Kind == ConfigNodeKind.Object ? (later, this) : (this, later);
                string where = other.Place.Line > 0 ? other.Place.Origin : other.Place.File;
                string problem = $"{ConfigFileReader.NameOf(odd.Kind)} here, {ConfigFileReader.NameOf(other.Kind)} in {where}";
                errors.Add(odd.Place, path, problem, "", "write the same kind in both");
            }

            return later;
        }

        ConfigNode merged = new(ConfigNodeKind.Object, later.Place);
        merged.Members.AddRange(Members);
        foreach (ConfigMember member in later.Members)
        {
            int index = merged.IndexOf(member.Key);
            if (index < 0)
            {
                merged.Members.Add(member);
            }
            else
            {
                string below = path.Length == 0 ? member.Key : $"{path}.{member.Key}";
                merged.Members[index] = member with { Value = merged.Members[index].Value.MergedWith(member.Value, errors, below) };
            }
        }

        return merged;
    }

    private int IndexOf(string key) => Members.FindIndex(m => m.Key == key);
}
