namespace Basisd.Controls;

/// <summary>Why a containment ended. The numbers are the journal's; they are never reused.</summary>
public enum ContainmentEnd : byte
{
    /// <summary>It has not.</summary>
    None = 0,

    /// <summary>Nothing is left to reduce.</summary>
    Done = 1,

    /// <summary>Exposure is frozen, or the mode that asked for it is over: nothing more may be sent.</summary>
    NotPermitted = 2,

    /// <summary>A containment of the whole platform took its place.</summary>
    Replaced = 3,

    /// <summary>A command of it was withdrawn.</summary>
    Withdrawn = 4,
}
