namespace Basisd.Host.Configuration;

/// <summary>The operators' socket.</summary>
/// <param name="Socket">Path of the socket.</param>
/// <param name="Group">Group whose members may command the node, or null: root and the daemon's own user alone.</param>
public sealed record AdminSettings(string Socket, string? Group);
