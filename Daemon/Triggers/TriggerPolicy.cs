namespace Basisd.Triggers;

/// <summary>What every trigger has beside its thresholds (SPEC 5).</summary>
/// <param name="Enabled">Whether the trigger is evaluated at all.</param>
/// <param name="Shadow">Evaluate and record, never act.</param>
/// <param name="HoldNs">Base time that the clear condition must hold, nanoseconds; doubled by recent trips. 0: the trigger counts by itself.</param>
public sealed record TriggerPolicy(bool Enabled, bool Shadow, long HoldNs);
