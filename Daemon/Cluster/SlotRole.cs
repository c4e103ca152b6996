namespace Basisd.Cluster;

/// <summary>What a node is to a slot.</summary>
public enum SlotRole : byte
{
    /// <summary>It follows the owner, or waits for one.</summary>
    Follower = 0,

    /// <summary>A claim was sent and its outcome is open.</summary>
    Claiming = 1,

    /// <summary>It owns the slot and takes it over: nothing is permitted yet that waits for reconciliation.</summary>
    TakingOver = 2,

    /// <summary>It owns the slot and acts.</summary>
    Owner = 3,

    /// <summary>It owns the slot, has closed its gate, and waits until what is staged is committed before it lets go.</summary>
    Releasing = 4,

    /// <summary>Its right has ended; it stops acting and becomes a follower once its loop has stopped.</summary>
    Fenced = 5,
}
