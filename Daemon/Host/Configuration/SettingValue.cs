namespace Basisd.Host.Configuration;

/// <summary>A value that passed its setting's checks.</summary>
/// <param name="Number">Nanoseconds, bytes, ppm, a count, 0 or 1, the index of a choice; 0 for texts.</param>
/// <param name="Text">Canonical text: what <c>config show</c> prints and the hash covers.</param>
public readonly record struct SettingValue(long Number, string Text);
