namespace Basisd.Sims.Cluster;

/// <summary>A history that a plan aims at: what it takes is so much at once that mixed faults meet it too seldom.</summary>
internal enum SimAim : byte
{
    /// <summary>Mixed faults.</summary>
    None,

    /// <summary>An owner hears late that its renewal was written, shows the new deadline and stands still.</summary>
    LateAnswer,

    /// <summary>The last copy beside the owner's is hurt, and its owner dies while it is made anew.</summary>
    LastCopy,

    /// <summary>A follower falls silent while the call that admits it is under way, and its owner dies when it was carried out.</summary>
    LateAdmission,

    /// <summary>An owner is cut off with a tail that nobody else has, and follows again.</summary>
    ForeignTail,

    /// <summary>An owner is gone for good, and the claim of the only one that may follow it gets lost.</summary>
    LostClaim,

    /// <summary>A follower with a slow disk and its owner die together.</summary>
    SlowFollower,
}
