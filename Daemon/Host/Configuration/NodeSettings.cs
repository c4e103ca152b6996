namespace Basisd.Host.Configuration;

/// <summary>Name and directories of the node.</summary>
/// <param name="Name">Name in status, metrics and logs.</param>
/// <param name="StateDirectory">Journal and snapshots.</param>
/// <param name="RunDirectory">Gate page and sockets.</param>
/// <param name="HoldsLatency">Whether the processors are kept from sleeping deeply while the daemon runs, where the host lets it.</param>
public sealed record NodeSettings(string Name, string StateDirectory, string RunDirectory, bool HoldsLatency);
