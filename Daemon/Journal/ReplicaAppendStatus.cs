namespace Basisd.Journal;

/// <summary>What became of frames that a follower received.</summary>
public enum ReplicaAppendStatus
{
    /// <summary>All are staged; they are durable when the committed sequence reaches the last one.</summary>
    Staged,

    /// <summary>There is no room for all: the rest is given again after the next signal of the journal.</summary>
    Full,

    /// <summary>A frame is not what must stand here: nothing of this call was staged, and who sent it is not to be believed.</summary>
    Refused,

    /// <summary>The journal has a fault or is closed.</summary>
    Ended,
}
