namespace Basisd.Journal;

/// <summary>What a follower is told that asks for the frames behind its last one.</summary>
public enum FramePullKind
{
    /// <summary>Frames that follow.</summary>
    Frames,

    /// <summary>The position is the last durable one: nothing more now.</summary>
    Current,

    /// <summary>What follows was cut off, or there is nothing in common: the copy begins anew from <see cref="FramePullAnswer.Base"/>.</summary>
    FromSnapshot,

    /// <summary>
    /// The follower's last frame is not in this log. It goes back to its own last frame that is neither behind
    /// <see cref="FramePullAnswer.CommonSequence"/> nor of an epoch above <see cref="FramePullAnswer.CommonEpoch"/>, and asks from there; it cuts
    /// its log only when frames or <see cref="Current"/> were the answer.
    /// </summary>
    Diverged,

    /// <summary>
    /// The follower's last frame is not in this log, and no frame of a higher epoch stands here that says that this log holds: the follower cuts
    /// nothing and asks again later, when the owner has written its takeover.
    /// </summary>
    Ahead,

    /// <summary>The follower's log is of another journal.</summary>
    Foreign,

    /// <summary>Two histories under one epoch: a broken promise of the cluster, for an operator. Nothing may be cut.</summary>
    Conflict,

    /// <summary>This log did not give its own durable frames; see <see cref="FramePullAnswer.Message"/>.</summary>
    Failed,
}
