namespace Basisd.Linux;

/// <summary>Who is at the other end of a Unix socket, as the kernel recorded it when the peer connected (SO_PEERCRED).</summary>
/// <param name="ProcessId">Process id, 0 when it is not visible from here.</param>
/// <param name="UserId">Effective user id.</param>
/// <param name="GroupId">Effective group id.</param>
public readonly record struct PeerCredentials(int ProcessId, uint UserId, uint GroupId);
