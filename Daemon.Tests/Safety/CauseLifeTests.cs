using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using Xunit;
using static Basisd.Tests.Safety.SafetyFixture;

namespace Basisd.Tests.Safety;

/// <summary>How causes latch, worsen, clear and come back, and what that does to modes.</summary>
public sealed class CauseLifeTests
{
    private readonly SafetyFixture _f = new();

    public static TheoryData<int> NarrowScopes() => [TheModule, TheVenue, TheAsset, TheRoute];

    [Theory]
    [MemberData(nameof(NarrowScopes))]
    public void A_scoped_cause_trips_clears_and_recovers_stage_by_stage(int scope)
    {
        Evidence evidence = new(7, 3, FixedPoint.Minute);
        Assert.Equal(SafetyOutcome.Applied, _f.Latch(scope, TriggerId.ApiFailure, Severity.High, evidence: evidence));
        Transition tripped = Assert.Single(_f.Transitions.Items.ToArray());
        Assert.Equal(new Transition(_f.Now, scope, Mode.Normal, 0, Mode.Bscb, 0, 1, TriggerId.ApiFailure, evidence), tripped);
        Assert.Equal(Mode.Normal, _f.State.ModeOf(ThePlatform));

        _f.Now += 5;
        Evidence calm = new(1, 3, FixedPoint.Second);
        Assert.Equal(SafetyOutcome.Applied, _f.Clear(scope, TriggerId.ApiFailure, calm));
        Transition cleared = Assert.Single(_f.Transitions.Items.ToArray());
        Assert.Equal(new Transition(_f.Now, scope, Mode.Bscb, 0, Mode.Recovery, 0, 1, TriggerId.ApiFailure, calm), cleared);

        for (byte stage = 0; stage <= PermissionMatrix.LastStage; stage++)
        {
            _f.Now++;
            Assert.Equal(stage, _f.State.StageOf(scope));
            Assert.Equal(SafetyOutcome.Applied, _f.Pass(scope, stage));
            Transition passed = Assert.Single(_f.Transitions.Items.ToArray());
            bool last = stage == PermissionMatrix.LastStage;
            Evidence checks = new((long)RecoveryChecks.All, (long)RecoveryChecks.All, 0);
            Mode to = last ? Mode.Normal : Mode.Recovery;
            Transition expected = new(
                _f.Now, scope, Mode.Recovery, stage, to, last ? (byte)0 : (byte)(stage + 1), 1, TriggerId.ApiFailure, checks);
            Assert.Equal(expected, passed);
            Assert.Equal(_f.Now, _f.State.SinceOf(scope));
        }

        Assert.Equal(Mode.Normal, _f.State.ModeOf(scope));
        Assert.Equal(0, _f.State.Causes.Count);
        Assert.Equal(0, _f.State.DmmEpoch);
    }

    [Fact]
    public void The_last_of_several_causes_opens_recovery_and_all_are_released_at_its_end()
    {
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        _f.Latch(TheVenue, TriggerId.MarginBufferBreach, Severity.Medium);
        Assert.Empty(_f.Transitions.Items.ToArray());
        Assert.Equal(2, _f.State.Causes.BindingActive(TheVenue));
        Assert.Equal(SafetyOutcome.Applied, _f.Clear(TheVenue, TriggerId.ApiFailure));
        Assert.Equal(Mode.Bscb, _f.State.ModeOf(TheVenue));
        Assert.Equal(SafetyOutcome.Applied, _f.Clear(TheVenue, TriggerId.MarginBufferBreach));
        Assert.Equal(Mode.Recovery, _f.State.ModeOf(TheVenue));
        Assert.Equal(2, _f.State.Causes.Count);
        Assert.Equal(SafetyOutcome.Applied, _f.PassAll(TheVenue));
        Assert.Equal(0, _f.State.Causes.Count);
    }

