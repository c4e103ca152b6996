namespace Basisd.Host.Configuration;

/// <summary>Name and directories of the node.</summary>
/// <param name="Name">Name in status, metrics and logs.</param>
/// <param name="StateDirectory">Journal and snapshots.</param>
/// <param name="RunDirectory">Gate page and sockets.</param>
public sealed record NodeSettings(string Name, string StateDirectory, string RunDirectory);
