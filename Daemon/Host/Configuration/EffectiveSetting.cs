namespace Basisd.Host.Configuration;

/// <summary>A setting with the value that is in force.</summary>
/// <param name="Path">Its path, with array indexes, for example <c>topology.venues[0].name</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Origin"><c>default</c>, or <c>FILE:LINE</c>.</param>
/// <param name="Setting">Its row in the table.</param>
public sealed record EffectiveSetting(string Path, SettingValue Value, string Origin, Setting Setting);
