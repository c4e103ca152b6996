namespace Basisd.Sims.Cluster;

/// <summary>What can go wrong in the made-up world, and what operators and engines do meanwhile.</summary>
internal enum SimFaultKind : byte
{
    /// <summary>A process is killed and comes back; the gate pages and the engine stay.</summary>
    Kill,

    /// <summary>A machine loses power and comes back, with another clock.</summary>
    PowerCut,

    /// <summary>A process stands still; its engine does not.</summary>
    Freeze,

    /// <summary>A process stands still between two effects of one step.</summary>
    FreezeBetween,

    /// <summary>A machine sleeps: engine and process stand still, CLOCK_BOOTTIME goes on.</summary>
    Suspend,

    /// <summary>The wall clock jumps.</summary>
    WallStep,

    /// <summary>A set of nodes is cut off from the others, both ways.</summary>
    Partition,

    /// <summary>A node is not heard by another one, but hears it.</summary>
    OneWay,

    /// <summary>Datagrams are lost, doubled and late.</summary>
    Lossy,

    /// <summary>A node does not reach the arbiter.</summary>
    ArbiterCut,

    /// <summary>The arbiter has no quorum.</summary>
    QuorumLost,

    /// <summary>The arbiter's leader changes: no answer meanwhile, then a higher term.</summary>
    LeaderChange,

    /// <summary>The arbiter answers slowly.</summary>
    SlowArbiter,

    /// <summary>Answers of the arbiter are lost, and calls are carried out late.</summary>
    OddArbiter,

    /// <summary>Members of the arbiter show what was long ago.</summary>
    StaleArbiter,

    /// <summary>Syncs of a node take long.</summary>
    SlowDisk,

    /// <summary>A sync fails: the process ends.</summary>
    SyncError,

    /// <summary>A copy at rest is hurt: found at the next start.</summary>
    Damage,

    /// <summary>The engine of a slot gives no sign.</summary>
    EngineSilent,

    /// <summary>An operator moves a slot.</summary>
    Switchover,

    /// <summary>A process is stopped cleanly, and started again.</summary>
    Stop,

    /// <summary>A slot enters DMM.</summary>
    EnterDmm,

    /// <summary>Operators sign the resumption.</summary>
    Resume,

    /// <summary>Operators suspend takeovers.</summary>
    PauseTakeovers,

    /// <summary>The owner of the slot whose record changes next is struck at that very moment.</summary>
    StrikeAtChange,

    /// <summary>A machine is gone for good; in aimed plans alone.</summary>
    Gone,
}
