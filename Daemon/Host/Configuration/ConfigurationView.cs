using System;
using System.Globalization;
using System.IO;
using System.Text.Json;

namespace Basisd.Host.Configuration;

/// <summary>What <c>config show</c> prints: every setting in force with its value, its origin and whether its default is a seed number.</summary>
public static class ConfigurationView
{
    private const int WidestPath = 72;
    private const int WidestValue = 32;

    /// <summary>Writes a table for people.</summary>
    public static void WriteTable(NodeConfiguration configuration, TextWriter output)
    {
        int pathWidth = "setting".Length;
        int valueWidth = "value".Length;
        foreach (EffectiveSetting setting in configuration.Effective)
        {
            pathWidth = Math.Clamp(setting.Path.Length, pathWidth, WidestPath);
            valueWidth = Math.Clamp(Shown(setting).Length, valueWidth, WidestValue);
        }

        output.WriteLine($"{"setting".PadRight(pathWidth)}  {"value".PadRight(valueWidth)}  {"source",-7}  origin");
        foreach (EffectiveSetting setting in configuration.Effective)
        {
            output.WriteLine(
                $"{setting.Path.PadRight(pathWidth)}  {Shown(setting).PadRight(valueWidth)}  {Source(setting.Setting),-7}  {setting.Origin}");
        }

        output.WriteLine($"sha256 {Convert.ToHexStringLower(configuration.Hash)}");
    }

    /// <summary>Writes JSON: one object with the hash and a list of settings.</summary>
    public static void WriteJson(NodeConfiguration configuration, Stream output)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("sha256", Convert.ToHexStringLower(configuration.Hash));
        json.WriteStartArray("settings");
        foreach (EffectiveSetting setting in configuration.Effective)
        {
            json.WriteStartObject();
            json.WriteString("path", setting.Path);
            WriteValue(json, "value", setting.Setting, setting.Value);
            json.WriteString("unit", UnitOf(setting.Setting));
            json.WriteString("source", Source(setting.Setting));
            json.WriteString("origin", setting.Origin);
            json.WriteString("description", setting.Setting.Description);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes the reference of all settings as a Markdown table.</summary>
    public static void WriteReference(TextWriter output)
    {
        output.WriteLine("| setting | default | allowed | source | what it is |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (Setting setting in SettingTable.All)
        {
            string standard = setting.Default switch { null => "required", "" => "absent", { } text => $"`{text}`" };
            string allowed = setting.Allowed.Replace("|", "\\|", StringComparison.Ordinal);
            output.WriteLine($"| `{setting.DisplayPath}` | {standard} | {allowed} | {Source(setting)} | {setting.Description} |");
        }
    }

    /// <summary>Writes a value with its JSON type; durations stay texts with their unit.</summary>
    internal static void WriteValue(Utf8JsonWriter json, string key, Setting setting, SettingValue value)
    {
        switch (setting.Kind)
        {
            case SettingKind.Flag: json.WriteBoolean(key, value.Number != 0); break;
            case SettingKind.Count when value.Text.Length == 0: json.WriteNull(key); break;
            case SettingKind.Count or SettingKind.Ppm: json.WriteNumber(key, value.Number); break;
            default: json.WriteString(key, value.Text); break;
        }
    }

    private static string UnitOf(Setting setting) => setting.Kind switch
    {
        SettingKind.Duration => "duration",
        SettingKind.Bytes => "bytes",
        _ => setting.Unit,
    };

    private static string Source(Setting setting) => setting.Source == SettingSource.Seed ? "seed" : "default";

    private static string Shown(EffectiveSetting setting)
    {
        string text = setting.Value.Text.ReplaceLineEndings("\\n");
        text = setting.Setting.Kind == SettingKind.Ppm ? string.Create(CultureInfo.InvariantCulture, $"{text} ppm") : text;
        return text.Length == 0 ? "-" : text;
    }
}
