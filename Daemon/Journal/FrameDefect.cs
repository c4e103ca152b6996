namespace Basisd.Journal;

/// <summary>What is wrong with bytes that should be a frame or a group .</summary>
public enum FrameDefect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Only zeros: the log ends here.</summary>
    EndOfLog,

    /// <summary>The group header is no group header of this place: magic, address, reserved bytes or checksum.</summary>
    GroupHeader,

    /// <summary>The group belongs to another journal.</summary>
    ForeignJournal,

    /// <summary>A length that cannot be.</summary>
    Length,

    /// <summary>The CRC32C does not fit the bytes.</summary>
    Checksum,

    /// <summary>Another sequence than the one that must follow.</summary>
    Sequence,

    /// <summary>The previous hash is not the hash of the frame before.</summary>
    Chain,

    /// <summary>The SHA-256 does not fit the bytes.</summary>
    Hash,

    /// <summary>Bytes that must be zero are not.</summary>
    Padding,

    /// <summary>Written by a newer format than this binary knows.</summary>
    NewerVersion,

    /// <summary>The segment file is missing.</summary>
    MissingSegment,

    /// <summary>The segment file has another length than segments have.</summary>
    SegmentLength,

    /// <summary>The device failed while reading.</summary>
    Unreadable,
}
