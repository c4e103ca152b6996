using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Basisd.Host.Http;
using Basisd.Host.Loop;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Incidents;

/// <summary>The signed way out of DMM through the whole core (SPEC 7): nothing else leads out, and this leads to NORMAL.</summary>
public sealed class ResumptionTests
{
    [Fact]
    public void A_signed_resumption_leads_through_every_stage_to_normal()
    {
        using ResumptionRig rig = Halted();
        (StepResult result, ResumptionClaim claim) = rig.Submit(rig.Approve(rig.Alice));
        Assert.Empty(claim.Missing);
        Assert.Equal(StepResult.Done, result);
        Assert.Equal(Mode.Recovery, rig.Platform);
        Assert.Equal(0, rig.Node.Core.State.Safety.StageOf(0));
        Assert.Equal(Permission.Deny, rig.Node.PermissionOf("platform", GateAction.Cancel));
        List<byte> stages = [0];
        for (int second = 0; second < 20 && rig.Platform == Mode.Recovery; second++)
        {
            rig.Node.Live(1);
            byte stage = rig.Node.Core.State.Safety.StageOf(0);
            if (rig.Platform == Mode.Recovery && stage != stages[^1])
            {
                stages.Add(stage);
            }
        }

        Assert.Equal([0, 1, 2, 3, 4], stages);
        Assert.Equal(Mode.Normal, rig.Platform);
        Assert.Equal(PermissionWord.AllowAll, rig.Node.Page[0]);
        Assert.Equal(0, rig.Node.Core.State.Incidents.OpenId);
    }

    [Fact]
    public void Two_distinct_seniors_where_two_are_required()
    {
        using ResumptionRig rig = Halted(required: 2);
        Assert.Equal(StepResult.Refused, rig.Submit(rig.Approve(rig.Alice)).Result);
        Assert.Equal(StepResult.Refused, rig.Submit(rig.Approve(rig.Alice), rig.Approve(rig.Alice)).Result);
        Assert.Equal(StepResult.Refused, rig.Submit(rig.Approve(rig.Alice), rig.Approve(rig.Carol)).Result);
        Assert.Equal(Mode.Dmm, rig.Platform);
        Assert.Equal(StepResult.Done, rig.Submit(rig.Approve(rig.Carol), rig.Approve(rig.Alice), rig.Approve(rig.Bob)).Result);
        Assert.Equal(Mode.Recovery, rig.Platform);
    }

    [Fact]
    public void Each_missing_criterion_refuses_is_named_and_leaves_the_approval_good()
    {
        using ResumptionRig rig = new();
        rig.Node.Act(NodeInputKind.Halt, "platform");
        rig.Node.Live(1);
        SubmittedApproval approval = rig.Approve(rig.Alice);

        Refused(rig, "criterion 5: BTC", approval);
        rig.Mend();
        rig.Broken.Add("the clock stepped");
        Refused(rig, "criterion 2: the clock stepped", approval);
        rig.Broken.Clear();
        Refused(rig, "criterion 1", rig.Approve(rig.Alice, document: null));
        rig.Node.Observe(ObservationKind.BalancePair, 0, 100, 101);
        Refused(rig, "criterion 4: route/BTC@alpha", approval);
        rig.Node.Observe(ObservationKind.BalancePair, 0, 101, 101);
        Refused(rig, "0 of 1 signatures count");
        Assert.Equal(StepResult.Done, rig.Submit(approval).Result);
    }

    [Fact]
    public void Stale_inputs_refuse_by_criterion_three()
    {
        using ResumptionRig rig = Halted();
        SubmittedApproval approval = rig.Approve(rig.Alice);
        rig.Node.Tick(30 * FixedPoint.Second);
        Refused(rig, "criterion 3: ", approval);
        Assert.Contains(rig.Desk.Plan().Criteria, c => c.Number == 3 && !c.Met && c.Missing.Count > 0);
    }

    [Fact]
    public void A_new_cause_voids_an_approval_and_fills_and_time_do_not()
    {
        using ResumptionRig rig = Halted();
        SubmittedApproval approval = rig.Approve(rig.Alice);
        string before = rig.Desk.Plan().StateHash;
        byte[] journalHash = rig.Node.Core.State.Hash().ToArray();
        for (int i = 1; i <= 5; i++)
        {
            rig.Node.Observe(ObservationKind.Fill, 0, i, 100, 50);
        }

        rig.Node.Live(5);
        Assert.NotEqual(journalHash, rig.Node.Core.State.Hash().ToArray());
        Assert.Equal(before, rig.Desk.Plan().StateHash);

        rig.Node.Act(NodeInputKind.Pause, "asset/ETH");
        Assert.NotEqual(before, rig.Desk.Plan().StateHash);
        Assert.Equal("other_state", Refused(rig, "0 of 1", approval).Answers[0].Refusal);

        // When the passing cause is released the signed picture holds again, and so does the signature.
        rig.Node.Act(NodeInputKind.Lift, "asset/ETH");
        Assert.NotEqual(before, rig.Desk.Plan().StateHash);
        rig.Node.Live(20);
        Assert.Equal(before, rig.Desk.Plan().StateHash);
        Assert.Equal(StepResult.Done, rig.Submit(approval).Result);
    }

