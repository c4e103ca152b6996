namespace Basisd.Cluster;

/// <summary>What <see cref="ClusterCore"/> asks of the world.</summary>
public enum ClusterEffectKind : byte
{
    /// <summary>Send <see cref="ClusterEffect.Call"/> to the arbiter.</summary>
    Call = 0,

    /// <summary>Send a heartbeat to every peer, made by <see cref="ClusterCore.WriteHeartbeat"/>.</summary>
    Beat = 1,

    /// <summary>
    /// The slot is owned under <see cref="ClusterEffect.Epoch"/>: take it over. <see cref="ClusterEffect.Until"/> is its first deadline.
    /// </summary>
    TakeOver = 2,

    /// <summary>The owner may act until <see cref="ClusterEffect.Until"/> (CLOCK_BOOTTIME ns): the gate page is never valid beyond it.</summary>
    Deadline = 3,

    /// <summary>Entries up to <see cref="ClusterEffect.Sequence"/> are committed: durable here and on every member of the in-sync set.</summary>
    Committed = 4,

    /// <summary>Close the slot's gate, take nothing in, commit what is staged, stop its loop; then <see cref="ClusterInputKind.Stopped"/>.</summary>
    Close = 5,

    /// <summary>The right has ended: stop the slot's loop at once, append nothing; then <see cref="ClusterInputKind.Stopped"/>.</summary>
    Fence = 6,

    /// <summary>Follow <see cref="ClusterEffect.Node"/>, owner under <see cref="ClusterEffect.Epoch"/>; node -1: nobody.</summary>
    Follow = 7,

    /// <summary>Ask every node but this one whether the slot may go on under the epoch; <see cref="ClusterEffect.Id"/> is the asking.</summary>
    AskFailsafe = 8,

    /// <summary>Answer <see cref="ClusterInputKind.FailsafeAsked"/>: <see cref="ClusterEffect.Flag"/>.</summary>
    AnswerFailsafe = 9,

    /// <summary>The cluster's DMM of <see cref="ClusterEffect.Epoch"/> holds: every owned slot enters.</summary>
    EnterDmm = 10,

    /// <summary>
    /// The cluster's DMM of the epoch has ended by <see cref="ClusterEffect.Bytes"/>: verify the signatures, then let every owned slot leave.
    /// </summary>
    LeaveDmm = 11,

    /// <summary>A peer is silent (<see cref="ClusterEffect.Flag"/>) or back.</summary>
    Peer = 12,

    /// <summary>
    /// Answer of an operator's act <see cref="ClusterEffect.Id"/>: <see cref="ClusterEffect.Flag"/>, <see cref="ClusterEffect.Event"/> says why
    /// not.
    /// </summary>
    Answer = 13,

    /// <summary>Something to tell people: <see cref="ClusterEffect.Event"/>.</summary>
    Event = 14,

    /// <summary>Every slot is released or lost: the process may end.</summary>
    Done = 15,
}
