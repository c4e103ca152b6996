using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Basisd.Controls;
using Basisd.Host.Loop;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Node;
using Xunit;

namespace Basisd.Tests.Incidents;

/// <summary>Exposure that DMM froze is reduced by signatures and by nothing else; for the scope and in the episode that they name.</summary>
public sealed class SignedContainmentTests
{
    private const long S = FixedPoint.Second;

    [Fact]
    public void Two_seniors_open_cancel_and_reduce_and_nothing_else()
    {
        using ResumptionRig rig = Halted();
        Assert.Equal(Permission.Deny, rig.Node.PermissionOf("platform", GateAction.Cancel));
        Assert.Equal(0, rig.Node.Core.State.Containment.Number);
        (StepResult result, ContainmentClaim claim) = rig.SubmitContainment(rig.ApproveContainment(rig.Alice));
        Assert.Equal(StepResult.Refused, result);
        Assert.Equal(["1 of 2 signatures count"], claim.Missing);
        (result, claim) = rig.SubmitContainment(rig.ApproveContainment(rig.Alice), rig.ApproveContainment(rig.Bob));
        Assert.Equal(StepResult.Done, result);
        Assert.Empty(claim.Missing);
        ulong before = new PermissionMatrix().WordOf(isPlatform: true, Mode.Dmm, 0, containmentOrdered: false);
        Assert.Equal(new PermissionMatrix().WordOf(isPlatform: true, Mode.Dmm, 0, containmentOrdered: true), rig.Node.Page[0]);
        Assert.NotEqual(before, rig.Node.Page[0]);
        Assert.Equal(Mode.Dmm, rig.Platform);
        rig.Node.Tick(1);
        Containment containment = rig.Node.Core.State.Containment;
        Assert.Equal((0, 1L, ContainmentStep.Cancelling), (containment.Scope, containment.Episode, containment.Step));
        Assert.Equal(CommandKind.CancelAll, rig.Node.Core.State.Commands.Items[^1].Kind);
    }

    [Fact]
    public void It_loosens_after_the_commit_and_not_before()
    {
        using ResumptionRig rig = Halted();
        SubmittedApproval[] signed = [rig.ApproveContainment(rig.Alice), rig.ApproveContainment(rig.Bob)];
        rig.Node.AutoCommit = false;
        Assert.Equal(StepResult.Done, rig.SubmitContainment(signed).Result);
        Assert.Equal(Permission.Deny, rig.Node.PermissionOf("platform", GateAction.Cancel));
        rig.Node.Commit();
        Assert.Equal(Permission.Allow, rig.Node.PermissionOf("platform", GateAction.Cancel));
    }

    [Fact]
    public void A_signature_for_the_one_act_never_works_for_the_other()
    {
        using ResumptionRig rig = Halted();
        rig.Mend();
        SubmittedApproval[] contain = [rig.ApproveContainment(rig.Alice), rig.ApproveContainment(rig.Bob)];
        SubmittedApproval[] resume = [rig.Approve(rig.Alice), rig.Approve(rig.Bob)];
        (StepResult result, ResumptionClaim claim) = rig.Submit(contain);
        Assert.Equal(StepResult.Refused, result);
        Assert.All(claim.Answers, a => Assert.Equal("other_act", a.Refusal));
        (result, ContainmentClaim order) = rig.SubmitContainment(resume);
        Assert.Equal(StepResult.Refused, result);
        Assert.All(order.Answers, a => Assert.Equal("other_act", a.Refusal));
        Assert.Equal((Mode.Dmm, false), (rig.Platform, rig.Node.Core.State.Safety.Contained));

        // Either text with the other's signature is nobody's.
        SubmittedApproval mixed = new(contain[0].Text, resume[0].Signature);
        Assert.Equal("bad_signature", rig.SubmitContainment(mixed, contain[1]).Claim.Answers[0].Refusal);
        Assert.Equal(StepResult.Done, rig.SubmitContainment(contain).Result);
        Assert.Equal(StepResult.Done, rig.Submit(resume).Result);
    }

    public static TheoryData<string, string> WrongKinds => new()
    {
        { "expired", "expired" }, { "wrong incident", "other_incident" }, { "wrong state", "other_state" }, { "reused", "already_used" },
        { "not senior", "not_senior" }, { "same person twice", "signed_twice" }, { "tampered", "bad_signature" }, { "unknown key", "unknown_signer" },
        { "wrong epoch", "other_epoch" }, { "another scope", "other_act" }, { "out of DMM", "already_used" },
    };