    [Fact]
    public void Another_cause_of_the_platform_voids_an_approval_for_good()
    {
        using ResumptionRig rig = Halted();
        SubmittedApproval approval = rig.Approve(rig.Alice);
        rig.Node.Step(new NodeInput { Kind = NodeInputKind.IntegrityFault, Now = rig.Node.Now, Number = 7, Text = "test"u8 });
        Assert.Equal(1, rig.Node.Core.State.Safety.DmmEpoch);
        rig.Mend();
        Assert.Equal("other_state", Refused(rig, "0 of 1", approval).Answers[0].Refusal);
        rig.Node.Live(600);
        rig.Mend();
        Assert.Equal("other_state", Refused(rig, "0 of 1", approval).Answers[0].Refusal);
        Assert.Equal(StepResult.Done, rig.Submit(rig.Approve(rig.Alice)).Result);
    }

    /// <summary>Nothing stores used signatures: leaving DMM ends the epoch that they are bound to, durably, and epochs never come again.</summary>
    [Fact]
    public void An_approval_works_once()
    {
        using ResumptionRig rig = Halted();
        SubmittedApproval approval = rig.Approve(rig.Alice);
        Assert.Equal(StepResult.Done, rig.Submit(approval).Result);
        Assert.Equal("already_used", Refused(rig, "not in DMM", approval).Answers[0].Refusal);
        rig.Node.Act(NodeInputKind.Halt, "platform");
        rig.Mend();
        Assert.Equal(2, rig.Node.Core.State.Safety.DmmEpoch);
        Assert.Equal("other_epoch", Refused(rig, "0 of 1", approval).Answers[0].Refusal);
        Assert.Equal(Mode.Dmm, rig.Platform);
    }

    [Fact]
    public void Refusals_and_acceptance_are_journaled_with_everything_to_verify_them()
    {
        using ResumptionRig rig = Halted();
        SubmittedApproval good = rig.Approve(rig.Alice);
        SubmittedApproval bad = rig.Approve(rig.Carol);
        rig.Submit(bad);
        string refused = LastApproval(rig);
        Assert.Contains("refused: 0 of 1 signatures count", refused, StringComparison.Ordinal);
        Assert.Contains("not_senior", refused, StringComparison.Ordinal);
        string evidence = Encoding.UTF8.GetString(bad.Text.Span) + "signature: " + Convert.ToBase64String(bad.Signature.Span);
        Assert.Contains(evidence, refused, StringComparison.Ordinal);
        rig.Submit(new SubmittedApproval(new byte[2000], new byte[200]));
        Assert.Contains("2000 bytes, SHA-256 ", LastApproval(rig), StringComparison.Ordinal);
        rig.Submit(good);
        Assert.Contains("1 of 1 signatures count; accepted", LastApproval(rig), StringComparison.Ordinal);
        Assert.Contains(Encoding.UTF8.GetString(good.Text.Span), LastApproval(rig), StringComparison.Ordinal);
    }

    [Fact]
    public void A_restart_between_plan_and_submission_changes_nothing()
    {
        using ResumptionRig rig = Halted();
        SubmittedApproval approval = rig.Approve(rig.Alice);
        DurableState replayed = new(rig.Node.Topology, 1);
        Effects derived = new(rig.Node.Topology.Scopes.Length);
        Queue<EntryKind> follow = new();
        foreach ((EntryKind kind, byte[] payload) in rig.Node.Journal)
        {
            if (follow.TryDequeue(out _))
            {
                continue;
            }

            derived.Clear();
            Assert.True(replayed.Replay(kind, payload, derived));
            foreach (EntryRef entry in derived.Entries[Math.Min(1, derived.Entries.Length)..])
            {
                follow.Enqueue(entry.Kind);
            }
        }

        Assert.Equal(rig.Desk.Plan().StateHash, EpisodeDigest.Of(rig.Node.Topology, replayed.Safety, replayed.Incidents.OpenId));
        CanonicalWriter form = new();
        rig.Node.Core.State.Write(form);
        DurableState read = new(rig.Node.Topology, 1);
        CanonicalReader reader = new(form.Written);
        read.Read(ref reader);
        Assert.Equal(rig.Desk.Plan().StateHash, EpisodeDigest.Of(rig.Node.Topology, read.Safety, read.Incidents.OpenId));
        Assert.Equal(StepResult.Done, rig.Submit(approval).Result);
    }

