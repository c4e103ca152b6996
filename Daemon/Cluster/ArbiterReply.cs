namespace Basisd.Cluster;

/// <summary>The end of an <see cref="ArbiterCall"/>.</summary>
/// <param name="Id">Number of the call.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="SentAt">CLOCK_BOOTTIME at which the call was sent for the first time, ns: before it can have had any effect.</param>
/// <param name="ModRevision">Revision that a swap that was done gave to its key; 0 else.</param>
/// <param name="View">What was seen; null where nothing was.</param>
public sealed record ArbiterReply(long Id, ArbiterOutcome Outcome, long SentAt, long ModRevision, ArbiterView? View);
