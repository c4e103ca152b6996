namespace Basisd.Journal;

/// <summary>Where a segment's first group stands.</summary>
/// <param name="FirstSequence">Its first sequence.</param>
/// <param name="Previous">Chain hash before it.</param>
/// <param name="FirstWallNs">Wall clock of its first frame, Unix ns; for retention by age alone.</param>
internal readonly record struct SegmentOrigin(ulong FirstSequence, ChainHash Previous, long FirstWallNs = 0);
