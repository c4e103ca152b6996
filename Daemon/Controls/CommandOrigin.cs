namespace Basisd.Controls;

/// <summary>Why a command was issued. The numbers are the journal's; they are never reused.</summary>
public enum CommandOrigin : byte
{
    /// <summary>It follows from a transition: the halt of DMM.</summary>
    Transition = 0,

    /// <summary>An operator ordered it.</summary>
    Operator = 1,

    /// <summary>A step of a containment: cancel, confirm, reduce.</summary>
    Containment = 2,

    /// <summary>The slot was taken over, or is let go.</summary>
    Ownership = 3,
}
