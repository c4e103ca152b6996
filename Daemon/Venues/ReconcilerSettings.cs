namespace Basisd.Venues;

/// <summary>What reconciliation is told: where, and how long a difference may be a matter of timing. There is no tolerance on amounts.</summary>
/// <param name="Gateways">By venue, whether its records come from a gateway.</param>
/// <param name="TripPolls">Complete polls that must show a difference, 1 to 1_000. SPEC 5: 2.</param>
/// <param name="TripAgeNs">Age at which a difference counts whatever the polls, nanoseconds. SPEC 5: 5 s.</param>
/// <param name="PollMaxAgeNs">Age beyond which the latest complete poll says nothing any more, nanoseconds.</param>
public sealed record ReconcilerSettings(bool[] Gateways, int TripPolls, long TripAgeNs, long PollMaxAgeNs);
