using System;

namespace Basisd.Safety;

/// <summary>
/// The deterministic safety state machine (SPEC 2, 6, 7): modes, recovery stages, latched causes, trips, the DMM epoch.
/// <see cref="Step"/> is the only way to change it, every change goes through <see cref="TransitionTable"/>, and the same inputs give the
/// same state on any machine, bit for bit. It never reads a clock, never lowers a mode except through recovery, and never leaves DMM
/// without the signed resumption.
/// </summary>
public sealed class SafetyState
{
    /// <summary>Version of the canonical form.</summary>
    public const ushort FormatVersion = 1;

    /// <summary>Window in which earlier trips double the hold time (SPEC 5).</summary>
    public const long TripMemory = 60 * FixedPoint.Minute;

    private readonly Mode[] _modes;
    private readonly byte[] _stages;
    private readonly long[] _since;
    private readonly int _requiredSignatures;
    private long _nextCauseId = 1;

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

    /// <summary>Whether a signed containment order is in force.</summary>
    public bool Contained { get; private set; }

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
        if ((uint)input.Scope >= (uint)_modes.Length || input.At < LastAt)
        {
            return SafetyOutcome.Refused;
        }

        SafetyOutcome outcome = input.Kind switch
        {
            SafetyInputKind.Latch => Latch(input, transitions),
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

    /// <summary>Writes the canonical form.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.U16(FormatVersion);
        writer.I32(_modes.Length);
        for (int scope = 0; scope < _modes.Length; scope++)
        {
            writer.U8((byte)_modes[scope]);
            writer.U8(_stages[scope]);
            writer.I64(_since[scope]);
        }

        writer.I64(_nextCauseId);
        writer.I64(DmmEpoch);
        writer.Bool(Contained);
        writer.I64(LastAt);
        Causes.Write(writer);
        Trips.Write(writer);
    }

    /// <summary>Reads the canonical form into a fresh state of the same topology.</summary>
    /// <exception cref="CanonicalFormatException">The bytes are not a state of this topology.</exception>
    public void Read(ref CanonicalReader reader)
    {
        ushort version = reader.U16();
        if (version != FormatVersion)
        {
            throw new CanonicalFormatException($"safety state has format {version}, this binary reads {FormatVersion}");
        }

        int scopes = reader.I32();
        if (scopes != _modes.Length)
        {
            throw new CanonicalFormatException($"the state has {scopes} scopes, the configuration {_modes.Length}");
        }

        for (int scope = 0; scope < scopes; scope++)
        {
            _modes[scope] = (Mode)reader.U8();
            _stages[scope] = reader.U8();
            _since[scope] = reader.I64();
            if (!IsPossible(scope))
            {
                throw new CanonicalFormatException($"scope {scope} has mode {(int)_modes[scope]}, stage {_stages[scope]}, which cannot be");
            }
        }

        _nextCauseId = reader.I64();
        DmmEpoch = reader.I64();
        Contained = reader.Bool();
        LastAt = reader.I64();
        Causes.Read(ref reader);
        Trips.Read(ref reader);
    }

    private bool IsPossible(int scope)
    {
        Mode absent = scope == Topology.Platform ? Mode.Bscb : Mode.Dmm;
        byte lastStage = _modes[scope] == Mode.Recovery ? (byte)PermissionMatrix.LastStage : (byte)0;
        return _modes[scope] <= Mode.Dmm && _modes[scope] != absent && _stages[scope] <= lastStage;
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
            return SafetyOutcome.NoChange;
        }

        Cause cause = slot >= 0 ? Causes[slot] : new Cause { Id = _nextCauseId, Scope = input.Scope, Trigger = input.Trigger, LatchedAt = input.At };
        cause.Status = CauseStatus.Active;
        cause.Severity = slot >= 0 && cause.Severity < input.Severity ? cause.Severity : input.Severity;
        cause.Systemic |= IsSystemic(input);
        cause.TrippedAt = input.At;
        cause.ClearedAt = 0;
        cause.Evidence = input.Evidence;
        cause.PriorTrips = Trips.CountOf(input.Trigger, input.Scope, input.At - TripMemory);
        if (slot >= 0)
        {
            Causes.SetSeverity(slot, cause.Severity);
            Causes.SetStatus(slot, CauseStatus.Active);
            Causes.Edit(slot) = cause;
        }
        else if (Causes.Take(cause) >= 0)
        {
            _nextCauseId++;
        }
        else
        {
            return SafetyOutcome.Full;
        }

