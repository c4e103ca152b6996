using System.IO;
using System.Text.Json;

namespace Basisd.Host.Configuration;

/// <summary>Writes the settings table as a JSON Schema (2020-12), for editors and <c>config schema</c>.</summary>
public static class ConfigurationSchema
{
    private const string DurationPattern = "^[0-9]+(ns|us|ms|s|m|h|d)$";
    private const string SizePattern = "^[0-9]+(B|KiB|MiB|GiB)?$";

    /// <summary>Writes the schema.</summary>
    public static void Write(Stream output)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        json.WriteString("title", "basisd configuration");
        Members(json, SettingTree.Root, isRoot: true);
        json.WriteEndObject();
    }

    private static void Members(Utf8JsonWriter json, SettingTree tree, bool isRoot = false)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("properties");
        if (isRoot)
        {
            json.WriteStartObject("$schema");
            json.WriteString("type", "string");
            json.WriteEndObject();
        }

        foreach ((string key, SettingTree child) in tree.Children)
        {
            json.WriteStartObject(key);
            Node(json, child);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("required");
        foreach ((string key, SettingTree child) in tree.Children)
        {
            if (child.Leaf is { Default: null })
            {
                json.WriteStringValue(key);
            }
        }

        json.WriteEndArray();
    }

    private static void Node(Utf8JsonWriter json, SettingTree node)
    {
        if (node.Leaf is { } setting)
        {
            Leaf(json, setting);
        }
        else if (node.Item is { } item)
        {
            json.WriteString("type", "array");
            json.WriteNumber("maxItems", SettingLimits.ArrayItems);
            json.WriteStartObject("items");
            Node(json, item);
            json.WriteEndObject();
        }
        else
        {
            Members(json, node);
        }
    }

    private static void Leaf(Utf8JsonWriter json, Setting setting)
    {
        json.WriteString("description", $"{setting.Description} ({setting.Allowed})");
        if (setting.Default is { Length: > 0 } standard && !standard.StartsWith(SettingTable.RunDirMark, System.StringComparison.Ordinal))
        {
            ConfigurationView.WriteValue(json, "default", setting, SettingParser.Default(setting, standard));
        }

        switch (setting.Kind)
        {
            case SettingKind.Flag:
                json.WriteString("type", "boolean");
                break;
            case SettingKind.Count or SettingKind.Ppm:
                json.WriteString("type", "integer");
                json.WriteNumber("minimum", setting.Min);
                json.WriteNumber("maximum", setting.Max);
                break;
            case SettingKind.Choice:
                json.WriteStartArray("enum");
                foreach (string choice in setting.Choices)
                {
                    json.WriteStringValue(choice);
                }

                json.WriteEndArray();
                break;
            case SettingKind.Duration:
                json.WriteString("type", "string");
                json.WriteString("pattern", DurationPattern);
                break;
            case SettingKind.Bytes:
                json.WriteStartArray("type");
                json.WriteStringValue("string");
                json.WriteStringValue("integer");
                json.WriteEndArray();
                json.WriteString("pattern", SizePattern);
                break;
            default:
                json.WriteString("type", "string");
                json.WriteNumber("maxLength", setting.Max);
                break;
        }
    }
}
