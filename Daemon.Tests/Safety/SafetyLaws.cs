using System;
using System.Collections.Generic;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Safety;

/// <summary>What one scope looked like before an input; taken cheaply, compared after it.</summary>
internal readonly record struct ScopeView(Mode Mode, byte Stage, long Since, ulong Word);

/// <summary>
/// The laws of SPEC 2, 3, 6 and 7 that hold over every step whatever, written without the transition table: a checker that is separate
/// from what it checks. Used by the search over all states and by the random sequences.
/// </summary>
internal sealed class SafetyLaws(int scopes, int requiredSignatures)
{
    private readonly PermissionMatrix _matrix = new();
    private readonly ScopeView[] _before = new ScopeView[scopes];
    private readonly bool[] _reported = new bool[scopes];
    private readonly HashSet<int> _seen = [];
    private long _epoch;
    private bool _contained;
    private long _lastAt;

    /// <summary>Remembers the state before an input.</summary>
    public void Before(SafetyState state)
    {
        for (int scope = 0; scope < _before.Length; scope++)
        {
            _before[scope] = ViewOf(state, scope);
        }

        (_epoch, _contained, _lastAt) = (state.DmmEpoch, state.Contained, state.LastAt);
    }

    /// <summary>Checks the step that led from the remembered state to this one.</summary>
    public void After(SafetyState state, in SafetyInput input, SafetyOutcome outcome, TransitionList transitions)
    {
        bool applied = outcome == SafetyOutcome.Applied;
        Holds(applied || transitions.Count == 0, "an input that is not applied reports transitions");
        Holds(state.LastAt == (applied ? input.At : _lastAt) && state.LastAt >= _lastAt, "time is that of the latest applied input");
        Array.Clear(_reported);
        foreach (ref readonly Transition transition in transitions.Items)
        {
            Names(state, input, transition);
        }

        for (int scope = 0; scope < _before.Length; scope++)
        {
            Moved(state, input, applied, scope);
        }

        bool entered = _before[Topology.Platform].Mode != Mode.Dmm && state.ModeOf(Topology.Platform) == Mode.Dmm;
        Holds(state.DmmEpoch == _epoch + (entered ? 1 : 0), "the DMM epoch counts the entries into DMM");
        Holds(!state.Contained || _contained || (applied && input.Kind == SafetyInputKind.Contain), "only an order contains");
        bool systemic = input.Kind is SafetyInputKind.Latch or SafetyInputKind.Worsen && applied
            && (input.Severity == Severity.Critical || input.Unclassified || (input.Scope == 0 && input.Severity != Severity.Low)
                || input.Trigger is TriggerId.OperatorHalt or TriggerId.PersistentTriggers);
        Holds(!systemic || state.ModeOf(Topology.Platform) == Mode.Dmm, "a systemic cause takes the platform to DMM");
    }

    /// <summary>Checks what holds in every state by itself: modes are the maximum over causes, counters and lists are what a recount gives.</summary>
    public void Always(SafetyState state)
    {
        CauseTable causes = state.Causes;
        int live = 0;
        Span<int> binding = stackalloc int[scopes];
        Span<int> cleared = stackalloc int[scopes];
        for (int slot = 0; slot < causes.HighWater; slot++)
        {
            Cause cause = causes[slot];
            if (cause.Status == CauseStatus.Free)
            {
                continue;
            }

            live++;
            bool binds = cause.Severity != Severity.Low || cause.Systemic;
            binding[cause.Scope] += binds && cause.Status == CauseStatus.Active ? 1 : 0;
            cleared[cause.Scope] += cause.Status == CauseStatus.Cleared ? 1 : 0;
            Holds(binds || cause.Status == CauseStatus.Active, "an alert does not stay latched after it cleared");
            Holds(causes.Find(cause.Scope, cause.Trigger) == slot, "a trigger has one live cause on a scope");
        }

        Holds(live == causes.Count, "the count of causes");
        _seen.Clear();
        for (int scope = 0; scope < scopes; scope++)
        {
            Holds(binding[scope] == causes.BindingActive(scope), "the count of active binding causes");
            long before = 0;
            for (int slot = causes.FirstOf(scope); slot >= 0; slot = causes.NextOf(slot))
            {
                Holds(causes[slot].Scope == scope && causes[slot].Id > before && _seen.Add(slot), "a scope's list holds its causes in order");
                before = causes[slot].Id;
            }

            // RECOVERY is the mode of a cleared cause, BSCB or DMM that of an active one; only DMM outlives its causes, until it is signed off.
            Mode expected = binding[scope] > 0 ? scope == 0 ? Mode.Dmm : Mode.Bscb : cleared[scope] > 0 ? Mode.Recovery : Mode.Normal;
            Mode mode = state.ModeOf(scope);
            Holds(scope == 0 ? mode >= expected : mode == expected, $"scope {scope} is {mode}, its causes say {expected}");
            Holds(mode == Mode.Recovery || state.StageOf(scope) == 0, "a stage outside RECOVERY");
            Holds(PermissionWord.IsWellFormed(ViewOf(state, scope).Word), "a word that breaks its law");
        }

        Holds(_seen.Count == live, "every live cause is in its scope's list");
    }

