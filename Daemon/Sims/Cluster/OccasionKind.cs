namespace Basisd.Sims.Cluster;

/// <summary>What can happen in the made-up world.</summary>
internal enum OccasionKind : byte
{
    /// <summary>The node's clock goes on.</summary>
    Tick,

    /// <summary>A heartbeat (<see cref="Occasion.What"/>) arrives.</summary>
    Beat,

    /// <summary>A call (<see cref="Occasion.What"/>) reaches the arbiter; of no node's life.</summary>
    CallArrives,

    /// <summary>The end of a call (<see cref="Occasion.What"/>) reaches its node.</summary>
    CallEnds,

    /// <summary>A follower's request for frames reaches the owner.</summary>
    Pull,

    /// <summary>The answer to it (<see cref="Occasion.What"/>) reaches the follower.</summary>
    Pulled,

    /// <summary>A sync of a slot's journal is through, up to <see cref="Occasion.Sequence"/>.</summary>
    Synced,

    /// <summary>The owner's loop has something to write.</summary>
    Work,

    /// <summary>The takeover of a slot reaches its reconciliation.</summary>
    Reconcile,

    /// <summary>The takeover of a slot is through.</summary>
    Opened,

    /// <summary>A slot's loop has stopped.</summary>
    Stopped,

    /// <summary>A slot's engine looks at its gate; of the machine's life.</summary>
    Engine,

    /// <summary>The question of a peer without arbiter arrives.</summary>
    FailsafeAsked,

    /// <summary>The answer of a peer to it arrives.</summary>
    FailsafeAnswered,

    /// <summary>A node that was frozen goes on.</summary>
    Thaw,

    /// <summary>A node's process starts.</summary>
    Start,

    /// <summary>A fault (<see cref="Occasion.What"/>) begins; of no node's life.</summary>
    FaultBegins,

    /// <summary>It ends; of no node's life.</summary>
    FaultEnds,

    /// <summary>The verb that systemd runs after a crash releases the slots of the life that died.</summary>
    ReleaseVerb,

    /// <summary>A fence command confirms that <see cref="Occasion.Peer"/> has no power.</summary>
    PowerOff,

    /// <summary>Somebody looks whether the silence of <see cref="Occasion.Peer"/> was noticed; of no node's life.</summary>
    SilenceDue,

    /// <summary>An operator allows what a node refused.</summary>
    Permit,

    /// <summary>An operator or a trigger acts; <see cref="Occasion.Number"/> is a <see cref="SimFaultKind"/>.</summary>
    Act,

    /// <summary>A command of a slot's loop to the core: DMM entered or resumed.</summary>
    Told,

    /// <summary>The world heals, or looks whether it is well; of no node's life.</summary>
    Health,
}
