using Basisd.Linux;

namespace Basisd.Engine;

/// <summary>Who a session is.</summary>
/// <param name="Id">Session id.</param>
/// <param name="Name">The name that the engine gave in its hello.</param>
/// <param name="Flags">What it is for.</param>
/// <param name="Peer">Who connected, from the kernel.</param>
public readonly record struct EngineSessionInfo(long Id, string Name, SessionFlags Flags, PeerCredentials Peer);
