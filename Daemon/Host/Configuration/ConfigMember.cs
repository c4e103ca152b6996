namespace Basisd.Host.Configuration;

/// <summary>A key of a JSON object with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Place">Line of the key.</param>
/// <param name="Value">Its value.</param>
internal sealed record ConfigMember(string Key, FilePlace Place, ConfigNode Value);
