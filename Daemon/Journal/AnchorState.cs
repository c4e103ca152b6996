namespace Basisd.Journal;

/// <summary>What the anchor file is worth.</summary>
public enum AnchorState
{
    /// <summary>At least one slot is valid.</summary>
    Valid,

    /// <summary>There is no anchor file.</summary>
    Missing,

    /// <summary>The file is there, but no slot in it is valid.</summary>
    Invalid,

    /// <summary>Written by a newer format than this binary knows.</summary>
    NewerFormat,

    /// <summary>It could not be read.</summary>
    Unreadable,
}
