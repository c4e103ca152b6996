namespace Basisd.Cluster;

/// <summary>Whether operators suspended takeovers (SPEC 12). Owners go on; a node that restarts may claim its own slot.</summary>
/// <param name="Paused">Whether it holds.</param>
/// <param name="By">Who said so.</param>
/// <param name="At">Wall time, Unix ns.</param>
/// <param name="Reason">Why.</param>
public sealed record PauseRecord(bool Paused, string By, long At, string Reason);
