namespace Basisd.Host.Configuration;

/// <summary>The execution engine's socket.</summary>
/// <param name="Socket">Path of the SOCK_SEQPACKET socket.</param>
/// <param name="MaxSessions">Connections at a time.</param>
/// <param name="InboxRecords">Records that wait before back-pressure begins; a power of two.</param>
/// <param name="RingRecords">Most records of a ring in shared memory, a power of two; 0: none is offered.</param>
/// <param name="RingSpinNs">How long a wait looks at the rings before it sleeps, ns.</param>
public sealed record EngineSettings(string Socket, int MaxSessions, int InboxRecords, int RingRecords, long RingSpinNs);
