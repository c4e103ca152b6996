using System.Collections.Generic;

namespace Basisd.Journal;

/// <summary>The verified prefix of a log: what FASTER is told, and what the journal goes on from.</summary>
internal sealed class RecoveredLog
{
    /// <summary>The anchor it was checked against.</summary>
    public required Anchor Anchor { get; init; }

    /// <summary>End of the last verified group.</summary>
    public required long End { get; init; }

    /// <summary>Sequence of the next frame.</summary>
    public required ulong NextSequence { get; init; }

    /// <summary>Chain hash of the last verified frame.</summary>
    public required ChainHash Head { get; init; }

    /// <summary>For each kept segment, where its first group stands in sequence and chain.</summary>
    public required Dictionary<int, SegmentOrigin> Origins { get; init; }

    /// <summary>Complete snapshots.</summary>
    public required SnapshotLedger Snapshots { get; init; }

    /// <summary>Segments below the base that an interrupted truncation left; they may go.</summary>
    public required IReadOnlyList<int> Leftovers { get; init; }

    /// <summary>Highest segment file, -1 for none.</summary>
    public required int LastSegment { get; init; }

    /// <summary>End of the last byte behind <see cref="End"/> that is not zero.</summary>
    public required long DirtyUntil { get; init; }

    /// <summary>Address of the last verified group, -1 when there is none.</summary>
    public required long LastGroupAddress { get; init; }

    /// <summary>Where that group stands in sequence and chain.</summary>
    public required SegmentOrigin LastGroup { get; init; }

    /// <summary>What stands behind the end.</summary>
    public required FrameDefect Stop { get; init; }

    /// <summary>The snapshot that runs at the end of the log, if one does: a copy goes on with it. Whoever takes this log disposes it.</summary>
    public required SnapshotCheck Run { get; init; }

    /// <summary>Highest epoch of any frame.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>Payload of the last signed statement about the head; null for none.</summary>
    public byte[]? SignedHead { get; init; }
}
