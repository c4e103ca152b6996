namespace Basisd.Controls;

/// <summary>Where a containment stands (SPEC 8: cancel → confirm → reduce). The numbers are the snapshot's.</summary>
public enum ContainmentStep : byte
{
    /// <summary>None runs.</summary>
    Idle = 0,

    /// <summary>The open orders are to be cancelled, and it is to be confirmed that they are.</summary>
    Cancelling = 1,

    /// <summary>They are gone; the slices are to be planned.</summary>
    Planning = 2,

    /// <summary>The slices are told one after another, each when the one before it is confirmed.</summary>
    Reducing = 3,
}