        Trips.Add(new Trip(input.At, input.Scope, input.Trigger, input.Origin));
        Bind(cause, input.At, transitions);
        return SafetyOutcome.Applied;
    }

    private SafetyOutcome Worsen(in SafetyInput input, TransitionList transitions)
    {
        int slot = Causes.Find(input.Scope, input.Trigger);
        if (slot < 0 || Causes[slot].Status != CauseStatus.Active)
        {
            return SafetyOutcome.NoChange;
        }

        bool systemic = IsSystemic(input);
        ref readonly Cause now = ref Causes[slot];
        if (input.Severity is < Severity.Critical or > Severity.Low)
        {
            return SafetyOutcome.Refused;
        }

        if (input.Severity >= now.Severity && (now.Systemic || !systemic))
        {
            return SafetyOutcome.NoChange;
        }

        if (input.Severity < now.Severity)
        {
            Causes.SetSeverity(slot, input.Severity);
        }

        ref Cause cause = ref Causes.Edit(slot);
        cause.Systemic |= systemic;
        cause.Evidence = input.Evidence;
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

        // A cause on the platform is cleared by the signed resumption and by nothing else (SPEC 5, "clears: signed").
        if (input.Scope == Topology.Platform)
        {
            return SafetyOutcome.Refused;
        }

        Causes.SetStatus(slot, CauseStatus.Cleared);
        ref Cause cause = ref Causes.Edit(slot);
        cause.ClearedAt = input.At;
        if (!CauseTable.Binds(cause))
        {
            Causes.Release(slot);
        }
        else if (Causes.BindingActive(input.Scope) == 0)
        {
            Require(Move(input.Scope, SafetyEvent.AllCausesCleared, input.At, cause, cause.Evidence, transitions));
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
        int first = Causes.FirstOf(scope);
        Cause about = first >= 0 ? Causes[first] : default;
        Evidence evidence = new((long)input.Checks, (long)RecoveryChecks.All, 0);
        if (!Move(scope, last ? SafetyEvent.LastStagePassed : SafetyEvent.StagePassed, input.At, about, evidence, transitions))
        {
            return SafetyOutcome.Refused;
        }

        if (last)
        {
            ReleaseAll(scope);
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

        Cause about = default;
        for (int slot = Causes.FirstOf(Topology.Platform); slot >= 0; slot = Causes.NextOf(slot))
        {
            if (Causes[slot].Status == CauseStatus.Active)
            {
                Causes.SetStatus(slot, CauseStatus.Cleared);
                Causes.Edit(slot).ClearedAt = input.At;
            }

            about = Causes[slot];
        }

        Contained = false;
        Evidence evidence = new((long)input.Criteria, (long)ResumptionCriteria.All, 0);
        Require(Move(Topology.Platform, SafetyEvent.ResumptionAccepted, input.At, about, evidence, transitions));
        return SafetyOutcome.Applied;
    }

    private SafetyOutcome Contain(in SafetyInput input)
    {
        bool guard = input.Scope == Topology.Platform && _modes[Topology.Platform] == Mode.Dmm && input.DmmEpoch == DmmEpoch && input.Signatures >= 1;
        if (!guard)
        {
            return SafetyOutcome.Refused;
        }

        if (Contained)
        {
            return SafetyOutcome.NoChange;
        }

        Contained = true;
        return SafetyOutcome.Applied;
    }

    private static bool IsSystemic(in SafetyInput input) =>
        input.Severity == Severity.Critical || input.Unclassified || input.Scope == Topology.Platform;

    // The narrow scope first, then the platform: a systemic cause protects both.
    private void Bind(in Cause cause, long at, TransitionList transitions)
    {
        if (cause.Scope != Topology.Platform && CauseTable.Binds(cause))
        {
            Require(Move(cause.Scope, SafetyEvent.ScopedCause, at, cause, cause.Evidence, transitions));
        }

        if (cause.Systemic)
        {
            Require(Move(Topology.Platform, SafetyEvent.SystemicCause, at, cause, cause.Evidence, transitions));
        }
    }

    private bool Move(int scope, SafetyEvent happened, long at, in Cause cause, Evidence evidence, TransitionList transitions)
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
            Contained = false;
        }

        _modes[scope] = to;
        _stages[scope] = toStage;
        _since[scope] = at;
        transitions.Add(new Transition(at, scope, from, fromStage, to, toStage, cause.Id, cause.Trigger, evidence));
        return true;
    }

    private void ReleaseAll(int scope)
    {
        while (Causes.FirstOf(scope) is var slot && slot >= 0)
        {
            Causes.Release(slot);
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
