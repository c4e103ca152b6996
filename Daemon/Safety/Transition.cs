namespace Basisd.Safety;

/// <summary>One change of a scope's mode or recovery stage, with what wants named.</summary>
/// <param name="At">Core time, Unix nanoseconds.</param>
/// <param name="Scope">Scope index.</param>
/// <param name="From">Mode before.</param>
/// <param name="FromStage">Recovery stage before, 0 outside RECOVERY.</param>
/// <param name="To">Mode after.</param>
/// <param name="ToStage">Recovery stage after, 0 outside RECOVERY.</param>
/// <param name="CauseId">
/// The cause that it is about; for recovery the latest one of the scope, on the platform the latest systemic one of any scope.
/// </param>
/// <param name="Trigger">That cause's trigger.</param>
/// <param name="Evidence">
/// That cause's evidence: of its trip, or of its having cleared; for a stage or a resumption, what passed and what is required as bit masks.
/// </param>
public readonly record struct Transition(
    long At, int Scope, Mode From, byte FromStage, Mode To, byte ToStage, long CauseId, TriggerId Trigger, Evidence Evidence);
