using System;

namespace Basisd.Node;

/// <summary>
/// Guards of the node against what a failover could lose or widen, each of which a test may take away: a guard whose absence no checker notices
/// guards nothing. In earnest nothing is taken away.
/// </summary>
[Flags]
internal enum NodeGuards
{
    /// <summary>Nothing is taken away.</summary>
    None = 0,

    /// <summary>A takeover holds permissions until it is reconciled.</summary>
    HoldsTakeover = 1 << 0,

    /// <summary>The engine is activated once each venue is reconciled, known to differ, or late.</summary>
    AwaitsSettlement = 1 << 1,

    /// <summary>A venue is let go by a poll that leaves nothing in flight and nothing that differs.</summary>
    LeavesNothingInFlight = 1 << 2,

    /// <summary>In a cluster a resumption is of the cluster's epoch that holds.</summary>
    ResumesOfCluster = 1 << 3,
}
