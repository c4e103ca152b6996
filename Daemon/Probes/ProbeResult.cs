namespace Basisd.Probes;

/// <summary>One probe that ended.</summary>
/// <param name="Venue">Index of the venue.</param>
/// <param name="Outcome">How.</param>
/// <param name="LatencyNs">From the beginning to the end of the answer, or to the failure, real nanoseconds.</param>
/// <param name="Detail">Why it failed, one printable line of at most <see cref="MaxDetail"/> characters; empty when it did not.</param>
public readonly record struct ProbeResult(int Venue, ProbeOutcome Outcome, long LatencyNs, string Detail)
{
    /// <summary>Longest detail, in characters: part of it may be the venue's own words.</summary>
    public const int MaxDetail = 200;
}
