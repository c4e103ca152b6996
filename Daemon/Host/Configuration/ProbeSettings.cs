namespace Basisd.Host.Configuration;

/// <summary>Timing of health probes (SPEC 9), in ns.</summary>
/// <param name="IntervalNs">Between two probes of a venue.</param>
/// <param name="TimeoutNs">After which a probe has failed.</param>
public sealed record ProbeSettings(long IntervalNs, long TimeoutNs);
