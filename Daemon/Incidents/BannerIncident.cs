namespace Basisd.Incidents;

/// <summary>The incident that users may be referred to.</summary>
/// <param name="Number">Its number; 0: there was none yet.</param>
/// <param name="ClosedAt">When it was closed, Unix nanoseconds; null while it is open.</param>
public readonly record struct BannerIncident(long Number, long? ClosedAt);
