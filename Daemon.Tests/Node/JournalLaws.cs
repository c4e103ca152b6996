using System;
using System.Collections.Generic;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>
/// Reads a journal entry by entry with a model of its own (a set of causes, no transition table) and holds every transition to SPEC 2: it is
/// upwards, or it is part of recovery.
/// </summary>
internal sealed class JournalLaws(int scopes)
{
    private readonly Dictionary<(int Scope, TriggerId Trigger), Known> _causes = [];
    private readonly Mode[] _modes = new Mode[scopes];
    private readonly byte[] _stages = new byte[scopes];
    private SafetyInput _latest;

    /// <summary>Transitions by what they were.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    public Mode ModeOf(int scope) => _modes[scope];

    public byte StageOf(int scope) => _stages[scope];

    /// <summary>Takes one entry; <paramref name="input"/> is what the node was given when it wrote it.</summary>
    public void Take(EntryKind kind, byte[] payload, NodeInputKind input)
    {
        CanonicalReader reader = new(payload);
        if (kind == EntryKind.Safety)
        {
            _latest = EntryCodec.ReadSafety(ref reader);
            Assert.True(_latest.Kind != SafetyInputKind.Resume || input == NodeInputKind.Resume, "a resumption that nobody asked for");
            Note(_latest);
        }
        else if (kind == EntryKind.Transition)
        {
            Judge(EntryCodec.ReadTransition(ref reader));
        }
    }

    private void Note(in SafetyInput input)
    {
        (int, TriggerId) key = (input.Scope, input.Trigger);
        switch (input.Kind)
        {
            case SafetyInputKind.Latch or SafetyInputKind.LatchScoped or SafetyInputKind.Worsen:
                Severity before = _causes.TryGetValue(key, out Known known) ? known.Severity : Severity.Low;
                _causes[key] = new Known(input.Severity < before ? input.Severity : before, IsActive: true);
                break;
            case SafetyInputKind.Clear:
                Assert.True(input.Scope != Topology.Platform || _causes[key].Severity == Severity.Low, "a cause of the platform cleared by itself");
                _causes[key] = _causes[key] with { IsActive = false };
                break;
            case SafetyInputKind.Resume:
                foreach ((int scope, TriggerId trigger) in new List<(int, TriggerId)>(_causes.Keys))
                {
                    bool released = scope == Topology.Platform;
                    _causes[(scope, trigger)] = _causes[(scope, trigger)] with { IsActive = !released && _causes[(scope, trigger)].IsActive };
                }

                break;
        }
    }

    private void Judge(in Transition move)
    {
        int scope = move.Scope;
        Assert.Equal((_modes[scope], _stages[scope]), (move.From, move.FromStage));
        Assert.Equal(_latest.At, move.At);
        bool trips = _latest.Kind is SafetyInputKind.Latch or SafetyInputKind.LatchScoped or SafetyInputKind.Worsen;
        bool passes = _latest.Kind == SafetyInputKind.StagePassed && _latest.Scope == scope && _latest.Stage == move.FromStage
            && _latest.Checks == RecoveryChecks.All;
        string what = (move.From, move.To) switch
        {
            (_, Mode.Bscb) when scope != Topology.Platform && move.From != Mode.Bscb && trips => move.From == Mode.Recovery ? "re-trip" : "trip",
            (_, Mode.Dmm) when scope == Topology.Platform && move.From != Mode.Dmm && trips => "dmm",
            (Mode.Bscb, Mode.Recovery) when _latest.Kind == SafetyInputKind.Clear && _latest.Scope == scope && move.ToStage == 0 => "cleared",
            (Mode.Dmm, Mode.Recovery) when _latest.Kind == SafetyInputKind.Resume && move.ToStage == 0 => "resumed",
            (Mode.Recovery, Mode.Recovery) when passes && move.ToStage == move.FromStage + 1 => "stage",
            (Mode.Recovery, Mode.Normal) when passes && move.FromStage == PermissionMatrix.LastStage => "normal",
            _ => "",
        };
        Assert.True(what.Length > 0, $"neither upwards nor recovery: {move} after {_latest.Kind} on scope {_latest.Scope}");
        bool isRecovery = what is "cleared" or "resumed" or "stage" or "normal";
        Assert.True(!isRecovery || Binding(scope) == 0, $"{what} on scope {scope} with an active cause");
        Seen[what] = Seen.GetValueOrDefault(what) + 1;
        _modes[scope] = move.To;
        _stages[scope] = move.ToStage;
        if (what == "normal")
        {
            foreach ((int of, TriggerId trigger) in new List<(int, TriggerId)>(_causes.Keys))
            {
                if (of == scope && !_causes[(of, trigger)].IsActive)
                {
                    _causes.Remove((of, trigger));
                }
            }
        }
    }

    // A P4 alert binds nothing, except what is an escalation by what it is.
    private int Binding(int scope)
    {
        int binding = 0;
        foreach (((int of, TriggerId _), Known cause) in _causes)
        {
            binding += of == scope && cause.IsActive && cause.Severity != Severity.Low ? 1 : 0;
        }

        return binding;
    }

    private readonly record struct Known(Severity Severity, bool IsActive);
}
