using System;

namespace Basisd.Safety;

/// <summary>
/// The deterministic safety state machine (SPEC 2, 6, 7): modes, recovery stages, latched causes, trips, the DMM epoch.
/// <see cref="Step"/> is the only way to change it, every change goes through <see cref="TransitionTable"/>, and the same inputs give the
/// same state on any machine, bit for bit. It never reads a clock, never lowers a mode except through recovery, and never leaves DMM
/// without the signed resumption.
/// </summary>
public sealed partial class SafetyState
{
    /// <summary>Window in which earlier trips double the hold time (SPEC 5).</summary>
    public const long TripMemory = 60 * FixedPoint.Minute;

    private readonly Mode[] _modes;
    private readonly byte[] _stages;
    private readonly long[] _since;
    private readonly int _requiredSignatures;
    private long _nextCauseId = 1;
    private long _systemicCauseId;
    private TriggerId _systemicTrigger;

    /// <summary>Creates the state of a platform on which nothing has happened: every scope NORMAL.</summary>
    /// <param name="topology">The scopes.</param>
    /// <param name="requiredSignatures">Distinct senior signatures that a resumption needs, at least 1 .</param>
    public SafetyState(Topology topology, int requiredSignatures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(requiredSignatures, 1);
        int scopes = topology.Scopes.Length;
        _modes = new Mode[scopes];
        _stages = new byte[scopes];
        _since = new long[scopes];
        _requiredSignatures = requiredSignatures;
        Causes = new CauseTable(scopes);
        Trips = new TripLog();
    }

    /// <summary>Number of scopes.</summary>
    public int ScopeCount => _modes.Length;

    /// <summary>The latched causes.</summary>
    public CauseTable Causes { get; }

    /// <summary>The trips of the recent past.</summary>
    public TripLog Trips { get; }

    /// <summary>Number of the latest DMM episode, 0 before the first. Signatures are bound to it.</summary>
    public long DmmEpoch { get; private set; }

    /// <summary>Number of the cause that last took the platform to DMM, or would have while it was there; 0 before the first.</summary>
    public long SystemicCauseId => _systemicCauseId;

    /// <summary>What <see cref="ContainedScope"/> says where no order is in force.</summary>
    public const int NoScope = -1;

    /// <summary>
    /// Whether a signed containment order is in force. It lasts for its DMM episode and for the validating stage after it, whose permissions
    /// are "as before" (SPEC 7); stage 1 gives cancel and reduce back to everyone and ends it, and so does another DMM.
    /// </summary>
    public bool Contained => ContainedScope != NoScope;

    /// <summary>
    /// The scope that the order contains, or <see cref="NoScope"/>. An order on a narrower scope can be followed by one on the platform.
    /// </summary>
    public int ContainedScope { get; private set; } = NoScope;

    /// <summary>Core time of the latest input, Unix nanoseconds.</summary>
    public long LastAt { get; private set; }

    /// <summary>Mode of a scope.</summary>
    public Mode ModeOf(int scope) => _modes[scope];

    /// <summary>Recovery stage of a scope, 0 outside RECOVERY.</summary>
    public byte StageOf(int scope) => _stages[scope];

    /// <summary>Core time of the scope's latest transition, Unix nanoseconds; 0 if there was none.</summary>
    public long SinceOf(int scope) => _since[scope];

    /// <summary>Applies one input. Transitions are appended to <paramref name="transitions"/>, which is cleared first.</summary>
    /// <returns>What was done; unless it is <see cref="SafetyOutcome.Applied"/>, the state is untouched.</returns>
    public SafetyOutcome Step(in SafetyInput input, TransitionList transitions)
    {
        transitions.Clear();
        if (input.Scope < 0 || input.Scope >= _modes.Length || input.At < LastAt)
        {
            return SafetyOutcome.Refused;
        }

        SafetyOutcome outcome = input.Kind switch
        {
            SafetyInputKind.Latch => Latch(input, transitions),
            SafetyInputKind.LatchScoped => CanBeScoped(input) ? Latch(input, transitions) : SafetyOutcome.Refused,
            SafetyInputKind.ClusterResume => ResumeCluster(input, transitions),
            SafetyInputKind.Worsen => Worsen(input, transitions),
            SafetyInputKind.Clear => Clear(input, transitions),
            SafetyInputKind.StagePassed => PassStage(input, transitions),
            SafetyInputKind.Resume => Resume(input, transitions),
            SafetyInputKind.Contain => Contain(input),
            _ => SafetyOutcome.Refused,
        };
        if (outcome == SafetyOutcome.Applied)
        {
            LastAt = input.At;
        }

        return outcome;
    }

