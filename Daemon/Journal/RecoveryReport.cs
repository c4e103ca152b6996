namespace Basisd.Journal;

/// <summary>What recovery found, for the log and the operator.</summary>
/// <param name="Created">The journal is new.</param>
/// <param name="Id">The journal.</param>
/// <param name="FirstSequence">First kept sequence.</param>
/// <param name="LastSequence">Last verified sequence, 0 for an empty journal.</param>
/// <param name="Head">Chain hash of the last verified frame.</param>
/// <param name="SnapshotSequence">Begin of the snapshot that replay starts from, 0 for none.</param>
/// <param name="Segments">Segment files that are there.</param>
/// <param name="DroppedBytes">Bytes of an uncommitted tail that were cut off and zeroed; 0 for a clean end.</param>
/// <param name="DroppedFrom">Log address where the cut was made.</param>
/// <param name="DropReason">What the first of those bytes were.</param>
/// <param name="ValidAnchorSlots">2, or 1 when one slot was hurt or torn (it is written anew).</param>
public sealed record RecoveryReport(
    bool Created,
    JournalId Id,
    ulong FirstSequence,
    ulong LastSequence,
    ChainHash Head,
    ulong SnapshotSequence,
    int Segments,
    long DroppedBytes,
    long DroppedFrom,
    FrameDefect DropReason,
    int ValidAnchorSlots);
