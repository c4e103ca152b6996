namespace Basisd.Host.Configuration;

/// <summary>The execution engine's socket.</summary>
/// <param name="Socket">Path of the SOCK_SEQPACKET socket.</param>
/// <param name="MaxSessions">Connections at a time.</param>
/// <param name="InboxRecords">Records that wait before back-pressure begins; a power of two.</param>
public sealed record EngineSettings(string Socket, int MaxSessions, int InboxRecords);
