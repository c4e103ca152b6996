namespace Basisd.Cluster;

/// <summary>What <see cref="ClusterCore"/> is told.</summary>
public enum ClusterInputKind : byte
{
    /// <summary>Time went on; at least every 10 ms.</summary>
    Tick = 0,

    /// <summary><see cref="ClusterInput.Reply"/> ends a call.</summary>
    Arbiter = 1,

    /// <summary><see cref="ClusterInput.Beat"/> came from a peer, authenticated and newer than the ones before.</summary>
    Heartbeat = 2,

    /// <summary>
    /// <see cref="ClusterInput.Copy"/> says how this node's copy of <see cref="ClusterInput.Slot"/> stands; at every change, and on start.
    /// </summary>
    Copy = 3,

    /// <summary>
    /// A follower acknowledged: <see cref="ClusterInput.Node"/> has the slot durable up to <see cref="ClusterInput.Sequence"/>. Owner only.
    /// </summary>
    Acknowledged = 4,

    /// <summary>The takeover of the slot under <see cref="ClusterInput.Sequence"/> (its epoch) is through: the owner acts.</summary>
    Opened = 5,

    /// <summary>
    /// The slot's loop has stopped after <see cref="ClusterEffectKind.Close"/> or <see cref="ClusterEffectKind.Fence"/>, and the stop bound has
    /// passed since its gate closed. Exactly once for each.
    /// </summary>
    Stopped = 6,

    /// <summary>The slot's engine lives (<see cref="ClusterInput.Flag"/>) or is silent. Owner only; told at changes.</summary>
    Engine = 7,

    /// <summary>A peer asks whether it may go on without the arbiter: node, slot, and its epoch in <see cref="ClusterInput.Sequence"/>.</summary>
    FailsafeAsked = 8,

    /// <summary>
    /// A peer's answer to our asking: node, slot, epoch in <see cref="ClusterInput.Sequence"/>, yes in <see cref="ClusterInput.Flag"/>; <see
    /// cref="ClusterInput.Id"/> is the asking's.
    /// </summary>
    FailsafeAnswered = 9,

    /// <summary>A slot of this node entered DMM by its own decision.</summary>
    DmmEntered = 10,

    /// <summary>
    /// The control slot of this node committed a resumption of DMM epoch <see cref="ClusterInput.Sequence"/>: <see cref="ClusterInput.Bytes"/>.
    /// </summary>
    DmmResumed = 11,

    /// <summary>
    /// An operator asks for a switchover of the slot to a node, or to any (-1). <see cref="ClusterInput.Id"/> comes back in the answer.
    /// </summary>
    Switchover = 12,

    /// <summary>An operator allows one takeover of the slot in spite of anti-flapping.</summary>
    Permit = 13,

    /// <summary>
    /// An operator pauses takeovers (<see cref="ClusterInput.Flag"/>) or ends the pause; <see cref="ClusterInput.Pause"/> says who and why.
    /// </summary>
    Pause = 14,

    /// <summary>A fence command confirmed that a node has no power.</summary>
    PowerOff = 15,

    /// <summary>The process is asked to stop: every slot is released.</summary>
    Stop = 16,
}
