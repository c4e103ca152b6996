namespace Basisd.Safety;

/// <summary>Life of a cause (SPEC 1). A released cause leaves the state; the journal keeps it.</summary>
public enum CauseStatus : byte
{
    /// <summary>Slot not in use.</summary>
    Free = 0,

    /// <summary>The condition holds.</summary>
    Active = 1,

    /// <summary>The clear condition held for its hold time; recovery may begin.</summary>
    Cleared = 2,
}
