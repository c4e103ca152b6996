namespace Basisd.Controls;

/// <summary>A step of a containment as its entry in the journal names it. The numbers are never reused.</summary>
public enum ContainmentMove : byte
{
    /// <summary>It begins.</summary>
    Begun = 1,

    /// <summary>The open orders are gone, or the plan does not fit any more: the slices are to be planned.</summary>
    ToPlan = 2,

    /// <summary>The plan with its slices.</summary>
    Planned = 3,

    /// <summary>There is no plan, and what binds.</summary>
    NoPlan = 4,

    /// <summary>It ends.</summary>
    Ended = 5,
}
