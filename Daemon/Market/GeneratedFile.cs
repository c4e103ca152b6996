namespace Basisd.Market;

/// <summary>A file of a generated market.</summary>
/// <param name="Name">File name, as FORMATS.md has it.</param>
/// <param name="Content">Its bytes.</param>
public sealed record GeneratedFile(string Name, byte[] Content);
