using System;
using System.Linq;
using Basisd.Safety;
using Xunit;
using static Basisd.Tests.Safety.SafetyFixture;

namespace Basisd.Tests.Safety;

/// <summary>Inputs that must be refused, each with the state left as it was, byte for byte.</summary>
public sealed class RefusalTests
{
    private readonly SafetyFixture _f = new();

    public static TheoryData<string, SafetyInput> Malformed()
    {
        SafetyInput latch = new() { Kind = SafetyInputKind.Latch, Scope = TheVenue, Trigger = TriggerId.VolatilitySpike, Severity = Severity.High };
        return new TheoryData<string, SafetyInput>
        {
            { "kind 0", latch with { Kind = 0 } },
            { "kind 7", latch with { Kind = (SafetyInputKind)7 } },
            { "kind 255", latch with { Kind = (SafetyInputKind)255 } },
            { "scope -1", latch with { Scope = -1 } },
            { "one scope too far", latch with { Scope = SmallTopology().Scopes.Length } },
            { "scope int.MinValue", latch with { Scope = int.MinValue } },
            { "no trigger", latch with { Trigger = TriggerId.None } },
            { "trigger 63", latch with { Trigger = (TriggerId)63 } },
            { "trigger 255", latch with { Trigger = (TriggerId)255 } },
            { "severity 0", latch with { Severity = 0 } },
            { "severity 5", latch with { Severity = (Severity)5 } },
            { "unknown severity, unclassified", latch with { Severity = 0, Unclassified = true } },
            { "worsen to severity 0", latch with { Kind = SafetyInputKind.Worsen, Trigger = TriggerId.ApiFailure, Severity = 0 } },
            { "worsen to severity 5", latch with { Kind = SafetyInputKind.Worsen, Trigger = TriggerId.ApiFailure, Severity = (Severity)5 } },
            { "latched already, severity 0", latch with { Trigger = TriggerId.ApiFailure, Severity = 0 } },
        };
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_input_is_refused(string what, SafetyInput input)
    {
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        byte[] before = _f.Bytes();
        Assert.True(_f.Do(input) == SafetyOutcome.Refused, what);
        Assert.Equal(before, _f.Bytes());
        Assert.Equal(0, _f.Transitions.Count);
    }

    [Fact]
    public void Time_may_stand_still_and_not_go_back()
    {
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        Assert.Equal(_f.Now, _f.State.LastAt);
        byte[] before = _f.Bytes();
        foreach (SafetyInputKind kind in Enum.GetValues<SafetyInputKind>())
        {
            SafetyInput input = new()
            {
                Kind = kind,
                At = _f.Now - 1,
                Scope = TheVenue,
                Trigger = TriggerId.ApiFailure,
                Severity = Severity.Critical,
            };
            Assert.Equal(SafetyOutcome.Refused, _f.Do(input));
        }

        Assert.Equal(SafetyOutcome.Refused, new SafetyFixture { Now = -1 }.Latch(ThePlatform, TriggerId.OperatorHalt, Severity.Critical));
        Assert.Equal(before, _f.Bytes());
        Assert.Equal(SafetyOutcome.Applied, _f.Clear(TheVenue, TriggerId.ApiFailure));
    }

    [Fact]
    public void A_refused_input_does_not_move_time()
    {
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        long at = _f.State.LastAt;
        _f.Now += FixedPoint.Minute;
        Assert.Equal(SafetyOutcome.Refused, _f.Resume());
        Assert.Equal(SafetyOutcome.NoChange, _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High));
        Assert.Equal(at, _f.State.LastAt);
    }

    [Fact]
    public void A_stage_passes_only_in_its_turn_with_every_check_and_only_in_recovery()
    {
        foreach (int scope in new[] { ThePlatform, TheVenue })
        {
            SafetyFixture f = new();
            Refuses(f, scope, 0);
            f.Latch(scope, TriggerId.ApiFailure, Severity.High);
            Refuses(f, scope, 0);
            if (scope == ThePlatform)
            {
                f.Resume();
            }
            else
            {
                f.Clear(scope, TriggerId.ApiFailure);
            }

            for (int stage = 0; stage <= PermissionMatrix.LastStage; stage++)
            {
                for (int other = 0; other <= PermissionMatrix.LastStage + 1; other++)
                {
                    if (other != stage)
                    {
                        Refuses(f, scope, other);
                    }
                }

                foreach (RecoveryChecks one in Enum.GetValues<RecoveryChecks>().Where(c => int.PopCount((int)c) == 1))
                {
                    Refuses(f, scope, stage, RecoveryChecks.All & ~one);
                    Refuses(f, scope, stage, one);
                }

                Refuses(f, scope, stage, RecoveryChecks.None);
                Assert.Equal(SafetyOutcome.Applied, f.Pass(scope, stage));
            }

            Refuses(f, scope, 0);
        }
    }

