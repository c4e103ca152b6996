using System;
using Basisd.Safety;
using Basisd.Triggers;

namespace Basisd.Node;

/// <summary>
/// Turns verdicts into inputs of the safety state machine: a trip latches, a worse one raises, a clear condition that holds for its hold
/// time clears. It knows no condition and no mode; which rule applies is in the trigger, what follows is in Safety.
/// </summary>
public sealed class CauseJudge : IEvaluatorMemory
{
    /// <summary>Longest hold before a cause clears (SPEC 5).</summary>
    public const long MaxHold = 30 * FixedPoint.Minute;

    private const int MaxDoublings = 16;

    private readonly bool[] _isGone = new bool[CauseTable.Capacity];
    private readonly long[] _clearSince = new long[CauseTable.Capacity];
    private readonly long[] _clearLast = new long[CauseTable.Capacity];
    private readonly long[] _causeOfSlot = new long[CauseTable.Capacity];
    private readonly TriggerSettings _settings;
    private readonly PersistentTriggers _persistent;
    private readonly NodeCounters _counters;
    private readonly DurableState _state;
    private readonly bool[] _shadowTripped;

    /// <summary>Creates the judge of one node.</summary>
    public CauseJudge(DurableState state, TriggerSettings settings, PersistentTriggers persistent, NodeCounters counters)
    {
        _state = state;
        _settings = settings;
        _persistent = persistent;
        _counters = counters;
        _shadowTripped = new bool[TriggerNames.Limit * state.Safety.ScopeCount];
        Readings = new TriggerReadings(state.Safety.ScopeCount);

        // A cause that the journal brings back: whether its condition is still there is not known before its trigger has spoken, and a start alone
        // must not escalate it.
        Array.Fill(_isGone, true);
    }

    /// <summary>What each trigger measured last.</summary>
    public TriggerReadings Readings { get; }

    /// <summary>The hold of a cause: its base doubled by each trip in the hour before, at most 30 minutes (SPEC 5), nanoseconds.</summary>
    public long HoldOf(in Cause cause)
    {
        long hold = _settings.PolicyOf(cause.Trigger).HoldNs;
        for (int i = 0; i < cause.PriorTrips && i < MaxDoublings && hold < MaxHold; i++)
        {
            hold *= 2;
        }

        return hold < MaxHold ? hold : MaxHold;
    }

    /// <summary>Time until the cause in a slot clears if its condition stays clear, nanoseconds; the whole hold while it is not clear.</summary>
    public long HoldLeft(int slot, long now)
    {
        ref readonly Cause cause = ref _state.Safety.Causes[slot];
        long hold = HoldOf(cause);
        bool counting = _causeOfSlot[slot] == cause.Id && _clearSince[slot] != 0;
        long left = counting ? hold - (now - _clearSince[slot]) : hold;
        return left > 0 ? left : 0;
    }

    /// <summary>Judges one verdict on one scope.</summary>
    /// <param name="scope">Scope that the verdict is about.</param>
    /// <param name="trigger">Trigger that gave it.</param>
    /// <param name="verdict">The verdict.</param>
    /// <param name="origin">Escalation origin, see <see cref="Trip"/>.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <param name="effects">Where the consequences go.</param>
    /// <param name="failover">Whether it is a mismatch of a takeover that is not reconciled: P1 on its own scope alone (SPEC 12).</param>
    public void Judge(
        int scope, TriggerId trigger, in Verdict verdict, int origin, long now, Effects effects, bool failover = false)
    {
        TriggerPolicy policy = _settings.PolicyOf(trigger);
        if (verdict.Kind == VerdictKind.None || !policy.Enabled)
        {
            return;
        }

        Readings.Note(trigger, scope, verdict, now);
        if (policy.Shadow)
        {
            JudgeShadow(scope, trigger, verdict, now, effects);
            return;
        }

        int slot = _state.Safety.Causes.Find(scope, trigger);
        if (verdict.Kind == VerdictKind.Trip)
        {
            Trip(slot, failover ? SafetyInputKind.LatchScoped : SafetyInputKind.Latch, scope, trigger, verdict, origin, now, effects);
        }
        else if (slot >= 0 && _state.Safety.Causes[slot].Status == CauseStatus.Active && !TriggerSettings.EndsBySignature(trigger))
        {
            TowardClear(slot, verdict, now, effects);
        }
    }

