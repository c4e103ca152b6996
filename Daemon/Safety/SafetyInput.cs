namespace Basisd.Safety;

/// <summary>One input of <see cref="SafetyState.Step"/>: a journaled fact with its core time.</summary>
public struct SafetyInput
{
    /// <summary>What it is.</summary>
    public SafetyInputKind Kind;

    /// <summary>Core time, Unix nanoseconds.</summary>
    public long At;

    /// <summary>Scope that it concerns.</summary>
    public int Scope;

    /// <summary>Trigger of the cause (latch, worsen, clear).</summary>
    public TriggerId Trigger;

    /// <summary>Severity of the cause (latch, worsen).</summary>
    public Severity Severity;

    /// <summary>Whether the failure mode is not classified: unclassified means DMM (SPEC 6).</summary>
    public bool Unclassified;

    /// <summary>Escalation origin of a trip, see <see cref="Trip"/>.</summary>
    public int Origin;

    /// <summary>Evidence: of the trip (latch, worsen), or of its having cleared (clear), which the transition to RECOVERY then names.</summary>
    public Evidence Evidence;

    /// <summary>The stage that passed (stage passed).</summary>
    public byte Stage;

    /// <summary>Checks that passed (stage passed).</summary>
    public RecoveryChecks Checks;

    /// <summary>Criteria that hold (resume).</summary>
    public ResumptionCriteria Criteria;

    /// <summary>The DMM epoch that the signatures are bound to (resume, contain).</summary>
    public long DmmEpoch;

    /// <summary>Distinct authorized signatures over the canonical text (resume, contain).</summary>
    public int Signatures;
}
