using System;
using System.Linq;
using Basisd.Safety;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Basisd.Tests.Safety;

/// <summary>Long random histories with moving time on a platform with every known trigger on every scope.</summary>
public sealed class RandomSequenceTests(ITestOutputHelper output)
{
    private const int RequiredSignatures = 2;

    private int _steps;
    private int _applied;
    private int _transitions;
    private int _resumed;
    private int _completed;

    private static readonly TriggerId[] Triggers =
        [.. Enumerable.Range(0, 256).Where(t => TriggerNames.IsKnown((byte)t)).Select(t => (TriggerId)t)];

    [Fact]
    public void Every_history_keeps_the_laws_and_reads_back_at_every_step()
    {
        ulong seed = SafetyFixture.Seed();
        output.WriteLine($"replay with {SafetyFixture.SeedVariable}={seed}");
        Config config = Config.QuickThrowOnFailure.WithMaxTest(300).WithStartSize(20).WithEndSize(400).WithReplay(seed, 1UL);
        Check.One(config, Prop.ForAll(Arb.From(Gen.ArrayOf(Inputs())), Holds));
        output.WriteLine($"{_steps} steps, {_applied} applied, {_transitions} transitions, {_resumed} ways out of DMM, {_completed} recoveries");
        Assert.True(_resumed > 100 && _completed > 20, "the histories do not reach what they should");
    }

    private void Holds(SafetyInput[] history)
    {
        SafetyState state = new(SafetyFixture.SmallTopology(), RequiredSignatures);
        SafetyState follower = new(SafetyFixture.SmallTopology(), RequiredSignatures);
        SafetyLaws laws = new(state.ScopeCount, RequiredSignatures);
        TransitionList transitions = new();
        TransitionList followed = new();
        CanonicalWriter writer = new();
        CanonicalWriter again = new();
        foreach (SafetyInput drawn in history)
        {
            SafetyInput input = drawn;
            input.At += state.LastAt;
            input.DmmEpoch += state.DmmEpoch;
            bool exists = input.Scope >= 0 && input.Scope < state.ScopeCount;
            input.Stage += exists ? state.StageOf(input.Scope) : (byte)0;
            laws.Before(state);
            SafetyOutcome outcome = state.Step(input, transitions);
            laws.After(state, input, outcome, transitions);
            laws.Always(state);
            Count(outcome, transitions);

            // The follower is born again from a snapshot before every step: it must report the same transitions and end in the same bytes.
            SafetyLaws.Holds(follower.Step(input, followed) == outcome, "a state from a snapshot answers differently");
            SafetyLaws.Holds(followed.Items.SequenceEqual(transitions.Items), "a state from a snapshot reports other transitions");
            writer.Clear();
            state.Write(writer);
            again.Clear();
            follower.Write(again);
            SafetyLaws.Holds(again.Written.SequenceEqual(writer.Written), "a state from a snapshot ends elsewhere");
            CanonicalReader reader = new(writer.Written);
            follower.Read(ref reader);
            reader.End();
            laws.Always(follower);
            again.Clear();
            follower.Write(again);
            SafetyLaws.Holds(again.Written.SequenceEqual(writer.Written), "Write, Read, Write is not the identity");
        }
    }

    private void Count(SafetyOutcome outcome, TransitionList transitions)
    {
        _steps++;
        _applied += outcome == SafetyOutcome.Applied ? 1 : 0;
        foreach (Transition transition in transitions.Items)
        {
            _transitions++;
            _resumed += transition.From == Mode.Dmm ? 1 : 0;
            _completed += transition.To == Mode.Normal ? 1 : 0;
        }
    }

    private static Gen<SafetyInput> Inputs()
    {
        Gen<long> steps = Gen.Frequency(
            (8, Gen.Choose(0, 1000).Select(ms => ms * FixedPoint.Millisecond)),
            (3, Gen.Choose(1, 70).Select(minutes => minutes * FixedPoint.Minute)),
            (1, Gen.Constant(-1L)));
        Gen<SafetyInputKind> kinds = Gen.Frequency(
            (4, Gen.Constant(SafetyInputKind.Latch)), (1, Gen.Constant(SafetyInputKind.Worsen)), (6, Gen.Constant(SafetyInputKind.Clear)),
            (16, Gen.Constant(SafetyInputKind.StagePassed)), (4, Gen.Constant(SafetyInputKind.Resume)), (1, Gen.Constant(SafetyInputKind.Contain)),
            (1, Gen.Choose(0, 255).Select(k => (SafetyInputKind)k)));
        Gen<SafetyInput> what =
            from kind in kinds
            from at in steps
            from scope in Gen.Frequency((30, Gen.Choose(0, 4)), (1, Gen.Elements(-1, 5, int.MinValue, int.MaxValue)))
            from trigger in Gen.Frequency((90, Gen.Elements(Triggers[3], Triggers[7])), (6, Gen.Elements(Triggers)),
                (1, Gen.Choose(0, 255).Select(t => (TriggerId)t)))
            from severity in Gen.Frequency((1, Gen.Choose(0, 5)), (9, Gen.Choose(2, 4)))
            from unclassified in Gen.Frequency((19, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new SafetyInput
            {
                Kind = kind,
                At = at,
                Scope = kind >= SafetyInputKind.Resume && scope > 1 ? 0 : scope,
                Trigger = trigger,
                Severity = (Severity)severity,
                Unclassified = unclassified,
            };
        return
            from input in what
            from measured in ArbMap.Default.GeneratorFor<long>()
            from stage in Gen.Frequency((9, Gen.Constant(0)), (1, Gen.Choose(1, 5)))
            from checks in Gen.Frequency((5, Gen.Constant(RecoveryChecks.All)), (1, Gen.Choose(0, 255).Select(c => (RecoveryChecks)c)))
            from criteria in Gen.Frequency((5, Gen.Constant(ResumptionCriteria.All)), (1, Gen.Choose(0, 255).Select(c => (ResumptionCriteria)c)))
            from epoch in Gen.Frequency((5, Gen.Constant(0)), (1, Gen.Choose(-2, 2)))
            from signatures in Gen.Frequency((5, Gen.Constant(RequiredSignatures)), (1, Gen.Choose(-1, 3)))
            select input with
            {
                Evidence = new Evidence(measured, measured ^ 1, 7),
                Origin = stage,
                Stage = (byte)stage,
                Checks = checks,
                Criteria = criteria,
                DmmEpoch = epoch,
                Signatures = signatures,
            };
    }
}
