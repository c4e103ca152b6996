using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>One observation's way through the node: what closes at once, what waits for a commit, what a replay rebuilds.</summary>
public sealed class NodeCoreTests
{
    [Fact]
    public void Nothing_opens_before_the_start_is_committed_and_then_scope_by_scope_as_inputs_arrive()
    {
        NodeRig rig = new() { AutoCommit = false };
        rig.Step(new NodeInput { Kind = NodeInputKind.Start, Now = rig.Now, Text = "v"u8 });
        Assert.All(rig.Page, word => Assert.Equal(PermissionWord.DenyAll, word));

        rig.Commit();
        Assert.Equal(Permission.Allow, rig.PermissionOf("platform", GateAction.Open));
        Assert.Equal(Permission.Deny, rig.PermissionOf("asset/BTC", GateAction.Open));
        Assert.Equal(Permission.Allow, rig.PermissionOf("asset/BTC", GateAction.Cancel));

        rig.Observe(ObservationKind.Price, 0, 50_000 * FixedPoint.Scale);
        Assert.Equal(Permission.Deny, rig.PermissionOf("asset/BTC", GateAction.Open));
        rig.Commit();
        Assert.Equal(Permission.Allow, rig.PermissionOf("asset/BTC", GateAction.Open));
        Assert.Equal(Permission.Allow, rig.PermissionOf("route/BTC@alpha", GateAction.Open));
        Assert.Equal(Permission.Deny, rig.PermissionOf("route/BTC@bravo", GateAction.Open));
        Assert.Equal(Permission.Deny, rig.PermissionOf("asset/ETH", GateAction.Open));
    }

    [Fact]
    public void A_breach_closes_the_gate_before_anything_is_committed()
    {
        NodeRig rig = Opened();
        rig.AutoCommit = false;
        int before = rig.Journal.Count;
        rig.Observe(ObservationKind.MarginRatio, 0, 1_499_999, 5 * FixedPoint.Scale);

        Assert.Equal(Mode.Bscb, rig.ModeOf("venue/alpha"));
        Assert.Equal(Permission.Deny, rig.PermissionOf("venue/alpha", GateAction.Open));
        Assert.Equal(Permission.Queue, rig.PermissionOf("venue/alpha", GateAction.Withdraw));
        Assert.Equal(Permission.Allow, rig.PermissionOf("venue/bravo", GateAction.Open));
        Assert.Equal(
            [EntryKind.Safety, EntryKind.Incident, EntryKind.Transition], rig.Journal.Skip(before).Select(e => e.Kind));
    }

    [Fact]
    public void A_scope_comes_back_stage_by_stage_and_each_stage_opens_only_after_its_commit()
    {
        NodeRig rig = Opened();
        rig.Observe(ObservationKind.MarginRatio, 0, 1_400_000, 5 * FixedPoint.Scale);
        rig.AutoCommit = false;
        for (int second = 0; second < 5 * 60 + 2 && rig.ModeOf("venue/alpha") == Mode.Bscb; second++)
        {
            rig.Observe(ObservationKind.MarginRatio, 0, 1_700_000, 5 * FixedPoint.Scale);
            rig.Live(1);
        }

        Assert.Equal(Mode.Recovery, rig.ModeOf("venue/alpha"));
        rig.Commit();
        for (byte stage = 0; stage <= PermissionMatrix.LastStage; stage++)
        {
            Assert.Equal(stage, rig.Core.State.Safety.StageOf(rig.Scope("venue/alpha")));
            rig.Live(20);
            byte expected = stage == PermissionMatrix.LastStage ? (byte)0 : (byte)(stage + 1);
            Assert.Equal(expected, rig.Core.State.Safety.StageOf(rig.Scope("venue/alpha")));
            Assert.NotEqual(PermissionWord.AllowAll, stage < PermissionMatrix.LastStage ? rig.Page[rig.Scope("venue/alpha")] : 0);
            rig.Commit();
        }

        Assert.Equal(Mode.Normal, rig.ModeOf("venue/alpha"));
        Assert.Equal(PermissionWord.AllowAll, rig.Page[rig.Scope("venue/alpha")]);
    }

