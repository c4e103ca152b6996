namespace Basisd.Journal;

/// <summary>Where a segment's first group stands.</summary>
/// <param name="FirstSequence">Its first sequence.</param>
/// <param name="Previous">Chain hash before it.</param>
internal readonly record struct SegmentOrigin(ulong FirstSequence, ChainHash Previous);
