namespace Basisd.Probes.Gateway;

/// <summary>How venue gateways are polled, in real time.</summary>
/// <param name="IntervalNs">From the beginning of a poll to that of the next one of the same venue, ns, above 0.</param>
/// <param name="TimeoutNs">After which one request has failed, body included, ns, above 0.</param>
/// <param name="PageSize">Items asked for at a time, 1 to <see cref="MaxPageSize"/>.</param>
/// <param name="MaxBodyBytes">Longest body that is read, bytes.</param>
/// <param name="RetriesPerMinute">Requests that may be repeated per minute and venue, 0 or more.</param>
public sealed record GatewayOptions(long IntervalNs, long TimeoutNs, int PageSize, int MaxBodyBytes, int RetriesPerMinute)
{
    /// <summary>Largest page of the contract.</summary>
    public const int MaxPageSize = 1_000;

    /// <summary>A poll as a whole may take as long as this many requests that all end just before their timeout.</summary>
    public const int TimeoutsPerPoll = 10;
}
