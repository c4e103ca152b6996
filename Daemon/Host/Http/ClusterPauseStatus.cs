namespace Basisd.Host.Http;

/// <summary>Whether operators suspended takeovers.</summary>
/// <param name="Paused">Whether it holds.</param>
/// <param name="By">Who said so.</param>
/// <param name="At">When, Unix ns.</param>
/// <param name="Reason">Why.</param>
public sealed record ClusterPauseStatus(bool Paused, string By, long At, string Reason);
