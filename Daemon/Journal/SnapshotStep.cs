namespace Basisd.Journal;

/// <summary>What a frame means for the snapshots of the log.</summary>
internal enum SnapshotStep
{
    /// <summary>An ordinary frame.</summary>
    None,

    /// <summary>A snapshot begins.</summary>
    Begun,

    /// <summary>A piece that fits.</summary>
    Continued,

    /// <summary>The snapshot is complete and its hash fits.</summary>
    Completed,

    /// <summary>A snapshot frame that fits nothing: the snapshot does not count.</summary>
    Broken,
}
