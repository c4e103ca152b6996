namespace Basisd.Host.Configuration;

/// <summary>Short forms for the rows of the settings table.</summary>
internal static class SettingRows
{
    /// <summary>A duration with its bounds as text.</summary>
    public static Setting Duration(string path, string value, string min, string max, string description, bool seed = false) =>
        new(path, SettingKind.Duration, value, Ns(min), Ns(max), "", From(seed), description);

    /// <summary>A whole number.</summary>
    public static Setting Count(string path, long value, long min, long max, string unit, string description, bool seed = false) =>
        new(path, SettingKind.Count, $"{value}", min, max, unit, From(seed), description);

    /// <summary>A ratio in ppm.</summary>
    public static Setting Ppm(string path, long value, long min, long max, string description, bool seed = false) =>
        new(path, SettingKind.Ppm, $"{value}", min, max, "ppm", From(seed), description);

    /// <summary>A size in bytes.</summary>
    public static Setting Bytes(string path, string value, string min, string max, string description) =>
        new(path, SettingKind.Bytes, value, Size(min), Size(max), "", SettingSource.Default, description);

    /// <summary>true or false.</summary>
    public static Setting Flag(string path, bool value, string description) =>
        new(path, SettingKind.Flag, value ? "true" : "false", 0, 1, "", SettingSource.Default, description);

    /// <summary>One of a few words.</summary>
    public static Setting Choice(string path, string value, string[] choices, string description, bool seed = false) =>
        new(path, SettingKind.Choice, value, 0, 0, "", From(seed), description) { Choices = choices };

    /// <summary>A name or another text; a null default makes the key required.</summary>
    public static Setting Text(string path, string? value, string description, int min = 1, int max = 64) =>
        new(path, SettingKind.Text, value, min, max, "", SettingSource.Default, description);

    /// <summary>An absolute path.</summary>
    public static Setting FilePath(string path, string value, string description) =>
        new(path, SettingKind.Path, value, 1, SettingLimits.PathBytes, "", SettingSource.Default, description);

    /// <summary>A path of a Unix socket.</summary>
    public static Setting SocketPath(string path, string value, string description) =>
        new(path, SettingKind.SocketPath, value, 1, SettingLimits.SocketPathBytes, "", SettingSource.Default, description);

    private static SettingSource From(bool seed) => seed ? SettingSource.Seed : SettingSource.Default;

    private static long Ns(string text) => Durations.TryParse(text, out long ns) ? ns : throw new System.ArgumentException(text, nameof(text));

    private static long Size(string text) =>
        ByteSizes.TryParse(text, out long bytes) ? bytes : throw new System.ArgumentException(text, nameof(text));
}
