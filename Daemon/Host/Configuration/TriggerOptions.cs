using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Host.Configuration;

/// <summary>The configured numbers of one trigger, by the last key of their path.</summary>
/// <param name="Trigger">Which trigger.</param>
/// <param name="Enabled">Whether it is evaluated.</param>
/// <param name="Shadow">Evaluate and record, never act.</param>
/// <param name="Values">Thresholds in ppm, counts, and ns, for example <c>ratio_ppm</c>, <c>hold</c>.</param>
public sealed record TriggerOptions(TriggerId Trigger, bool Enabled, bool Shadow, IReadOnlyDictionary<string, long> Values)
{
    /// <summary>A threshold by its key.</summary>
    /// <exception cref="KeyNotFoundException">The trigger has no such setting: a bug of the caller.</exception>
    public long this[string key] => Values[key];

    /// <summary>The base hold, ns; 0 where the trigger's own count clears.</summary>
    public long HoldNs => Values.GetValueOrDefault("hold");

    /// <summary>Oldest input that speaks, ns; null where the trigger has no such setting.</summary>
    public long? MaxAgeNs => Values.TryGetValue("max_age", out long age) ? age : null;
}
