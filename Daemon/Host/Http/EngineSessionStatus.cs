namespace Basisd.Host.Http;

/// <summary>One engine session.</summary>
/// <param name="Session">Number of the session.</param>
/// <param name="Name">Name that the engine gave.</param>
/// <param name="Pid">Process of the peer.</param>
/// <param name="ConnectedAt">Core time, Unix ns.</param>
/// <param name="Records">Records accepted.</param>
/// <param name="Rejected">Records refused.</param>
public sealed record EngineSessionStatus(long Session, string Name, int Pid, long ConnectedAt, long Records, long Rejected);
