namespace Basisd.Journal;

/// <summary>A point of the chain.</summary>
/// <param name="Sequence">Sequence of the frame, 0 before the first.</param>
/// <param name="Hash">Chain hash up to and with it.</param>
public readonly record struct JournalHead(ulong Sequence, ChainHash Hash);