    /// <summary>Throws out of line: the search asks millions of times.</summary>
    public static void Holds(bool law, string otherwise)
    {
        if (!law)
        {
            Assert.Fail(otherwise);
        }
    }

    private void Names(SafetyState state, in SafetyInput input, in Transition transition)
    {
        ScopeView before = _before[transition.Scope];
        Holds(!_reported[transition.Scope], "one step reports a scope twice");
        _reported[transition.Scope] = true;
        Holds(transition.CauseId > 0 && TriggerNames.IsKnown((byte)transition.Trigger), "a transition names no cause");
        Holds(
            transition.At == input.At && transition.From == before.Mode && transition.FromStage == before.Stage
            && transition.To == state.ModeOf(transition.Scope) && transition.ToStage == state.StageOf(transition.Scope),
            "a transition is not what happened");
        Holds(transition.From != transition.To || transition.FromStage != transition.ToStage, "a transition that changes nothing");
    }

    private void Moved(SafetyState state, in SafetyInput input, bool applied, int scope)
    {
        ScopeView before = _before[scope];
        ScopeView after = ViewOf(state, scope);
        bool moved = (before.Mode, before.Stage) != (after.Mode, after.Stage);
        Holds(moved == _reported[scope], "a scope moved without a transition");
        Holds(moved == (after.Since != before.Since) || before.Since == input.At, "the time of the latest transition");
        Holds(applied || after == before, "an input that is not applied moved a scope");
        Holds(!moved || scope == input.Scope || scope == Topology.Platform, "an input moved a scope that it does not concern");
        Holds(!(before.Mode is Mode.Dmm or Mode.Bscb && after.Mode == Mode.Normal), "a protected scope went to NORMAL in one step");
        Holds(after.Mode != (scope == Topology.Platform ? Mode.Bscb : Mode.Dmm), "a mode that the scope does not have");
        bool stagePassed = applied && input.Kind == SafetyInputKind.StagePassed && input.Scope == scope && before.Mode == Mode.Recovery
            && input.Stage == before.Stage && (input.Checks & RecoveryChecks.All) == RecoveryChecks.All;
        if (after.Mode < before.Mode)
        {
            bool signed = applied && input.Kind == SafetyInputKind.Resume && scope == Topology.Platform && input.Signatures >= requiredSignatures
                && input.Criteria == ResumptionCriteria.All && input.DmmEpoch == _epoch && after.Mode == Mode.Recovery && after.Stage == 0;
            bool cleared = applied && input.Kind == SafetyInputKind.Clear && input.Scope == scope && after.Mode == Mode.Recovery && after.Stage == 0;
            bool completed = stagePassed && before.Stage == PermissionMatrix.LastStage && after.Mode == Mode.Normal;
            Holds(before.Mode switch { Mode.Dmm => signed, Mode.Bscb => cleared, _ => completed }, $"{input.Kind} lowered {before.Mode}");
        }

        if (!PermissionWord.IsWithin(after.Word, before.Word))
        {
            bool contained = applied && input.Kind == SafetyInputKind.Contain && scope == Topology.Platform && before.Mode == Mode.Dmm
                && input.Signatures >= requiredSignatures && input.DmmEpoch == _epoch && (after.Word & ~before.Word) == CancelAndReduce;
            Holds(stagePassed || contained, $"{input.Kind} loosened scope {scope}");
        }
    }

    private const ulong CancelAndReduce = 0x0000_000C_0000_000C;

    private ScopeView ViewOf(SafetyState state, int scope) => new(
        state.ModeOf(scope), state.StageOf(scope), state.SinceOf(scope),
        _matrix.WordOf(scope == Topology.Platform, state.ModeOf(scope), state.StageOf(scope), state.Contained));
}
