namespace Basisd.Journal;

/// <summary>Where a complete snapshot begins, and what a walk needs to start there.</summary>
/// <param name="BeginSequence">Sequence of its begin frame: the state is the one before every later frame.</param>
/// <param name="GroupAddress">Address of the group that holds the begin frame.</param>
/// <param name="GroupFirstSequence">First sequence of that group.</param>
/// <param name="GroupPrevious">Chain hash before that group.</param>
public readonly record struct SnapshotPoint(ulong BeginSequence, long GroupAddress, ulong GroupFirstSequence, ChainHash GroupPrevious);