    [Fact]
    public void Halt_denies_everywhere_at_once_and_issues_the_halt_command()
    {
        NodeRig rig = Opened();
        rig.AutoCommit = false;
        Assert.Equal(StepResult.Done, rig.Act(NodeInputKind.Halt, "platform"));
        Assert.Equal(Mode.Dmm, rig.ModeOf("platform"));
        Assert.Equal(Permission.Deny, rig.PermissionOf("platform", GateAction.Cancel));
        Assert.Equal(1, rig.Effects.Commands.Length);
        Assert.Equal(StepResult.NoChange, rig.Act(NodeInputKind.Halt, "platform"));
        Assert.Equal(0, rig.Effects.Commands.Length);

        rig.Observe(ObservationKind.CommandAck, 0, rig.Core.State.Commands.Items[0].Id);
        Assert.Equal(0, rig.Core.State.Commands.Outstanding);
    }

    [Fact]
    public void A_pause_is_lifted_into_recovery_never_into_normal()
    {
        NodeRig rig = Opened();
        rig.Act(NodeInputKind.Pause, "asset/BTC");
        Assert.Equal(Mode.Bscb, rig.ModeOf("asset/BTC"));
        rig.Act(NodeInputKind.Lift, "asset/BTC");
        Assert.Equal(Mode.Recovery, rig.ModeOf("asset/BTC"));
        Assert.Equal(StepResult.Refused, rig.Act(NodeInputKind.Pause, "platform"));
    }

    [Fact]
    public void Inputs_that_were_seen_and_stay_away_trip_their_scopes_and_clear_by_recovery()
    {
        NodeRig rig = Opened();
        for (int second = 0; second < 7; second++)
        {
            rig.Tick(FixedPoint.Second);
        }

        Assert.Equal(Mode.Bscb, rig.ModeOf("asset/BTC"));
        Assert.Equal(Mode.Normal, rig.ModeOf("platform"));
        rig.Live(70);
        Assert.Equal(Mode.Recovery, rig.ModeOf("asset/BTC"));
        rig.Live(40);
        Assert.Equal(Mode.Normal, rig.ModeOf("asset/BTC"));
    }

    [Fact]
    public void The_journal_rebuilds_the_state_bit_for_bit_and_derives_the_same_entries()
    {
        NodeRig rig = Opened();
        rig.Observe(ObservationKind.MarginRatio, 0, 1_400_000, 5 * FixedPoint.Scale);
        rig.Observe(ObservationKind.BalancePair, 1, 100, 100);
        rig.Step(new NodeInput { Kind = NodeInputKind.EngineCommit, Now = rig.Now, Number = 7, Start = 0, Total = 3, Text = "abc"u8 });
        rig.Act(NodeInputKind.Pause, "asset/BTC");
        rig.Live(3);
        rig.Act(NodeInputKind.Lift, "asset/BTC");
        rig.Live(60);
        rig.Act(NodeInputKind.Halt, "platform");

        DurableState copy = new(rig.Topology, 1);
        Effects derived = new(rig.Topology.Scopes.Length);
        Queue<(EntryKind Kind, byte[] Payload)> expected = new();
        foreach ((EntryKind kind, byte[] payload) in rig.Journal)
        {
            if (expected.Count > 0)
            {
                (EntryKind wanted, byte[] bytes) = expected.Dequeue();
                Assert.Equal(wanted, kind);
                Assert.Equal(bytes, payload);
                continue;
            }

            derived.Clear();
            Assert.True(copy.Replay(kind, payload, derived));
            for (int i = 1; i < derived.Entries.Length; i++)
            {
                EntryRef entry = derived.Entries[i];
                expected.Enqueue((entry.Kind, derived.PayloadOf(entry).ToArray()));
            }
        }

        Assert.Empty(expected);
        Assert.Equal(rig.Core.State.Hash().ToArray(), copy.Hash().ToArray());
        Assert.Equal("abc"u8.ToArray(), copy.Commits.Bytes.ToArray());
    }

