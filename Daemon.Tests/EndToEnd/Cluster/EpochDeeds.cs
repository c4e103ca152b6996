namespace Basisd.Tests.EndToEnd.Cluster;

/// <summary>Orders and cancellations of one epoch at the venue: how many passed its fence and were refused there, and when the first and the last
/// passed, Unix ns.</summary>
internal readonly record struct EpochDeeds(long Epoch, long Accepted, long Refused, long First, long Last);
