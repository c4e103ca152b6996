using System;

namespace Basisd.Cluster;

/// <summary>What a node says of itself in a heartbeat.</summary>
[Flags]
public enum NodeHealth : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Its state directory and its clock are sound, and it may be asked to own a slot.</summary>
    Ready = 1,

    /// <summary>It reached the arbiter within the last renewal intervals.</summary>
    ArbiterSeen = 2,

    /// <summary>It is stopping.</summary>
    Stopping = 4,

    /// <summary>It knows an active DMM of the cluster.</summary>
    Dmm = 8,

    /// <summary>An engine is connected to it and lives.</summary>
    EngineAlive = 16,

    /// <summary>Its disk is below the free-space floor.</summary>
    LowDisk = 32,
}
