namespace Basisd.Journal;

/// <summary>The ways in which a journal can be less than it must be .</summary>
public enum IntegrityFailureKind
{
    /// <summary>Segments without an anchor: how much there should be is not known.</summary>
    AnchorMissing,

    /// <summary>No slot of the anchor is valid.</summary>
    AnchorInvalid,

    /// <summary>The verified log ends before the anchor: committed frames are lost or hurt.</summary>
    BelowAnchor,

    /// <summary>The frame at the anchor's sequence has another hash than the anchor.</summary>
    AnchorMismatch,

    /// <summary>A segment file is missing.</summary>
    SegmentMissing,

    /// <summary>A segment file has the wrong length.</summary>
    SegmentLength,

    /// <summary>Hurt bytes with later valid groups behind them.</summary>
    HurtBeforeValid,

    /// <summary>A group of another journal.</summary>
    ForeignGroup,

    /// <summary>Bytes that fit their checksum, but not the log before them: altered, or written by a bug.</summary>
    Altered,

    /// <summary>The log was cut and holds no complete snapshot of what was cut off.</summary>
    SnapshotMissing,

    /// <summary>Bytes that were verified in this start read back otherwise when they were to be replayed.</summary>
    ReadDiffers,

    /// <summary>Nothing is hurt: a frame or group of a newer format stands here.</summary>
    NewerFormat,
}
