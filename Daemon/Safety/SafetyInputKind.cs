namespace Basisd.Safety;

/// <summary>The inputs of the safety state machine. They are journaled, and replaying them gives the same state. Numbers are never reused.</summary>
public enum SafetyInputKind : byte
{
    /// <summary>A cause is latched, or a cleared one trips again.</summary>
    Latch = 1,

    /// <summary>An active cause got worse: higher severity, or systemic now.</summary>
    Worsen = 2,

    /// <summary>The clear condition of an active cause held for its hold time.</summary>
    Clear = 3,

    /// <summary>The checks of a recovery stage passed.</summary>
    StagePassed = 4,

    /// <summary>A signed resumption was verified and all six criteria hold.</summary>
    Resume = 5,

    /// <summary>A signed containment order was verified: cancel and reduce in DMM.</summary>
    Contain = 6,

    /// <summary>
    /// A mismatch found while a takeover of its venue is unresolved: P1, and a breaker on its own scope, nothing wider (SPEC 12). A cause that is
    /// active
    /// already is raised to it.
    /// </summary>
    LatchScoped = 7,

    /// <summary>
    /// The signed resumption of the cluster's DMM was verified (SPEC 12). Evidence: measured is the cluster's DMM epoch, the threshold the core time
    /// at which this slot entered it.
    /// </summary>
    ClusterResume = 8,
}