    /// <summary>Latches a cause that no evaluator judges: an operator's act, an integrity fault, an escalation.</summary>
    public SafetyOutcome Latch(int scope, TriggerId trigger, Severity severity, Evidence evidence, long now, Effects effects)
    {
        SafetyInput input = new()
        {
            Kind = SafetyInputKind.Latch,
            At = now,
            Scope = scope,
            Trigger = trigger,
            Severity = severity,
            Evidence = evidence,
            Origin = scope,
        };
        return Latch(input, effects);
    }

    /// <summary>Clears a cause whose clear condition is an operator's act.</summary>
    public SafetyOutcome Clear(int scope, TriggerId trigger, long now, Effects effects)
    {
        SafetyInput input = new() { Kind = SafetyInputKind.Clear, At = now, Scope = scope, Trigger = trigger };
        return _state.Apply(input, effects);
    }

    /// <summary>Writes since when each clear condition holds: a start within the maximum age goes on counting.</summary>
    public void Write(CanonicalWriter writer)
    {
        int slots = _state.Safety.Causes.HighWater;
        writer.I32(slots);
        for (int slot = 0; slot < slots; slot++)
        {
            writer.I64(_causeOfSlot[slot]);
            writer.I64(_clearSince[slot]);
            writer.I64(_clearLast[slot]);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        int slots = reader.Count(CauseTable.Capacity);
        for (int slot = 0; slot < slots; slot++)
        {
            _causeOfSlot[slot] = reader.I64();
            _clearSince[slot] = MemoryShape.Within(reader.I64(), 0, long.MaxValue, "start of a hold");
            _clearLast[slot] = MemoryShape.Within(reader.I64(), 0, long.MaxValue, "clear verdict");
        }
    }

    private SafetyOutcome Latch(in SafetyInput input, Effects effects)
    {
        SafetyOutcome outcome = _state.Apply(input, effects);
        if (outcome != SafetyOutcome.Applied)
        {
            return outcome;
        }

        _counters.Trips[(int)input.Trigger]++;
        Starts(_state.Safety.Causes.Find(input.Scope, input.Trigger));
        TripLog trips = _state.Safety.Trips;
        if (trips.Count > 0 && trips.Newest(0) is var newest && newest.At == input.At
            && newest.Scope == input.Scope && newest.Trigger == input.Trigger)
        {
            // An alert is no trip: it escalates nothing, and the newest trip is not its own.
            Escalate(_persistent.OnTrip(trips, newest), input.At, effects);
        }

        return outcome;
    }

    /// <summary>Escalates to DMM if a protection has lasted too long with its condition still there (SPEC 5).</summary>
    public void EscalatePersisting(long now, Effects effects) =>
        Escalate(_persistent.OnCauses(_state.Safety.Causes, _isGone, now), now, effects);

    /// <summary>Escalates to DMM if the verdict of <c>systemic.persistent_triggers</c> says so (SPEC 6).</summary>
    public void Escalate(in Verdict verdict, long now, Effects effects)
    {
        TriggerPolicy policy = _settings.PolicyOf(TriggerId.PersistentTriggers);
        if (verdict.Kind != VerdictKind.Trip || !policy.Enabled)
        {
            return;
        }

        if (policy.Shadow)
        {
            JudgeShadow(Topology.Platform, TriggerId.PersistentTriggers, verdict, now, effects);
            return;
        }

        SafetyInput input = new()
        {
            Kind = SafetyInputKind.Latch,
            At = now,
            Scope = Topology.Platform,
            Trigger = TriggerId.PersistentTriggers,
            Severity = Severity.Critical,
            Evidence = verdict.Evidence,
            Origin = Topology.Platform,
        };
        if (_state.Apply(input, effects) == SafetyOutcome.Applied)
        {
            _counters.Trips[(int)TriggerId.PersistentTriggers]++;
        }
    }

    private void Trip(
        int slot, SafetyInputKind kind, int scope, TriggerId trigger, in Verdict verdict, int origin, long now, Effects effects)
    {
        bool active = slot >= 0 && _state.Safety.Causes[slot].Status == CauseStatus.Active;
        if (!active)
        {
            SafetyInput latch = new()
            {
                Kind = kind,
                At = now,
                Scope = scope,
                Trigger = trigger,
                Severity = verdict.Severity,
                Evidence = verdict.Evidence,
                Origin = origin,
            };
            if (Latch(latch, effects) == SafetyOutcome.Full)
            {
                Evidence full = new(_state.Safety.Causes.Count, CauseTable.Capacity, 0);
                Latch(Topology.Platform, TriggerId.StateIntegrityFault, Severity.Critical, full, now, effects);
            }

            return;
        }

        Starts(slot);
        ref readonly Cause cause = ref _state.Safety.Causes[slot];

        // A critical trip is never swallowed: not by one that was critical for its own scope alone, either.
        bool widens = verdict.Severity == Severity.Critical && !cause.Systemic && kind == SafetyInputKind.Latch;
        if (verdict.Severity < cause.Severity || widens)
        {
            SafetyInput worsen = new()
            {
                Kind = kind == SafetyInputKind.LatchScoped ? kind : SafetyInputKind.Worsen,
                At = now,
                Scope = scope,
                Trigger = trigger,
                Severity = verdict.Severity,
                Evidence = verdict.Evidence,
            };
            _state.Apply(worsen, effects);
        }

        if (IsRising(trigger))
        {
            Escalate(_persistent.OnWorse(cause.Evidence, verdict.Evidence), now, effects);
        }
    }

    private void Starts(int slot)
    {
        _clearSince[slot] = 0;
        _isGone[slot] = false;
    }

    // "Worsens past twice its trip level" is meant for values that grow with the danger; a count of failed calls only grows with time. Triggers
    // with a severity step of their own (a basis of 2 % is P2) and those about one venue's feed are left out: their rows say what is worse.
    private static bool IsRising(TriggerId trigger) =>
        trigger is TriggerId.VolatilitySpike or TriggerId.ExtremeVolatility or TriggerId.SettlementUnitDeviation or TriggerId.ExecutionAnomaly
            or TriggerId.PaxgDislocation;

    private void TowardClear(int slot, in Verdict verdict, long now, Effects effects)
    {
        ref readonly Cause cause = ref _state.Safety.Causes[slot];
        TriggerPolicy policy = _settings.PolicyOf(cause.Trigger);
        if (verdict.Kind != VerdictKind.Clear)
        {
            // Without data nothing is known of the condition. Between the levels it is still there, unless the trigger clears by a count: then
            // it only waits for what it counts.
            _isGone[slot] = verdict.Kind == VerdictKind.NoData ? _isGone[slot] : policy.HoldNs == 0;
            _clearSince[slot] = 0;
            return;
        }

        _isGone[slot] = true;

        bool counting = _causeOfSlot[slot] == cause.Id && _clearSince[slot] != 0 && now - _clearLast[slot] <= policy.MaxAgeNs
            && _clearSince[slot] >= cause.TrippedAt;
        if (!counting)
        {
            _causeOfSlot[slot] = cause.Id;
            _clearSince[slot] = now;
        }

        _clearLast[slot] = now;
        if (now - _clearSince[slot] < HoldOf(cause))
        {
            return;
        }

        _clearSince[slot] = 0;
        SafetyInput clear = new()
        {
            Kind = SafetyInputKind.Clear,
            At = now,
            Scope = cause.Scope,
            Trigger = cause.Trigger,
            Evidence = verdict.Evidence,
        };
        TriggerId trigger = cause.Trigger;
        if (_state.Apply(clear, effects) == SafetyOutcome.Applied)
        {
            _counters.Clears[(int)trigger]++;
        }
    }

    private void JudgeShadow(int scope, TriggerId trigger, in Verdict verdict, long now, Effects effects)
    {
        int key = ((int)trigger * _state.Safety.ScopeCount) + scope;
        bool trip = verdict.Kind == VerdictKind.Trip;
        if (trip && !_shadowTripped[key])
        {
            _counters.ShadowTrips[(int)trigger]++;
            int offset = effects.Payloads.Length;
            effects.Payloads.U8(EntryCodec.Version);
            effects.Payloads.I64(now);
            effects.Payloads.I32(scope);
            effects.Payloads.U8((byte)trigger);
            EntryCodec.Write(effects.Payloads, verdict.Evidence);
            effects.Append(EntryKind.ShadowTrip, offset);
        }

        _shadowTripped[key] = trip || (_shadowTripped[key] && verdict.Kind != VerdictKind.Clear);
    }
}
