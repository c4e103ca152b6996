using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>What every trigger has beside its thresholds (SPEC 5).</summary>
/// <param name="Enabled">Whether the trigger is evaluated at all.</param>
/// <param name="Shadow">Evaluate and record, never act.</param>
/// <param name="HoldNs">Base time that the clear condition must hold, nanoseconds; doubled by recent trips. 0: the trigger counts by itself.</param>
/// <param name="MaxAgeNs">
/// Oldest input that the trigger lets speak, nanoseconds, above 0: an older one is no data, and two clear verdicts further apart do
/// not vouch for the time between them.
/// </param>
public sealed record TriggerPolicy(bool Enabled, bool Shadow, long HoldNs, long MaxAgeNs = 2 * FixedPoint.Minute);