    private SafetyOutcome Latch(in SafetyInput input, TransitionList transitions)
    {
        if (!TriggerNames.IsKnown((byte)input.Trigger) || input.Severity is < Severity.Critical or > Severity.Low)
        {
            return SafetyOutcome.Refused;
        }

        int slot = Causes.Find(input.Scope, input.Trigger);
        if (slot >= 0 && Causes[slot].Status == CauseStatus.Active)
        {
            // Latched already, but perhaps as something milder: a critical trip is never swallowed.
            return Worsen(input, transitions);
        }

        Cause cause = slot >= 0 ? Causes[slot] : new Cause { Id = _nextCauseId, Scope = input.Scope, Trigger = input.Trigger, LatchedAt = input.At };
        cause.Status = CauseStatus.Active;
        cause.Severity = slot >= 0 && cause.Severity < input.Severity ? cause.Severity : input.Severity;
        cause.Systemic |= IsSystemic(input);
        cause.TrippedAt = input.At;
        cause.ClearedAt = 0;
        cause.Evidence = input.Evidence;
        cause.PriorTrips = PriorTrips(input);
        if (slot >= 0)
        {
            Causes.Replace(slot, cause);
        }
        else if (Causes.Take(cause) >= 0)
        {
            _nextCauseId++;
        }
        else
        {
            return SafetyOutcome.Full;
        }

        if (CauseTable.Binds(cause))
        {
            Trips.Add(new Trip(input.At, input.Scope, input.Trigger, input.Origin));
        }

        Bind(cause, input.At, transitions);
        return SafetyOutcome.Applied;
    }

    private SafetyOutcome Worsen(in SafetyInput input, TransitionList transitions)
    {
        if (input.Severity is < Severity.Critical or > Severity.Low)
        {
            return SafetyOutcome.Refused;
        }

        int slot = Causes.Find(input.Scope, input.Trigger);
        if (slot < 0 || Causes[slot].Status != CauseStatus.Active)
        {
            return SafetyOutcome.NoChange;
        }

        Cause cause = Causes[slot];
        bool systemic = IsSystemic(input);
        if (input.Severity >= cause.Severity && (cause.Systemic || !systemic))
        {
            return SafetyOutcome.NoChange;
        }

        bool wasAlert = !CauseTable.Binds(cause);
        cause.Severity = input.Severity < cause.Severity ? input.Severity : cause.Severity;
        cause.Systemic |= systemic;
        cause.Evidence = input.Evidence;
        if (wasAlert)
        {
            // An alert that begins to bind trips now: alerts are not in the trip log, since they escalate nothing.
            cause.TrippedAt = input.At;
            cause.PriorTrips = PriorTrips(input);
            Trips.Add(new Trip(input.At, input.Scope, input.Trigger, input.Origin));
        }

        Causes.Replace(slot, cause);
        Bind(cause, input.At, transitions);
        return SafetyOutcome.Applied;
    }

    private SafetyOutcome Clear(in SafetyInput input, TransitionList transitions)
    {
        int slot = Causes.Find(input.Scope, input.Trigger);
        if (slot < 0 || Causes[slot].Status != CauseStatus.Active)
        {
            return SafetyOutcome.NoChange;
        }

        Cause cause = Causes[slot];
        if (!CauseTable.Binds(cause))
        {
            Causes.Release(slot);
            return SafetyOutcome.Applied;
        }

        // A cause that binds the platform is cleared by the signed resumption and by nothing else (SPEC 5, "clears: signed").
        if (input.Scope == Topology.Platform)
        {
            return SafetyOutcome.Refused;
        }

        cause.Status = CauseStatus.Cleared;
        cause.ClearedAt = input.At;
        Causes.Replace(slot, cause);
        if (Causes.BindingActive(input.Scope) == 0)
        {
            Require(Move(input.Scope, SafetyEvent.AllCausesCleared, input.At, cause.Id, cause.Trigger, input.Evidence, transitions));
        }

        return SafetyOutcome.Applied;
    }

    private SafetyOutcome PassStage(in SafetyInput input, TransitionList transitions)
    {
        int scope = input.Scope;
        bool passed = (input.Checks & RecoveryChecks.All) == RecoveryChecks.All;
        if (_modes[scope] != Mode.Recovery || input.Stage != _stages[scope] || !passed || Causes.BindingActive(scope) != 0)
        {
            return SafetyOutcome.Refused;
        }

        bool last = _stages[scope] == PermissionMatrix.LastStage;
        (long id, TriggerId trigger) = LatestCause(scope);
        Evidence evidence = new((long)input.Checks, (long)RecoveryChecks.All, 0);
        SafetyEvent happened = last ? SafetyEvent.LastStagePassed : SafetyEvent.StagePassed;
        Require(Move(scope, happened, input.At, id, trigger, evidence, transitions));
        if (last)
        {
            ReleaseCleared(scope);
        }

        return SafetyOutcome.Applied;
    }

    private SafetyOutcome Resume(in SafetyInput input, TransitionList transitions)
    {
        bool guard = input.Scope == Topology.Platform && _modes[Topology.Platform] == Mode.Dmm && input.Criteria == ResumptionCriteria.All
            && input.DmmEpoch == DmmEpoch && input.Signatures >= _requiredSignatures;
        if (!guard)
        {
            return SafetyOutcome.Refused;
        }

        LeaveDmm(input.At, new((long)input.Criteria, (long)ResumptionCriteria.All, 0), transitions);
        return SafetyOutcome.Applied;
    }

