namespace Basisd.Cluster;

/// <summary>How a call to the arbiter ended.</summary>
public enum ArbiterOutcome : byte
{
    /// <summary>Read, or swapped.</summary>
    Done = 0,

    /// <summary>Not swapped: the key had another revision. <see cref="ArbiterReply.View"/> holds at least that key as it is.</summary>
    Conflict = 1,

    /// <summary>No answer, or one that does not say: it may have been carried out, now or later.</summary>
    Unknown = 2,

    /// <summary>Certainly not carried out: no member was reached, or it was refused before anything was written.</summary>
    Failed = 3,
}
