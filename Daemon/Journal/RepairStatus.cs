namespace Basisd.Journal;

/// <summary>How a repair ended.</summary>
public enum RepairStatus
{
    /// <summary>The journal is sound: nothing was done.</summary>
    Sound,

    /// <summary>A dry run: the repair would succeed.</summary>
    Possible,

    /// <summary>Repaired and verified again; the damaged log is kept.</summary>
    Repaired,

    /// <summary>Frames are missing in both, or the file is of another history: nothing was changed.</summary>
    Impossible,

    /// <summary>The node runs: nothing was changed.</summary>
    Locked,

    /// <summary>Directory, file or device: nothing was changed that matters; the message says what to do.</summary>
    Refused,
}
