using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;
using Xunit;
using static Basisd.Tests.Safety.SafetyFixture;

namespace Basisd.Tests.Safety;

/// <summary>What takes the platform to DMM, and the one signed way out.</summary>
public sealed class PlatformTests
{
    private readonly SafetyFixture _f = new();

    public static TheoryData<TriggerId, Severity, bool> SystemicByNature() => new()
    {
        { TriggerId.ApiFailure, Severity.Critical, false },
        { TriggerId.ApiFailure, Severity.High, true },
        { TriggerId.ApiFailure, Severity.Medium, true },
        { TriggerId.ApiFailure, Severity.Low, true },
        { TriggerId.OperatorHalt, Severity.High, false },
        { TriggerId.OperatorHalt, Severity.Low, false },
        { TriggerId.PersistentTriggers, Severity.High, false },
        { TriggerId.PersistentTriggers, Severity.Low, false },
    };

    [Theory]
    [MemberData(nameof(SystemicByNature))]
    public void A_systemic_cause_binds_its_narrow_scope_and_the_platform(TriggerId trigger, Severity severity, bool unclassified)
    {
        foreach (int scope in new[] { TheModule, TheVenue, TheAsset, TheRoute })
        {
            SafetyFixture f = new();
            Evidence evidence = new(1, 2, 3);
            Assert.Equal(SafetyOutcome.Applied, f.Latch(scope, trigger, severity, unclassified, evidence));
            Assert.Equal(
                [
                    new Transition(f.Now, scope, Mode.Normal, 0, Mode.Bscb, 0, 1, trigger, evidence),
                    new Transition(f.Now, ThePlatform, Mode.Normal, 0, Mode.Dmm, 0, 1, trigger, evidence),
                ],
                f.Transitions.Items.ToArray());
            Assert.Equal(1, f.State.Causes.BindingActive(scope));
            Assert.Equal(1, f.State.DmmEpoch);
        }
    }

    [Theory]
    [InlineData(Severity.Critical)]
    [InlineData(Severity.High)]
    [InlineData(Severity.Medium)]
    public void Any_binding_cause_on_the_platform_is_dmm(Severity severity)
    {
        Assert.Equal(SafetyOutcome.Applied, _f.Latch(ThePlatform, TriggerId.StateIntegrityFault, severity));
        Assert.Equal(Mode.Dmm, _f.State.ModeOf(ThePlatform));
    }

    [Fact]
    public void An_alert_on_the_platform_that_worsens_is_dmm()
    {
        _f.Latch(ThePlatform, TriggerId.InputStale, Severity.Low);
        Assert.Equal(Mode.Normal, _f.State.ModeOf(ThePlatform));
        Assert.Equal(SafetyOutcome.Applied, _f.Latch(ThePlatform, TriggerId.InputStale, Severity.Medium));
        Assert.Equal(Mode.Dmm, _f.State.ModeOf(ThePlatform));
        Assert.Equal(SafetyOutcome.Refused, _f.Clear(ThePlatform, TriggerId.InputStale));
    }

    [Fact]
    public void A_cause_on_the_platform_is_cleared_by_the_signed_resumption_alone()
    {
        _f.Latch(ThePlatform, TriggerId.OperatorHalt, Severity.Critical);
        byte[] before = _f.Bytes();
        Assert.Equal(SafetyOutcome.Refused, _f.Clear(ThePlatform, TriggerId.OperatorHalt));
        Assert.Equal(before, _f.Bytes());
        Assert.Equal(SafetyOutcome.Applied, _f.Resume());
        Assert.Equal(CauseStatus.Cleared, _f.State.Causes[0].Status);
        Assert.Equal(_f.Now, _f.State.Causes[0].ClearedAt);
        Assert.Equal(0, _f.State.Causes.BindingActive(ThePlatform));
        Assert.Equal(SafetyOutcome.Applied, _f.PassAll(ThePlatform));
        Assert.Equal(Mode.Normal, _f.State.ModeOf(ThePlatform));
        Assert.Equal(0, _f.State.Causes.Count);
    }

    [Fact]
    public void Clearing_the_narrow_cause_that_led_to_dmm_does_not_leave_dmm()
    {
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.Critical);
        _f.Clear(TheVenue, TriggerId.ApiFailure);
        _f.PassAll(TheVenue);
        Assert.Equal((Mode.Normal, Mode.Dmm), (_f.State.ModeOf(TheVenue), _f.State.ModeOf(ThePlatform)));
        Assert.Equal(0, _f.State.Causes.Count);