    [Fact]
    public void A_snapshot_brings_back_state_windows_and_modes()
    {
        NodeRig rig = Opened();
        rig.Live(100);
        rig.Act(NodeInputKind.Pause, "asset/BTC");
        CanonicalWriter snapshot = new();
        rig.Core.WriteSnapshot(snapshot);

        NodeCore copy = new(rig.Topology, rig.Settings);
        copy.ReadSnapshot(snapshot.Written);
        Assert.Equal(rig.Core.State.Hash().ToArray(), copy.State.Hash().ToArray());
        Assert.Equal(Mode.Bscb, copy.State.Safety.ModeOf(rig.Scope("asset/BTC")));
        Assert.True(copy.Inputs.IsAwaiting(rig.Scope("asset/BTC")));
        CanonicalWriter again = new();
        copy.WriteSnapshot(again);
        CanonicalReader first = new(snapshot.Written);
        Assert.Equal(snapshot.Length, again.Length);
        Assert.Equal(NodeCore.SnapshotVersion, first.U16());
    }

    [Fact]
    public void Three_scopes_within_five_minutes_are_systemic()
    {
        NodeRig rig = Opened();
        for (int route = 0; route < 3; route++)
        {
            Assert.Equal(Mode.Normal, rig.ModeOf("platform"));
            rig.Observe(ObservationKind.Slippage, route, 100, 301);
        }

        Assert.Equal(Mode.Dmm, rig.ModeOf("platform"));
        Assert.True(rig.Core.State.Safety.Causes.Find(0, TriggerId.PersistentTriggers) >= 0);
    }

    [Fact]
    public void An_integrity_report_halts_the_platform()
    {
        NodeRig rig = Opened();
        rig.Observe(ObservationKind.IntegrityReport, 0, 42);
        Assert.Equal(Mode.Dmm, rig.ModeOf("platform"));
    }

    [Fact]
    public void Resumption_needs_every_criterion_and_the_signature()
    {
        NodeRig rig = Opened();
        rig.Act(NodeInputKind.Halt, "platform");
        rig.Live(2);
        ResumptionCriteria attested = ResumptionCriteria.EventContained | ResumptionCriteria.IntegrityChecked;
        Assert.Equal(StepResult.Refused, Resume(rig, attested, signatures: 1));
        foreach (Route route in rig.Topology.Routes)
        {
            rig.Observe(ObservationKind.Confirmation, route.Index, 1);
        }

        // ETH has neither market nor route in this topology: nothing to withdraw by, but its price is missing, so criterion 3 cannot hold.
        Assert.Equal(StepResult.Refused, Resume(rig, attested, signatures: 1));
        Assert.Equal(Mode.Dmm, rig.ModeOf("platform"));
    }

    [Fact]
    public void The_observation_path_allocates_nothing()
    {
        NodeRig rig = Opened();
        rig.Live(130);
        Observation price = new() { Kind = ObservationKind.Price, Index = 1, V0 = 50_000 * FixedPoint.Scale };
        Observation call = new() { Kind = ObservationKind.CallResult, Index = 1, V0 = 0, V1 = 1000 };

        // The first round lets the runtime compile and the buffers reach their size; the law is about the steady state.
        Assert.Equal(0, SteadyAllocation.Least(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                rig.Now += FixedPoint.Millisecond;
                price.SourceTime = call.SourceTime = rig.Now;
                price.V0 += i % 3;
                rig.Core.Step(new NodeInput { Kind = NodeInputKind.Observation, Now = rig.Now, Observation = ref price }, rig.Effects);
                rig.Core.Step(new NodeInput { Kind = NodeInputKind.Observation, Now = rig.Now, Observation = ref call }, rig.Effects);
            }
        }));
    }

    private static StepResult Resume(NodeRig rig, ResumptionCriteria attested, int signatures) => rig.Step(new NodeInput
    {
        Kind = NodeInputKind.Resume,
        Now = rig.Now,
        Attested = attested,
        Signatures = signatures,
        DmmEpoch = rig.Core.State.Safety.DmmEpoch,
    });

    private static NodeRig Opened()
    {
        NodeRig rig = new();
        rig.Step(new NodeInput { Kind = NodeInputKind.Start, Now = rig.Now, Text = "v"u8 });
        rig.Live(3);
        return rig;
    }
}
