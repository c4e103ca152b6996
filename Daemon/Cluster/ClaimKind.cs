namespace Basisd.Cluster;

/// <summary>By what a slot may be claimed.</summary>
public enum ClaimKind : byte
{
    /// <summary>It may not: nothing is known of it.</summary>
    None = 0,

    /// <summary>Its key does not exist.</summary>
    Create = 1,

    /// <summary>Its owner is an earlier life of this very node, which the lock on the state directory proves dead.</summary>
    Own = 2,

    /// <summary>Its owner let it go.</summary>
    Released = 3,

    /// <summary>Its owner has no power.</summary>
    PowerOff = 4,

    /// <summary>Its owner gives no sign.</summary>
    Silent = 5,
}