    [Fact]
    public void At_least_one_signature_is_always_required()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SafetyState(SmallTopology(), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SafetyState(SmallTopology(), -1));
    }

    [Fact]
    public void A_full_table_says_so_and_the_platform_can_still_go_to_dmm()
    {
        TopologyBuilder builder = new();
        TriggerId[] known = [.. Enumerable.Range(0, 256).Where(t => TriggerNames.IsKnown((byte)t)).Select(t => (TriggerId)t)];
        TriggerId[] scoped = [.. known.Except([TriggerId.OperatorHalt, TriggerId.PersistentTriggers])];
        int room = CauseTable.Capacity - CauseTable.PlatformReserve;
        for (int i = 0; i <= room / scoped.Length + 1; i++)
        {
            builder.AddModule($"m{i}");
        }

        SafetyState state = new(builder.Build(), 1);
        TransitionList transitions = new();
        for (int i = 0; i < room; i++)
        {
            Assert.Equal(SafetyOutcome.Applied, state.Step(Latch(1 + (i / scoped.Length), scoped[i % scoped.Length], Severity.High), transitions));
        }

        byte[] before = BytesOf(state);
        Assert.Equal(SafetyOutcome.Full, state.Step(Latch(state.ScopeCount - 1, scoped[^1], Severity.High), transitions));
        Assert.Equal(SafetyOutcome.Full, state.Step(Latch(state.ScopeCount - 1, scoped[^1], Severity.Critical), transitions));
        Assert.Equal(before, BytesOf(state));
        Assert.Equal(0, transitions.Count);

        // What is latched may still get worse and clear, and every trigger that exists finds room on the platform.
        Assert.Equal(SafetyOutcome.Applied, state.Step(Latch(1, scoped[0], Severity.Critical), transitions));
        Assert.True(known.Length <= CauseTable.PlatformReserve);
        Assert.All(known, t => Assert.Equal(SafetyOutcome.Applied, state.Step(Latch(ThePlatform, t, Severity.Critical), transitions)));
        Assert.Equal(Mode.Dmm, state.ModeOf(ThePlatform));

        SafetyInput clear = Latch(1, scoped[0], 0) with { Kind = SafetyInputKind.Clear };
        Assert.Equal(SafetyOutcome.Applied, state.Step(clear, transitions));
    }

    [Fact]
    public void The_trip_log_forgets_the_oldest()
    {
        for (int i = 0; i < TripLog.Capacity + 10; i++)
        {
            _f.Now++;
            _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
            _f.Clear(TheVenue, TriggerId.ApiFailure);
        }

        Assert.Equal(TripLog.Capacity, _f.State.Trips.Count);
        Assert.Equal(_f.Now, _f.State.Trips.Newest(0).At);
        Assert.Equal(_f.Now - TripLog.Capacity + 1, _f.State.Trips.Newest(TripLog.Capacity - 1).At);
        Assert.Throws<ArgumentOutOfRangeException>(() => _f.State.Trips.Newest(TripLog.Capacity));
        Assert.Equal(3, _f.State.Trips.CountOf(TriggerId.ApiFailure, TheVenue, _f.Now - 3));
        Assert.Equal(TripLog.Capacity, _f.State.Causes[0].PriorTrips);
        Assert.Equal(HashOf(_f.State), HashOf(ReadBack(_f.Bytes())));
    }

    private static SafetyInput Latch(int scope, TriggerId trigger, Severity severity) =>
        new() { Kind = SafetyInputKind.Latch, At = 1, Scope = scope, Trigger = trigger, Severity = severity };

    private static void Refuses(SafetyFixture f, int scope, int stage, RecoveryChecks checks = RecoveryChecks.All)
    {
        byte[] before = f.Bytes();
        Assert.Equal(SafetyOutcome.Refused, f.Pass(scope, stage, checks));
        Assert.Equal(before, f.Bytes());
        Assert.Equal(0, f.Transitions.Count);
    }
}
