using System;

namespace Basisd.Host.Configuration;

/// <summary>
/// One row of the settings table. Parsing, <c>config show</c>, <c>config schema</c> and the reference page are all made from these rows, so
/// that none of them can disagree with another.
/// </summary>
/// <param name="Path">Keys from the root, separated by <c>/</c> (names of triggers contain dots); <c>[]</c> stands for the items of an array.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Default">Canonical text of the default; null where the key must be given, empty text where it may be absent.</param>
/// <param name="Min">Smallest value, in the kind's unit; for texts the shortest length in bytes.</param>
/// <param name="Max">Largest value, in the kind's unit; for texts the longest length in bytes.</param>
/// <param name="Unit">What a number counts; empty where the kind says it.</param>
/// <param name="Source">Where the default comes from.</param>
/// <param name="Description">One line for operators.</param>
public sealed record Setting(
    string Path, SettingKind Kind, string? Default, long Min, long Max, string Unit, SettingSource Source, string Description)
{
    /// <summary>The allowed words of a <see cref="SettingKind.Choice"/>.</summary>
    public string[] Choices { get; init; } = [];

    /// <summary>The path as operators see it, for example <c>triggers.venue.api_failure.hold</c> or <c>topology.venues[].name</c>.</summary>
    public string DisplayPath => Path.Replace("/[]", "[]", StringComparison.Ordinal).Replace('/', '.');

    /// <summary>The last key of the path.</summary>
    public string Key => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>What is allowed here, as an error says it.</summary>
    public string Allowed => Kind switch
    {
        SettingKind.Flag => "true or false",
        SettingKind.Choice => "one of " + string.Join(", ", Choices),
        SettingKind.Duration => $"a text like \"250ms\" or \"5m\", {Durations.Format(Min)} to {Durations.Format(Max)}",
        SettingKind.Bytes => $"a text like \"64MiB\" or a number of bytes, {ByteSizes.Format(Min)} to {ByteSizes.Format(Max)}",
        SettingKind.Count or SettingKind.Ppm => $"a whole number from {Min} to {Max}{(Unit.Length == 0 ? "" : " " + Unit)}",
        SettingKind.Path => "an absolute path",
        SettingKind.SocketPath => $"an absolute path of at most {SettingLimits.SocketPathBytes} bytes",
        SettingKind.Endpoint => "a numeric address and a port, like \"127.0.0.1:9465\" or \"[::1]:9465\"",
        SettingKind.Url => "an address that begins with http:// or https://",
        _ => $"a text of {Min} to {Max} bytes",
    };
}
