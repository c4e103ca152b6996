namespace Basisd.Controls;

/// <summary>
/// How the wait for a command's effect ended (SPEC 8: "acknowledged" and "verified" are two facts). The numbers are the journal's; they are
/// never reused.
/// </summary>
public enum CommandFinding : byte
{
    /// <summary>It has not.</summary>
    None = 0,

    /// <summary>Venue records show the effect.</summary>
    Verified = 1,

    /// <summary>Acknowledged, and no venue record exists in which the effect could be read.</summary>
    NotReadable = 2,

    /// <summary>Withdrawn: it must not be told to anyone any more.</summary>
    Withdrawn = 3,
}
