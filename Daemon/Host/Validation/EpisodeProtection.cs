using Basisd.Host.Replay;

namespace Basisd.Host.Validation;

/// <summary>When protection came in a crisis.</summary>
/// <param name="First">The first expected trip at or after the onset with which BSCB or DMM binds; null for none.</param>
/// <param name="Since">Since when BSCB or DMM was in force already at the onset, Unix ns; null when it was not.</param>
/// <param name="Scope">The scope of that; null when there was none.</param>
public sealed record EpisodeProtection(HistoryRow? First, long? Since, string? Scope);
