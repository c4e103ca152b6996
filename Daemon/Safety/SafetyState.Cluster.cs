namespace Basisd.Safety;

// What a failover may latch, and the way out of the cluster's DMM (SPEC 12).
public sealed partial class SafetyState
{
    // The signers have seen the control slot. What they have not seen must be over by itself (a systemic cause on a narrower scope), or was latched
    // later than this slot entered the cluster's DMM: then it stays, and the platform with it.
    private SafetyOutcome ResumeCluster(in SafetyInput input, TransitionList transitions)
    {
        bool guard = input.Scope == Topology.Platform && _modes[Topology.Platform] == Mode.Dmm && input.Evidence.Measured > 0
            && input.DmmEpoch == DmmEpoch && input.Signatures >= _requiredSignatures && !HasSystemicSince(input.Evidence.Threshold);
        if (!guard)
        {
            return SafetyOutcome.Refused;
        }

        LeaveDmm(input.At, new(input.Evidence.Measured, input.Evidence.Measured, 0), transitions);
        return SafetyOutcome.Applied;
    }

    /// <summary>
    /// Whether an active cause holds DMM that a resumption of what was latched up to a moment is not about: a later one on the platform, or one on a
    /// narrower scope, which ends by itself or not at all.
    /// </summary>
    public bool HasSystemicSince(long coveredUntil)
    {
        for (int slot = 0; slot < Causes.HighWater; slot++)
        {
            ref readonly Cause cause = ref Causes[slot];
            bool binds = cause.Status == CauseStatus.Active && CauseTable.Binds(cause) && (cause.Systemic || cause.Scope == Topology.Platform);
            if (binds && (cause.Scope != Topology.Platform || cause.TrippedAt > coveredUntil))
            {
                return true;
            }
        }

        return false;
    }

    // A mismatch during a failover is P1, and its class and its scope are known: SPEC 12 binds it to that scope, which is narrower than what the
    // table
    // of SPEC 2 says of critical causes. Nothing else may come this way, and never anything on the platform.
    private static bool CanBeScoped(in SafetyInput input) =>
        input.Trigger == TriggerId.ReconciliationFailure && input.Scope != Topology.Platform && !input.Unclassified;
}