    [Fact]
    public void Latching_what_is_latched_as_bad_or_worse_changes_nothing()
    {
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        byte[] before = _f.Bytes();
        Assert.Equal(SafetyOutcome.NoChange, _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High));
        Assert.Equal(SafetyOutcome.NoChange, _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.Low));
        Assert.Equal(SafetyOutcome.NoChange, _f.Worsen(TheVenue, TriggerId.ApiFailure, Severity.High));
        Assert.Equal(SafetyOutcome.NoChange, _f.Worsen(TheVenue, TriggerId.ApiFailure, Severity.Medium));
        Assert.Equal(before, _f.Bytes());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_critical_trip_of_a_cause_that_is_latched_as_milder_reaches_dmm(bool byLatch)
    {
        _f.Latch(TheVenue, TriggerId.MarginBufferBreach, Severity.High);
        Evidence worse = new(119, 120, 0);
        SafetyOutcome outcome = byLatch
            ? _f.Latch(TheVenue, TriggerId.MarginBufferBreach, Severity.Critical, evidence: worse)
            : _f.Worsen(TheVenue, TriggerId.MarginBufferBreach, Severity.Critical, evidence: worse);
        Assert.Equal(SafetyOutcome.Applied, outcome);
        Assert.Equal(Mode.Dmm, _f.State.ModeOf(ThePlatform));
        Assert.Equal(worse, Assert.Single(_f.Transitions.Items.ToArray()).Evidence);
        Assert.Equal(Severity.Critical, _f.State.Causes[0].Severity);
        Assert.Equal(1, _f.State.Trips.Count);
    }

    [Fact]
    public void An_unclassified_worsening_reaches_dmm_and_keeps_the_severity()
    {
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        Assert.Equal(SafetyOutcome.Applied, _f.Worsen(TheVenue, TriggerId.ApiFailure, Severity.Medium, unclassified: true));
        Assert.Equal(Mode.Dmm, _f.State.ModeOf(ThePlatform));
        Assert.Equal(Severity.High, _f.State.Causes[0].Severity);
    }

    [Fact]
    public void Nothing_to_worsen_or_clear_changes_nothing()
    {
        byte[] before = _f.Bytes();
        Assert.Equal(SafetyOutcome.NoChange, _f.Worsen(TheVenue, TriggerId.ApiFailure, Severity.Critical));
        Assert.Equal(SafetyOutcome.NoChange, _f.Clear(TheVenue, TriggerId.ApiFailure));
        Assert.Equal(before, _f.Bytes());

        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        _f.Clear(TheVenue, TriggerId.ApiFailure);
        before = _f.Bytes();
        Assert.Equal(SafetyOutcome.NoChange, _f.Worsen(TheVenue, TriggerId.ApiFailure, Severity.Critical));
        Assert.Equal(SafetyOutcome.NoChange, _f.Clear(TheVenue, TriggerId.ApiFailure));
        Assert.Equal(before, _f.Bytes());
    }

    [Fact]
    public void A_retrip_in_recovery_goes_back_to_bscb_keeps_the_cause_and_its_worst_severity()
    {
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        _f.Clear(TheVenue, TriggerId.ApiFailure);
        _f.Pass(TheVenue, 0);
        _f.Pass(TheVenue, 1);
        _f.Now += FixedPoint.Second;
        Assert.Equal(SafetyOutcome.Applied, _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.Medium));
        Transition back = Assert.Single(_f.Transitions.Items.ToArray());
        Assert.Equal((Mode.Recovery, (byte)2, Mode.Bscb, (byte)0), (back.From, back.FromStage, back.To, back.ToStage));
        Cause cause = _f.State.Causes[0];
        Assert.Equal((1L, Severity.High, 0L, 1), (cause.Id, cause.Severity, cause.ClearedAt, cause.PriorTrips));
        Assert.Equal(_f.Now, cause.TrippedAt);
        Assert.Equal(_f.Now - FixedPoint.Second, cause.LatchedAt);
        Assert.Equal(1, _f.State.Causes.BindingActive(TheVenue));
    }

    [Fact]
    public void A_retrip_of_a_systemic_cause_is_systemic_again_however_mild()
    {
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.Critical);
        _f.Clear(TheVenue, TriggerId.ApiFailure);
        _f.Resume();
        Assert.Equal(SafetyOutcome.Applied, _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.Medium));
        Assert.Equal((Mode.Dmm, 2L), (_f.State.ModeOf(ThePlatform), _f.State.DmmEpoch));
        Assert.Equal(2, _f.Transitions.Count);
    }

    [Fact]
    public void Prior_trips_count_the_last_hour_of_this_trigger_and_scope_only()
    {
        long start = 10 * FixedPoint.Minute;
        long[] offsets = [0, 20, 40, 59, 60, 61, 200];
        List<int> prior = [];
        foreach (long offset in offsets)
        {
            _f.Now = start + (offset * FixedPoint.Minute);
            _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
            prior.Add(_f.State.Causes[_f.State.Causes.Find(TheVenue, TriggerId.ApiFailure)].PriorTrips);
            _f.Clear(TheVenue, TriggerId.ApiFailure);

            // Other triggers and scopes do not count.
            _f.Latch(TheAsset, TriggerId.ApiFailure, Severity.High);
            _f.Clear(TheAsset, TriggerId.ApiFailure);
            _f.Latch(TheVenue, TriggerId.MarginBufferBreach, Severity.High);
            _f.Clear(TheVenue, TriggerId.MarginBufferBreach);
        }

        // At 60 the trip of minute 0 is exactly an hour old and out; at 61 those of 20, 40, 59, 60 remain.
        Assert.Equal([0, 1, 2, 3, 3, 4, 0], prior);
    }

    [Fact]
    public void An_alert_changes_no_mode_is_no_trip_and_leaves_when_it_clears()
    {
        foreach (int scope in new[] { ThePlatform, TheModule, TheVenue, TheAsset, TheRoute })
        {
            Assert.Equal(SafetyOutcome.Applied, _f.Latch(scope, TriggerId.SettlementUnitDeviation, Severity.Low));
            Assert.Equal(0, _f.Transitions.Count);
            Assert.Equal(0, _f.State.Causes.BindingActive(scope));
            Assert.Equal(1, _f.State.Causes.Count);
            Assert.Equal(0, _f.State.Trips.Count);
            Assert.Equal(SafetyOutcome.Applied, _f.Clear(scope, TriggerId.SettlementUnitDeviation));
            Assert.Equal(0, _f.Transitions.Count);
            Assert.Equal(0, _f.State.Causes.Count);
            Assert.All(Enumerable.Range(0, _f.State.ScopeCount), s => Assert.Equal(Mode.Normal, _f.State.ModeOf(s)));
        }
    }

    [Fact]
    public void An_alert_neither_holds_recovery_up_nor_is_released_by_it()
    {
        _f.Latch(TheVenue, TriggerId.InputStale, Severity.Low);
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        _f.Clear(TheVenue, TriggerId.ApiFailure);
        Assert.Equal(TriggerId.ApiFailure, Assert.Single(_f.Transitions.Items.ToArray()).Trigger);
        Assert.Equal(SafetyOutcome.Applied, _f.Pass(TheVenue, 0));
        Assert.Equal(TriggerId.ApiFailure, Assert.Single(_f.Transitions.Items.ToArray()).Trigger);
        for (int stage = 1; stage <= PermissionMatrix.LastStage; stage++)
        {
            Assert.Equal(SafetyOutcome.Applied, _f.Pass(TheVenue, stage));
        }

        Assert.Equal(Mode.Normal, _f.State.ModeOf(TheVenue));
        Assert.Equal(CauseStatus.Active, _f.State.Causes[_f.State.Causes.Find(TheVenue, TriggerId.InputStale)].Status);
        Assert.Equal(-1, _f.State.Causes.Find(TheVenue, TriggerId.ApiFailure));
    }

    [Fact]
    public void An_alert_that_worsens_binds_and_is_a_trip_from_then_on()
    {
        _f.Latch(TheVenue, TriggerId.InputStale, Severity.Low);
        _f.Now += FixedPoint.Second;
        Assert.Equal(SafetyOutcome.Applied, _f.Worsen(TheVenue, TriggerId.InputStale, Severity.Medium));
        Assert.Equal(Mode.Bscb, _f.State.ModeOf(TheVenue));
        Assert.Equal(1, _f.State.Causes.BindingActive(TheVenue));
        Assert.Equal(new Trip(_f.Now, TheVenue, TriggerId.InputStale, 0), _f.State.Trips.Newest(0));
        Assert.Equal(_f.Now, _f.State.Causes[0].TrippedAt);
        Assert.Equal(SafetyOutcome.Applied, _f.Clear(TheVenue, TriggerId.InputStale));
        Assert.Equal(Mode.Recovery, _f.State.ModeOf(TheVenue));
    }

    [Fact]
    public void The_cause_that_recovery_names_is_the_one_that_tripped_last()
    {
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        _f.Latch(TheVenue, TriggerId.MarginBufferBreach, Severity.High);
        _f.Now++;
        _f.Clear(TheVenue, TriggerId.ApiFailure);
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        _f.Clear(TheVenue, TriggerId.ApiFailure);
        _f.Clear(TheVenue, TriggerId.MarginBufferBreach);
        _f.Pass(TheVenue, 0);
        Assert.Equal((1L, TriggerId.ApiFailure), (_f.Transitions.Items[0].CauseId, _f.Transitions.Items[0].Trigger));
    }

    [Fact]
    public void A_state_from_a_snapshot_walks_its_causes_and_names_them_as_the_first_one_does()
    {
        // The alert in slot 0 leaves, so that a later cause sits in a lower slot than an earlier one.
        _f.Latch(TheVenue, TriggerId.InputStale, Severity.Low);
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        _f.Clear(TheVenue, TriggerId.InputStale);
        _f.Latch(TheVenue, TriggerId.MarginBufferBreach, Severity.High);
        SafetyState other = ReadBack(_f.Bytes());
        Assert.Equal(Walk(_f.State), Walk(other));
        Assert.Equal([2L, 3L], Walk(_f.State));

        TransitionList transitions = new();
        foreach (TriggerId trigger in new[] { TriggerId.ApiFailure, TriggerId.MarginBufferBreach })
        {
            _f.Clear(TheVenue, trigger);
            other.Step(new SafetyInput { Kind = SafetyInputKind.Clear, At = _f.Now, Scope = TheVenue, Trigger = trigger }, transitions);
            Assert.Equal(_f.Transitions.Items.ToArray(), transitions.Items.ToArray());
        }

        _f.Pass(TheVenue, 0);
        SafetyInput pass = new() { Kind = SafetyInputKind.StagePassed, At = _f.Now, Scope = TheVenue, Checks = RecoveryChecks.All };
        other.Step(pass, transitions);
        Assert.Equal(_f.Transitions.Items.ToArray(), transitions.Items.ToArray());
        Assert.Equal(HashOf(_f.State), HashOf(other));
    }

    private static List<long> Walk(SafetyState state)
    {
        List<long> ids = [];
        for (int slot = state.Causes.FirstOf(TheVenue); slot >= 0; slot = state.Causes.NextOf(slot))
        {
            ids.Add(state.Causes[slot].Id);
        }

        return ids;
    }
}
