namespace Basisd.Journal;

/// <summary>
/// The durable high-water mark: what was committed when it was written, and where the kept log begins. A log that
/// recovers to less than this has lost acknowledged frames. It is never ahead of durable data.
/// </summary>
/// <param name="Id">The journal.</param>
/// <param name="Geometry">Page and segment sizes of the log.</param>
/// <param name="Generation">Counts the writes; the higher valid slot wins.</param>
/// <param name="Sequence">Last committed sequence, 0 for an empty journal.</param>
/// <param name="Hash">Chain hash of that frame.</param>
/// <param name="EndAddress">End of its group.</param>
/// <param name="BaseSegment">First kept segment; lower ones were cut off on purpose.</param>
/// <param name="BaseSequence">Sequence of the first frame in it.</param>
/// <param name="BasePrevious">Chain hash before that frame.</param>
public readonly record struct Anchor(
    JournalId Id,
    JournalGeometry Geometry,
    ulong Generation,
    ulong Sequence,
    ChainHash Hash,
    long EndAddress,
    int BaseSegment,
    ulong BaseSequence,
    ChainHash BasePrevious);
