namespace Basisd.Host.Http;

/// <summary>Where a connection came in.</summary>
/// <param name="IsAdmin">Whether over the admin socket.</param>
/// <param name="Peer">Who is there; null over TCP, and where the kernel does not say.</param>
internal sealed record ConnectionOrigin(bool IsAdmin, PeerCredentials? Peer);