    [Theory]
    [MemberData(nameof(WrongKinds))]
    public void Every_wrong_kind_is_refused_and_recorded(string kind, string refusal)
    {
        using ResumptionRig rig = Halted();
        SubmittedApproval[] signed = [rig.ApproveContainment(rig.Alice), rig.ApproveContainment(rig.Bob)];
        using Person dave = new("dave", senior: true);
        switch (kind)
        {
            case "expired": rig.Node.Live(3_601); signed = [rig.ApproveContainment(rig.Alice), signed[1]]; break;
            case "wrong incident": signed[1] = rig.ApproveContainment(rig.Bob, facts: rig.Facts() with { Incident = 9 }); break;
            case "wrong state": signed[1] = rig.ApproveContainment(rig.Bob, facts: rig.Facts() with { StateHash = new string('0', 64) }); break;
            case "wrong epoch": signed[1] = rig.ApproveContainment(rig.Bob, facts: rig.Facts() with { DmmEpoch = 2 }); break;
            case "reused":
                Assert.Equal(StepResult.Done, rig.SubmitContainment(signed).Result);
                rig.Node.Tick(1);
                break;
            case "not senior": signed[1] = rig.ApproveContainment(rig.Carol); break;
            case "same person twice": signed[1] = rig.ApproveContainment(rig.Alice); break;
            case "tampered": signed[1] = new SubmittedApproval(Replaced(signed[1].Text, "incident: 1", "incident: 2"), signed[1].Signature); break;
            case "unknown key": signed[1] = rig.ApproveContainment(dave); break;
            case "another scope": signed[1] = rig.ApproveContainment(rig.Bob, "venue/alpha"); break;
            default:
                rig.Mend();
                Assert.Equal(StepResult.Done, rig.Submit(rig.Approve(rig.Alice), rig.Approve(rig.Bob)).Result);
                break;
        }

        int entries = rig.Node.Journal.Count(e => e.Kind == EntryKind.Approval);
        byte[] hash = rig.Node.Core.State.Hash().ToArray();
        (StepResult result, ContainmentClaim claim) = rig.SubmitContainment(signed);
        Assert.Equal(refusal, claim.Answers[1].Refusal);
        Assert.NotEqual(StepResult.Done, result);
        Assert.NotEmpty(claim.Missing);
        Assert.Equal(hash, rig.Node.Core.State.Hash().ToArray());
        Assert.Equal(entries + 1, rig.Node.Journal.Count(e => e.Kind == EntryKind.Approval));
        string record = Encoding.UTF8.GetString(rig.Node.Journal.Last(e => e.Kind == EntryKind.Approval).Payload);
        Assert.Contains($"approval 2: {refusal}: ", record, StringComparison.Ordinal);
        Assert.Contains("containment of platform of 'node-1'", record, StringComparison.Ordinal);
    }

    [Fact]
    public void A_narrow_order_leaves_the_rest_frozen_and_the_platform_may_follow()
    {
        ControlRig rig = new(new CoreSettings { StageDwellNs = S });
        rig.Step(new NodeInput { Kind = NodeInputKind.Halt, Now = rig.Rig.Now, Text = "x"u8 });
        rig.Tick(S);
        Assert.DoesNotContain(rig.Told, c => c.Kind == CommandKind.CancelAll);
        Assert.Equal(StepResult.Done, Contain(rig, "venue/alpha"));
        Assert.Equal(StepResult.Refused, Contain(rig, "venue/alpha"));
        (string Scope, Permission Cancel)[] cells =
        [
            ("platform", Permission.Allow), ("venue/alpha", Permission.Allow), ("asset/BTC", Permission.Allow), ("route/BTC@alpha", Permission.Allow),
            ("venue/bravo", Permission.Deny), ("venue/carol", Permission.Deny), ("asset/ETH", Permission.Deny), ("route/BTC@bravo", Permission.Deny),
        ];
        Assert.Equal(cells, cells.Select(c => (c.Scope, rig.Rig.PermissionOf(c.Scope, GateAction.Cancel))));
        Assert.Equal(cells, cells.Select(c => (c.Scope, rig.Rig.PermissionOf(c.Scope, GateAction.Reduce))));
        Assert.Equal(StepResult.Refused, rig.Order(CommandKind.CancelAll, "venue/bravo"));
        Assert.Equal(StepResult.Refused, rig.Order(CommandKind.CancelAll, "platform"));
        Assert.Equal(CommandRefusal.Frozen, rig.Rig.Core.Controls.Refusal);
        Assert.Equal(StepResult.Done, rig.Order(CommandKind.CancelAll, "route/BTC@alpha"));
        rig.Tick(S);
        Containment containment = rig.Rig.Core.State.Containment;
        Assert.Equal((rig.Rig.Scope("venue/alpha"), 1L), (containment.Scope, containment.Episode));

        Assert.Equal(StepResult.Done, Contain(rig, "platform"));
        Assert.All(cells, c => Assert.Equal(Permission.Allow, rig.Rig.PermissionOf(c.Scope, GateAction.Cancel)));
        rig.Tick(S);
        Assert.Equal((0, 2L), (containment.Scope, containment.Number));
        Assert.Equal(rig.Rig.Core.State.Hash().ToArray(), Replayed(rig.Rig).Hash().ToArray());
    }