    private void LeaveDmm(long at, Evidence evidence, TransitionList transitions)
    {
        for (int slot = Causes.FirstOf(Topology.Platform); slot >= 0; slot = Causes.NextOf(slot))
        {
            Cause cause = Causes[slot];
            if (cause.Status == CauseStatus.Active && CauseTable.Binds(cause))
            {
                cause.Status = CauseStatus.Cleared;
                cause.ClearedAt = at;
                Causes.Replace(slot, cause);
            }
        }

        (long id, TriggerId trigger) = LatestCause(Topology.Platform);
        Require(Move(Topology.Platform, SafetyEvent.ResumptionAccepted, at, id, trigger, evidence, transitions));
    }

    private SafetyOutcome Contain(in SafetyInput input)
    {
        bool guard = _modes[Topology.Platform] == Mode.Dmm && input.DmmEpoch == DmmEpoch && input.Signatures >= _requiredSignatures;
        if (!guard)
        {
            return SafetyOutcome.Refused;
        }

        // One order at a time; the widest may follow a narrower one.
        if (Contained && (ContainedScope == Topology.Platform || input.Scope != Topology.Platform))
        {
            return SafetyOutcome.NoChange;
        }

        ContainedScope = input.Scope;
        return SafetyOutcome.Applied;
    }

    // A halt and an escalation are DMM by what they are, whatever scope and severity they come with (SPEC 2). A P4 alert on the platform
    // changes no mode, unless it is unclassified.
    private static bool IsSystemic(in SafetyInput input) =>
        (input.Severity == Severity.Critical && input.Kind != SafetyInputKind.LatchScoped) || input.Unclassified
        || input.Trigger is TriggerId.OperatorHalt or TriggerId.PersistentTriggers
        || (input.Scope == Topology.Platform && input.Severity != Severity.Low);

    private int PriorTrips(in SafetyInput input) => Trips.CountOf(input.Trigger, input.Scope, input.At - TripMemory);

    // What recovery is about: on the platform the cause that took it to DMM last, which may be latched on a narrower scope or be gone by
    // now; elsewhere the cause that tripped last. Must not depend on slots or list order: a snapshot keeps neither history.
    private (long Id, TriggerId Trigger) LatestCause(int scope)
    {
        if (scope == Topology.Platform)
        {
            return (_systemicCauseId, _systemicTrigger);
        }

        Cause latest = default;
        for (int slot = Causes.FirstOf(scope); slot >= 0; slot = Causes.NextOf(slot))
        {
            ref readonly Cause cause = ref Causes[slot];
            if (CauseTable.Binds(cause) && (latest.Id == 0 || cause.TrippedAt >= latest.TrippedAt))
            {
                latest = cause;
            }
        }

        return (latest.Id, latest.Trigger);
    }

    // The narrow scope first, then the platform: a systemic cause protects both.
    private void Bind(in Cause cause, long at, TransitionList transitions)
    {
        if (cause.Scope != Topology.Platform && CauseTable.Binds(cause))
        {
            Require(Move(cause.Scope, SafetyEvent.ScopedCause, at, cause.Id, cause.Trigger, cause.Evidence, transitions));
        }

        if (cause.Systemic)
        {
            _systemicCauseId = cause.Id;
            _systemicTrigger = cause.Trigger;
            Require(Move(Topology.Platform, SafetyEvent.SystemicCause, at, cause.Id, cause.Trigger, cause.Evidence, transitions));
        }
    }

    private bool Move(int scope, SafetyEvent happened, long at, long causeId, TriggerId trigger, Evidence evidence, TransitionList transitions)
    {
        Mode from = _modes[scope];
        if (!TransitionTable.TryNext(scope == Topology.Platform, from, happened, out Mode to))
        {
            return false;
        }

        byte fromStage = _stages[scope];
        byte toStage = happened == SafetyEvent.StagePassed ? (byte)(fromStage + 1) : (byte)0;
        if (to == from && toStage == fromStage)
        {
            return true;
        }

        if (to == Mode.Dmm && from != Mode.Dmm)
        {
            DmmEpoch++;
        }

        // Only the step from DMM to the validating stage keeps a containment order.
        ContainedScope = scope != Topology.Platform || happened == SafetyEvent.ResumptionAccepted ? ContainedScope : NoScope;
        _modes[scope] = to;
        _stages[scope] = toStage;
        _since[scope] = at;
        transitions.Add(new Transition(at, scope, from, fromStage, to, toStage, causeId, trigger, evidence));
        return true;
    }

    // Alerts that are still active stay: a cause is released only after it cleared (SPEC 1).
    private void ReleaseCleared(int scope)
    {
        int slot = Causes.FirstOf(scope);
        while (slot >= 0)
        {
            int next = Causes.NextOf(slot);
            if (Causes[slot].Status == CauseStatus.Cleared)
            {
                Causes.Release(slot);
            }

            slot = next;
        }
    }

    private static void Require(bool edgeListed)
    {
        if (!edgeListed)
        {
            throw new InvalidOperationException("the transition table refused an edge that its caller had checked");
        }
    }
}
