namespace Basisd.Host.Cluster;

/// <summary>What a slot is told to do.</summary>
internal enum SlotTurnKind
{
    /// <summary>Follow an owner, or nobody.</summary>
    Follow,

    /// <summary>Act for it.</summary>
    TakeOver,

    /// <summary>Stop acting, in order.</summary>
    Close,

    /// <summary>Its right has ended: what still runs is cleared away.</summary>
    Fence,
}