        // Nothing is latched any more, and yet each transition of the platform names the cause that it is about.
        Assert.Equal(SafetyOutcome.Applied, _f.Resume());
        Evidence evidence = new((long)ResumptionCriteria.All, (long)ResumptionCriteria.All, 0);
        Assert.Equal(
            new Transition(_f.Now, ThePlatform, Mode.Dmm, 0, Mode.Recovery, 0, 1, TriggerId.ApiFailure, evidence), _f.Transitions.Items[0]);
        for (int stage = 0; stage <= PermissionMatrix.LastStage; stage++)
        {
            Assert.Equal(SafetyOutcome.Applied, _f.Pass(ThePlatform, stage));
            Assert.Equal((1L, TriggerId.ApiFailure), (_f.Transitions.Items[0].CauseId, _f.Transitions.Items[0].Trigger));
        }
    }

    [Fact]
    public void A_resumption_leaves_narrow_scopes_as_they_are()
    {
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.Critical);
        _f.Latch(ThePlatform, TriggerId.OperatorHalt, Severity.Critical);
        Assert.Equal(SafetyOutcome.Applied, _f.Resume());
        Assert.Equal(Mode.Bscb, _f.State.ModeOf(TheVenue));
        Assert.Equal(CauseStatus.Active, _f.State.Causes[_f.State.Causes.Find(TheVenue, TriggerId.ApiFailure)].Status);
        Assert.Equal(TriggerId.OperatorHalt, _f.Transitions.Items[0].Trigger);
    }

    public static TheoryData<string, SafetyInput> BadResumptions()
    {
        SafetyInput good = new()
        {
            Kind = SafetyInputKind.Resume,
            Scope = ThePlatform,
            Criteria = ResumptionCriteria.All,
            DmmEpoch = 2,
            Signatures = 2,
        };
        TheoryData<string, SafetyInput> all = new()
        {
            { "unsigned", good with { Signatures = 0 } },
            { "one signature of two", good with { Signatures = 1 } },
            { "negative count", good with { Signatures = -1 } },
            { "signed for the epoch before", good with { DmmEpoch = 1 } },
            { "signed for an epoch to come", good with { DmmEpoch = 3 } },
            { "epoch zero", good with { DmmEpoch = 0 } },
            { "not the platform", good with { Scope = TheVenue } },
            { "no criteria", good with { Criteria = ResumptionCriteria.None } },
            { "more than the criteria that exist", good with { Criteria = (ResumptionCriteria)255 } },
        };
        foreach (ResumptionCriteria one in Enum.GetValues<ResumptionCriteria>().Where(c => int.PopCount((int)c) == 1))
        {
            all.Add($"without {one}", good with { Criteria = ResumptionCriteria.All & ~one });
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(BadResumptions))]
    public void A_resumption_that_misses_one_guard_is_refused_and_touches_nothing(string what, SafetyInput resume)
    {
        SafetyFixture f = new(requiredSignatures: 2);
        f.Latch(ThePlatform, TriggerId.OperatorHalt, Severity.Critical);
        f.Resume(signatures: 2);
        f.Latch(ThePlatform, TriggerId.OperatorHalt, Severity.Critical);
        f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        Assert.Equal(2, f.State.DmmEpoch);
        byte[] before = f.Bytes();
        Assert.True(f.Do(resume) == SafetyOutcome.Refused, what);
        Assert.Equal(before, f.Bytes());
        Assert.Equal(0, f.Transitions.Count);
        Assert.Equal(SafetyOutcome.Applied, f.Resume(signatures: 2));
    }

    [Fact]
    public void There_is_nothing_to_resume_outside_dmm()
    {
        Assert.Equal(SafetyOutcome.Refused, _f.Resume());
        _f.Latch(ThePlatform, TriggerId.OperatorHalt, Severity.Critical);
        _f.Resume();
        for (int stage = 0; stage <= PermissionMatrix.LastStage; stage++)
        {
            byte[] before = _f.Bytes();
            Assert.Equal(SafetyOutcome.Refused, _f.Resume());
            Assert.Equal(before, _f.Bytes());
            _f.Pass(ThePlatform, stage);
        }

        Assert.Equal(SafetyOutcome.Refused, _f.Resume());
    }

    [Fact]
    public void Each_entry_into_dmm_is_a_new_epoch_and_a_further_cause_in_dmm_is_not()
    {
        _f.Latch(ThePlatform, TriggerId.OperatorHalt, Severity.Critical);
        _f.Latch(ThePlatform, TriggerId.StateIntegrityFault, Severity.Critical);
        Assert.Equal(0, _f.Transitions.Count);
        Assert.Equal(1, _f.State.DmmEpoch);
        _f.Resume();
        _f.Pass(ThePlatform, 0);
        _f.Latch(ThePlatform, TriggerId.OperatorHalt, Severity.Critical);
        Assert.Equal((2L, Mode.Dmm, (byte)0), (_f.State.DmmEpoch, _f.State.ModeOf(ThePlatform), _f.State.StageOf(ThePlatform)));
        Assert.Equal((byte)1, _f.Transitions.Items[0].FromStage);
    }

    [Fact]
    public void A_containment_order_needs_dmm_its_epoch_and_a_signature()
    {
        Assert.Equal(SafetyOutcome.Refused, _f.Contain());
        _f.Latch(ThePlatform, TriggerId.OperatorHalt, Severity.Critical);
        byte[] before = _f.Bytes();
        Assert.Equal(SafetyOutcome.Refused, _f.Contain(signatures: 0));
        Assert.Equal(SafetyOutcome.Refused, _f.Contain(epoch: 0));
        Assert.Equal(SafetyOutcome.Refused, _f.Contain(epoch: 2));
        Assert.Equal(before, _f.Bytes());
        Assert.Equal(SafetyOutcome.Applied, _f.Contain());
        Assert.Equal(0, _f.Transitions.Count);
        Assert.True(_f.State.Contained);
        before = _f.Bytes();
        Assert.Equal(SafetyOutcome.NoChange, _f.Contain());
        Assert.Equal(before, _f.Bytes());
    }

    [Fact]
    public void A_containment_order_lasts_through_validation_and_ends_at_stage_one()
    {
        _f.Latch(ThePlatform, TriggerId.OperatorHalt, Severity.Critical);
        _f.Contain();
        _f.Latch(ThePlatform, TriggerId.StateIntegrityFault, Severity.Critical);
        _f.Latch(TheVenue, TriggerId.ApiFailure, Severity.High);
        Assert.True(_f.State.Contained);
        ulong before = PlatformWord();
        _f.Resume();
        Assert.True(_f.State.Contained);
        Assert.Equal(before, PlatformWord());
        Assert.Equal(SafetyOutcome.Refused, _f.Contain());
        _f.Clear(TheVenue, TriggerId.ApiFailure);
        _f.Pass(TheVenue, 0);
        Assert.True(_f.State.Contained);
        _f.Pass(ThePlatform, 0);
        Assert.False(_f.State.Contained);
        Assert.True(PermissionWord.IsWithin(before, PlatformWord()));
    }

    [Fact]
    public void A_containment_order_does_not_outlive_its_epoch()
    {
        _f.Latch(ThePlatform, TriggerId.OperatorHalt, Severity.Critical);
        _f.Contain();
        _f.Resume();
        _f.Latch(ThePlatform, TriggerId.OperatorHalt, Severity.Critical);
        Assert.False(_f.State.Contained);
        Assert.Equal(new PermissionMatrix().WordOf(true, Mode.Dmm, 0, false), PlatformWord());
    }

    [Fact]
    public void An_order_on_a_scope_may_be_followed_by_one_on_the_platform_and_by_no_other()
    {
        _f.Latch(ThePlatform, TriggerId.OperatorHalt, Severity.Critical);
        Assert.Equal(SafetyOutcome.Applied, _f.Contain(scope: TheVenue));
        Assert.Equal(TheVenue, _f.State.ContainedScope);
        Assert.Equal(_f.Bytes(), SafetyFixture.BytesOf(SafetyFixture.ReadBack(_f.Bytes())));
        Assert.Equal(SafetyOutcome.NoChange, _f.Contain(scope: TheVenue));
        Assert.Equal(SafetyOutcome.NoChange, _f.Contain(scope: TheAsset));
        Assert.Equal(SafetyOutcome.Applied, _f.Contain());
        Assert.Equal(ThePlatform, _f.State.ContainedScope);
        Assert.Equal(SafetyOutcome.NoChange, _f.Contain(scope: TheVenue));
        Assert.Equal(ThePlatform, _f.State.ContainedScope);
    }

    private ulong PlatformWord() =>
        new PermissionMatrix().WordOf(true, _f.State.ModeOf(ThePlatform), _f.State.StageOf(ThePlatform), _f.State.Contained);
}
