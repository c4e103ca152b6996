namespace Basisd.Sims.Cluster;

/// <summary>What a made-up journal entry does to the state.</summary>
internal enum SimEntryKind : byte
{
    /// <summary>A new epoch: everything is denied but reduction.</summary>
    Takeover,

    /// <summary>All orders up to a number are accounted for.</summary>
    Resolve,

    /// <summary>Permissions are taken away.</summary>
    Tighten,

    /// <summary>Permissions are given back.</summary>
    Loosen,

    /// <summary>The slot enters DMM by its own decision; the cluster's epoch is not known yet.</summary>
    Latch,

    /// <summary>The cluster's DMM of an epoch holds here.</summary>
    EnterDmm,

    /// <summary>A signed resumption of an epoch was accepted (control slot).</summary>
    Resume,

    /// <summary>The slot leaves the DMM of an epoch.</summary>
    LeaveDmm,

    /// <summary>An entry of a real core.</summary>
    Core,
}
