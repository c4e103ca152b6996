using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Configuration;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>
/// One setting with a value of its own for a replay, as <c>trigger.key=value</c>. Only the form is read here; whether key and value are
/// right is said by the table of settings, in the words that it has for a file.
/// </summary>
/// <param name="Keys">Keys from the root of the configuration, for example <c>triggers</c>, <c>market.volatility_spike</c>, <c>ratio_ppm</c>.</param>
/// <param name="Text">The value as it was given, without quotation marks.</param>
public sealed record SettingChange(IReadOnlyList<string> Keys, string Text)
{
    private const string Triggers = "triggers";
    private static readonly string[] OtherSections = ["inputs", "recovery"];

    /// <summary>The whole path, for example <c>triggers.market.volatility_spike.ratio_ppm</c>.</summary>
    public string Path => string.Join('.', Keys);

    /// <summary>The path as it is given and shown: without <c>triggers.</c>, which goes without saying.</summary>
    public string Name => Keys[0] == Triggers ? string.Join('.', Keys.Skip(1)) : Path;

    /// <summary>The setting's row in the table; null when there is none.</summary>
    public Setting? Row => SettingTable.All.FirstOrDefault(s => s.Path == string.Join('/', Keys));

    /// <summary>The trigger that it belongs to; <see cref="TriggerId.None"/> for a setting that is no trigger's.</summary>
    public TriggerId Trigger => Keys[0] == Triggers && TriggerNames.TryParse(Keys[1], out TriggerId trigger) ? trigger : TriggerId.None;

    /// <summary>Reads <c>trigger.key=value</c>; <c>inputs.key</c> and <c>recovery.key</c> are taken as well.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problem">What is wrong and how to mend it.</param>
    /// <returns>The change, or null.</returns>
    public static SettingChange? Parse(string text, out string? problem)
    {
        problem = null;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string path = equals < 0 ? text.Trim() : text[..equals].Trim();
        const string Prefix = Triggers + ".";
        string name = path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..] : path;
        int dot = name.LastIndexOf('.');
        if (equals < 0 || dot <= 0 || dot == name.Length - 1)
        {
            problem = $"'{text}' is not trigger.key=value, for example market.volatility_spike.ratio_ppm=5000000";
            return null;
        }

        string value = text[(equals + 1)..].Trim();
        string head = name[..dot];
        if (Array.IndexOf(OtherSections, head) >= 0)
        {
            return new SettingChange([head, name[(dot + 1)..]], value);
        }

        // The family is easily left out: volatility_spike.ratio_ppm.
        Setting? meant = head.Contains('.', StringComparison.Ordinal) ? null : SettingTable.All.FirstOrDefault(
            s => s.Path.StartsWith(Triggers + "/", StringComparison.Ordinal) && s.Path.Split('/')[1].EndsWith("." + head, StringComparison.Ordinal));
        if (meant is not null)
        {
            problem = $"there is no trigger '{head}'; did you mean '{meant.Path.Split('/')[1]}'?";
            return null;
        }

        return new SettingChange([Triggers, head, name[(dot + 1)..]], value);
    }

    /// <summary>The same setting with another value.</summary>
    public SettingChange With(string value) => this with { Text = value };
}
