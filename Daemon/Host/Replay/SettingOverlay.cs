using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Basisd.Host.Configuration;

namespace Basisd.Host.Replay;

/// <summary>
/// Lays changed settings over a configuration, as another file would lie over it: the same table judges them, the same rules hold between
/// them, the same words say what is wrong. Nothing is written back.
/// </summary>
public static class SettingOverlay
{
    // As the loader calls settings that come from no file.
    private const string CommandLine = "command line";

    /// <summary>Loads the configuration that a replay plays under.</summary>
    /// <param name="file">The configuration's file; null for the built-in defaults.</param>
    /// <param name="changes">What lies over it; may be empty.</param>
    /// <param name="option">Option that gave the changes, which errors name in place of a file.</param>
    public static ConfigurationResult Load(string? file, IReadOnlyList<SettingChange> changes, string option)
    {
        byte[] overlay = Json(changes);
        ConfigurationResult loaded = file is not null
            ? ConfigurationLoader.Load(file, overlay)
            : ConfigurationLoader.Parse(changes.Count == 0 ? "built-in" : CommandLine, overlay);
        return loaded with { Errors = [.. loaded.Errors.Select(e => e.File == CommandLine ? e with { File = option, Line = 0, Column = 0 } : e)] };
    }

    /// <summary>The value of a setting that is in force.</summary>
    /// <returns>Null when the configuration has no such setting.</returns>
    public static EffectiveSetting? InForce(NodeConfiguration configuration, SettingChange change) =>
        configuration.Effective.FirstOrDefault(e => e.Path == change.Path);

    private static byte[] Json(IReadOnlyList<SettingChange> changes)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            foreach (IGrouping<string, SettingChange> section in changes.GroupBy(c => c.Keys[0], StringComparer.Ordinal))
            {
                json.WriteStartObject(section.Key);
                foreach (IGrouping<string, SettingChange> part in section.GroupBy(Part, StringComparer.Ordinal))
                {
                    Write(json, part);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static string Part(SettingChange change) => change.Keys.Count > 2 ? change.Keys[1] : string.Empty;

    private static void Write(Utf8JsonWriter json, IGrouping<string, SettingChange> changes)
    {
        if (changes.Key.Length > 0)
        {
            json.WriteStartObject(changes.Key);
        }

        foreach (SettingChange change in changes)
        {
            json.WritePropertyName(change.Keys[^1]);

            // As a person writes it in a file: numbers and true or false bare, all else in quotation marks.
            bool isNumber = change.Text.Length > 0 && change.Text.TrimStart('-') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit)
                && (digits[0] != '0' || digits.Length == 1);
            if (isNumber || change.Text is "true" or "false")
            {
                json.WriteRawValue(change.Text, skipInputValidation: true);
            }
            else
            {
                json.WriteStringValue(change.Text);
            }
        }

        if (changes.Key.Length > 0)
        {
            json.WriteEndObject();
        }
    }
}