    [Fact]
    public void The_plan_says_what_is_missing_and_what_would_change()
    {
        using ResumptionRig rig = new();
        Assert.False(rig.Desk.Plan().InDmm);
        rig.Node.Act(NodeInputKind.Halt, "platform");
        rig.Node.Act(NodeInputKind.Pause, "venue/alpha");
        rig.Node.Live(1);
        ResumptionPlan plan = rig.Desk.Plan();
        Assert.True(plan.InDmm);
        Assert.Equal((1L, 1L), (plan.Incident, plan.DmmEpoch));
        Assert.Equal(["alice", "bob"], plan.Seniors);
        Assert.Equal([1, 2, 3, 4, 5, 6], plan.Criteria.Select(c => c.Number));
        Assert.Equal([false, true, false, true, false, false], plan.Criteria.Select(c => c.Met));
        Assert.Contains("venue/alpha: operator.pause is active", plan.Criteria[2].Missing);
        Assert.Equal(2, plan.Criteria[4].Missing.Count);
        Assert.Equal(["venue/alpha: BSCB"], plan.RestrictedScopes);
        Assert.Empty(plan.Stages[0].Changes);
        Assert.Equal(["cancel: deny → allow", "reduce: deny → allow"], plan.Stages[1].Changes);
        Assert.Equal(6, plan.Stages.Count);
        Assert.Equal(12, plan.Stages.Sum(s => s.Changes.Count));
    }

    /// <summary>Random histories with every input but a valid approval: whatever happens, DMM is never left.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_sequence_without_a_valid_signature_leaves_dmm(int seed)
    {
        Random random = new(20260500 + seed);
        using ResumptionRig rig = Halted(required: 1 + (seed % 2));
        using ResumptionRig other = Halted();
        SubmittedApproval stale = rig.Approve(rig.Alice, rig.Facts() with { DmmEpoch = 9 });
        for (int step = 0; step < 300; step++)
        {
            switch (random.Next(9))
            {
                case 0: rig.Node.Act(NodeInputKind.Halt, "platform"); break;
                case 1:
                    NodeInputKind act = random.Next(2) == 0 ? NodeInputKind.Pause : NodeInputKind.Lift;
                    rig.Node.Act(act, random.Next(2) == 0 ? "asset/BTC" : "platform");
                    break;
                case 2: rig.Node.Live(random.Next(1, 30)); break;
                case 3: rig.Mend(); break;
                case 4: rig.Node.Tick(random.NextInt64(600 * FixedPoint.Second)); break;
                case 5: rig.Submit(); break;
                case 6: rig.Submit(stale, rig.Approve(rig.Carol), other.Approve(other.Alice, rig.Facts())); break;
                case 7: rig.Submit(Corrupted(rig.Approve(rig.Alice), random)); break;
                default:
                    // Claims without the check behind them: the state machine holds by itself.
                    rig.Node.Step(new NodeInput
                    {
                        Kind = NodeInputKind.Resume,
                        Now = rig.Node.Now,
                        DmmEpoch = random.Next(3),
                        Signatures = 0,
                        Attested = ResumptionCriteria.All,
                    });
                    break;
            }

            Assert.True(rig.Platform == Mode.Dmm, $"seed {seed}, step {step}");
        }

        // And it is no trap either: the same node leaves with what it takes.
        rig.Node.Act(NodeInputKind.Lift, "asset/BTC");
        rig.Node.Live(1_900);
        rig.Mend();
        Assert.Empty(rig.Submit(rig.Approve(rig.Alice), rig.Approve(rig.Bob)).Claim.Missing);
        Assert.Equal(Mode.Recovery, rig.Platform);
    }

    private static SubmittedApproval Corrupted(SubmittedApproval approval, Random random)
    {
        byte[] text = approval.Text.ToArray();
        byte[] signature = approval.Signature.ToArray();
        byte[] hit = random.Next(2) == 0 ? text : signature;
        hit[random.Next(hit.Length)] ^= (byte)(1 << random.Next(8));
        return new SubmittedApproval(text, signature);
    }

    private static ResumptionRig Halted(int required = 1)
    {
        ResumptionRig rig = new(required);
        rig.Node.Act(NodeInputKind.Halt, "platform", "drill");
        rig.Mend();
        Assert.Equal(Mode.Dmm, rig.Platform);
        return rig;
    }

    private static ResumptionClaim Refused(ResumptionRig rig, string reason, params SubmittedApproval[] approvals)
    {
        Mode before = rig.Platform;
        byte[] hash = rig.Node.Core.State.Hash().ToArray();
        (StepResult result, ResumptionClaim claim) = rig.Submit(approvals);
        Assert.Equal(StepResult.Refused, result);
        Assert.Contains(reason, string.Join(" | ", claim.Missing), StringComparison.Ordinal);
        Assert.Equal(before, rig.Platform);
        Assert.Equal(hash, rig.Node.Core.State.Hash().ToArray());
        Assert.Equal(EntryKind.Approval, rig.Node.Journal[^1].Kind);
        return claim;
    }

    private static string LastApproval(ResumptionRig rig) =>
        Encoding.UTF8.GetString(rig.Node.Journal.Last(e => e.Kind == EntryKind.Approval).Payload);
}
