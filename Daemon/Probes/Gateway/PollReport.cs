namespace Basisd.Probes.Gateway;

/// <summary>One poll that ended.</summary>
/// <param name="Venue">Index of the venue.</param>
/// <param name="Outcome">How.</param>
/// <param name="Detail">Why it failed, one printable line; empty when it did not.</param>
/// <param name="DurationNs">From its first request to its end, real nanoseconds.</param>
/// <param name="Retries">Requests that were repeated in it.</param>
/// <param name="Records">Records of the venue that it brought; 0 when it failed.</param>
/// <param name="AsOf">The venue's sequence that it read up to; 0 when it failed.</param>
public sealed record PollReport(int Venue, GatewayOutcome Outcome, string Detail, long DurationNs, long Retries, int Records, long AsOf);
