namespace Basisd.Node;

/// <summary>Why an ordered command was not taken.</summary>
public enum CommandRefusal : byte
{
    /// <summary>It was.</summary>
    None = 0,

    /// <summary>Not a kind that is ordered so.</summary>
    Kind = 1,

    /// <summary>The mode of the platform or of the scope permits no cancel or no reduce: exposure is frozen.</summary>
    Frozen = 2,

    /// <summary>As many commands as the book holds are outstanding.</summary>
    NoRoom = 3,

    /// <summary>An argument is out of its range.</summary>
    Arguments = 4,

    /// <summary>A containment runs already.</summary>
    Busy = 5,

    /// <summary>The scope has no position, or the quantity of one is not known.</summary>
    Positions = 6,

    /// <summary>Nothing is to be reduced, or less is held than asked for.</summary>
    Nothing = 7,
}