    [Fact]
    public void It_outlasts_a_restart_and_ends_with_its_episode()
    {
        ControlRig rig = new(new CoreSettings { StageDwellNs = S });
        rig.Step(new NodeInput { Kind = NodeInputKind.Halt, Now = rig.Rig.Now, Text = "x"u8 });
        Assert.Equal(StepResult.Done, Contain(rig, "venue/alpha"));
        rig.Tick(S);
        CanonicalWriter snapshot = new();
        rig.Rig.Core.WriteSnapshot(snapshot);
        NodeRig again = new(rig.Rig.Settings, rig.Rig.Topology) { Now = rig.Rig.Now };
        again.Core.ReadSnapshot(snapshot.Written);
        Assert.Equal(rig.Rig.Core.State.Hash().ToArray(), again.Core.State.Hash().ToArray());
        again.Step(new NodeInput { Kind = NodeInputKind.Start, Now = again.Now, Text = "again"u8 });
        again.Tick(1);
        Assert.Equal(Permission.Deny, again.PermissionOf("venue/bravo", GateAction.Cancel));
        Assert.Equal(Permission.Allow, again.PermissionOf("venue/alpha", GateAction.Cancel));
        Assert.Equal(again.Scope("venue/alpha"), again.Core.State.Containment.Scope);

        // A second DMM begins frozen.
        SafetyInput resume = new()
        {
            Kind = SafetyInputKind.Resume,
            At = again.Now,
            DmmEpoch = 1,
            Signatures = 1,
            Criteria = ResumptionCriteria.All,
        };
        Assert.Equal(SafetyOutcome.Applied, again.Core.State.Apply(resume, again.Effects));
        again.Act(NodeInputKind.Halt, "platform");
        Assert.False(again.Core.State.Safety.Contained);
        Assert.Equal(Permission.Deny, again.PermissionOf("platform", GateAction.Cancel));
        Assert.NotEqual(Permission.Deny, again.PermissionOf("venue/bravo", GateAction.Cancel));
        again.Tick(S);
        Assert.Equal(ContainmentStep.Idle, again.Core.State.Containment.Step);
    }

    [Fact]
    public void Where_the_policy_contains_there_is_nothing_to_sign()
    {
        ControlRig rig = new(new CoreSettings { Matrix = new PermissionMatrix { ContainByPolicy = true } });
        rig.Step(new NodeInput { Kind = NodeInputKind.Halt, Now = rig.Rig.Now, Text = "x"u8 });
        Assert.Equal(StepResult.Refused, Contain(rig, "platform"));
        Assert.False(rig.Rig.Core.State.Safety.Contained);
    }

    private static ResumptionRig Halted()
    {
        ResumptionRig rig = new(required: 2);
        rig.Node.Act(NodeInputKind.Halt, "platform");
        rig.Node.Tick(1);
        return rig;
    }

    private static StepResult Contain(ControlRig rig, string scope) => rig.Step(new NodeInput
    {
        Kind = NodeInputKind.Contain,
        Now = rig.Rig.Now,
        Scope = rig.Rig.Scope(scope),
        Signatures = 1,
        DmmEpoch = rig.Rig.Core.State.Safety.DmmEpoch,
        Text = "signed"u8,
    });

    private static byte[] Replaced(ReadOnlyMemory<byte> text, string from, string to) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text.Span).Replace(from, to, StringComparison.Ordinal));

    // As a start does it: primary entries are applied, what they lead to is in the journal behind them.
    private static DurableState Replayed(NodeRig rig)
    {
        DurableState state = new(rig.Topology, rig.Settings.RequiredSignatures);
        Effects derived = new(rig.Topology.Scopes.Length);
        Queue<byte[]> expected = new();
        foreach ((EntryKind kind, byte[] payload) in rig.Journal)
        {
            if (expected.TryDequeue(out byte[]? next))
            {
                Assert.Equal(next, payload);
                continue;
            }

            derived.Clear();
            Assert.True(state.Replay(kind, payload, derived), $"{kind}");
            for (int i = 1; i < derived.Entries.Length; i++)
            {
                expected.Enqueue(derived.PayloadOf(derived.Entries[i]).ToArray());
            }
        }

        return state;
    }
}
