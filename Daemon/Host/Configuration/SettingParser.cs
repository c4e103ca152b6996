using System;
using System.Globalization;
using System.Net;
using System.Text;

namespace Basisd.Host.Configuration;

/// <summary>Reads one value by its setting: the right JSON type, well formed, within its range. Says what is wrong in words.</summary>
internal static class SettingParser
{
    /// <summary>Reads the canonical text of a default.</summary>
    public static SettingValue Default(Setting setting, string text)
    {
        string? problem = ReadText(setting, text, out SettingValue value);
        return problem is null || text.Length == 0
            ? value with { Text = value.Text ?? "" }
            : throw new InvalidOperationException($"default of {setting.DisplayPath}: {problem}");
    }

    /// <summary>Reads a value from a file.</summary>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Read(Setting setting, ConfigNode node, out SettingValue value)
    {
        value = default;
        if (node.Kind == ConfigNodeKind.Null)
        {
            return "null is not a value";
        }

        ConfigNodeKind wanted = setting.Kind switch
        {
            SettingKind.Flag => ConfigNodeKind.Flag,
            SettingKind.Count or SettingKind.Ppm => ConfigNodeKind.Number,
            _ => ConfigNodeKind.Text,
        };
        bool bareBytes = setting.Kind == SettingKind.Bytes && node.Kind == ConfigNodeKind.Number;
        if (node.Kind != wanted && !bareBytes)
        {
            return $"{ConfigFileReader.NameOf(node.Kind)} ({Shown(node)}) where {ConfigFileReader.NameOf(wanted)} belongs";
        }

        if (setting.Kind == SettingKind.Text && node.Text.Length == 0)
        {
            return "the text is empty";
        }

        return ReadText(setting, node.Text, out value);
    }

    private static string? ReadText(Setting setting, string text, out SettingValue value)
    {
        value = default;
        long number = 0;
        switch (setting.Kind)
        {
            case SettingKind.Flag:
                value = new SettingValue(text == "true" ? 1 : 0, text);
                return null;
            case SettingKind.Choice:
                int choice = Array.IndexOf(setting.Choices, text);
                value = new SettingValue(choice, text);
                return choice >= 0 ? null : $"'{text}' is not a choice" + Suggestion(text, setting.Choices);
            case SettingKind.Count or SettingKind.Ppm:
                if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
                {
                    return $"{text} is not a whole number of 64 bits";
                }

                value = new SettingValue(number, text);
                break;
            case SettingKind.Duration:
                if (!Durations.TryParse(text, out number))
                {
                    return $"'{text}' is not a duration: a whole number and one of ns, us, ms, s, m, h, d";
                }

                value = new SettingValue(number, Durations.Format(number));
                break;
            case SettingKind.Bytes:
                if (!ByteSizes.TryParse(text, out number))
                {
                    return $"'{text}' is not a size: a whole number and one of B, KiB, MiB, GiB";
                }

                value = new SettingValue(number, ByteSizes.Format(number));
                break;
            default:
                value = new SettingValue(0, text);
                return Textual(setting, text);
        }

        return number < setting.Min || number > setting.Max ? $"{value.Text} is out of range" : null;
    }

    private static string? Textual(Setting setting, string text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        if (setting.Kind == SettingKind.Text ? bytes < setting.Min || bytes > setting.Max : bytes > setting.Max)
        {
            return $"the text has {bytes} bytes";
        }

        foreach (char c in text)
        {
            if (char.IsControl(c) && !(c == '\n' && setting.Key == "public_key"))
            {
                return $"the text has the control character U+{(int)c:X4}";
            }
        }

        return setting.Kind switch
        {
            SettingKind.Path or SettingKind.SocketPath when text.Length > 0 && text[0] is not '/' and not '{' => $"'{text}' is not an absolute path",
            SettingKind.Endpoint when !IsEndpoint(text) => $"'{text}' is not a numeric address with a port",
            SettingKind.Url when !IsHttp(text) => $"'{text}' is not an http or https address",
            _ => null,
        };
    }

    private static bool IsEndpoint(string text) => IPEndPoint.TryParse(text, out IPEndPoint? endpoint)
        && text.EndsWith($":{endpoint.Port}", StringComparison.Ordinal)
        && (text[0] == '[' || text.Contains('.', StringComparison.Ordinal));

    private static bool IsHttp(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0;

    private static string Shown(ConfigNode node) => node.Kind switch
    {
        ConfigNodeKind.Text => $"\"{node.Text}\"",
        ConfigNodeKind.Object => "{…}",
        ConfigNodeKind.Array => "[…]",
        _ => node.Text,
    };

    private static string Suggestion(string text, string[] choices) =>
        NearestName.Of(text, choices) is { } nearest ? $", perhaps '{nearest}'" : "";
}
