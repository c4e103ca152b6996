using Basisd.Safety;

namespace Basisd.Host.Validation;

/// <summary>How near a trigger came to its limit.</summary>
/// <param name="Trigger">The trigger.</param>
/// <param name="QuietPpm">Highest share of the limit on quiet days, ppm; 0 where it measured nothing.</param>
/// <param name="CrisisPpm">The same in crises.</param>
/// <param name="QuietTrips">Trips on quiet days.</param>
/// <param name="CrisisTrips">Trips in crises.</param>
public sealed record TriggerNearness(TriggerId Trigger, long QuietPpm, long CrisisPpm, int QuietTrips, int CrisisTrips);
