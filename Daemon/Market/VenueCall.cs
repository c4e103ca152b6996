namespace Basisd.Market;

/// <summary>The result of one call to a venue.</summary>
/// <param name="Second">Unix second.</param>
/// <param name="Outcome">0 ok, 1 timeout, 2 error: as on the wire.</param>
/// <param name="LatencyMs">Milliseconds that it took.</param>
public readonly record struct VenueCall(long Second, int Outcome, long LatencyMs);
