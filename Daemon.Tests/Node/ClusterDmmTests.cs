using System;
using System.Text;
using Basisd.Controls;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>The cluster's DMM in one slot: entered on sight, once per epoch, and left by the signed resumption of that very epoch alone.</summary>
public sealed class ClusterDmmTests
{
    [Fact]
    public void An_epoch_is_entered_once_and_an_older_one_never()
    {
        NodeRig rig = Started();
        Assert.Equal(StepResult.Done, Enter(rig, 5));
        Assert.Equal(Mode.Dmm, rig.ModeOf("platform"));
        Assert.False(rig.Effects.EntersDmm);
        Assert.False(rig.Core.AwaitsClusterDmm);
        int entries = rig.Journal.Count;
        Assert.Equal(StepResult.NoChange, Enter(rig, 5));
        Assert.Equal(StepResult.NoChange, Enter(rig, 4));
        Assert.Equal(entries, rig.Journal.Count);
    }

    [Theory]
    [InlineData(5, 0, true, "rez")] // nobody signed
    [InlineData(4, 1, true, "rez")] // an older epoch
    [InlineData(6, 1, true, "rez")] // another one
    [InlineData(5, 1, true, "")] // no record of who signed
    public void Nothing_else_leads_out(long epoch, int signatures, bool refused, string resumption)
    {
        NodeRig rig = Started();
        Enter(rig, 5);
        int entries = rig.Journal.Count;
        Assert.Equal(refused ? StepResult.Refused : StepResult.Done, Leave(rig, epoch, signatures, resumption));
        Assert.Equal(Mode.Dmm, rig.ModeOf("platform"));
        Assert.Equal(entries, rig.Journal.Count);
    }

    [Fact]
    public void The_signed_resumption_leads_to_recovery_once()
    {
        NodeRig rig = Started();
        Enter(rig, 5);
        Assert.Equal(StepResult.Done, Leave(rig, 5, 1, "rez"));
        Assert.Equal((Mode.Recovery, (byte)0), (rig.ModeOf("platform"), rig.Core.State.Safety.StageOf(0)));
        Assert.Contains(rig.Journal, e => e.Kind == EntryKind.ClusterResumed);
        rig.Act(NodeInputKind.Halt, "platform");
        Assert.True(rig.Core.AwaitsClusterDmm);
        Assert.Equal(StepResult.Refused, Leave(rig, 5, 1, "rez"));
        Enter(rig, 6);
        Assert.Equal(StepResult.Refused, Leave(rig, 5, 1, "rez"));
        Assert.Equal(Mode.Dmm, rig.ModeOf("platform"));
    }

    [Fact]
    public void A_cause_that_came_later_stays_until_an_epoch_covers_it()
    {
        NodeRig rig = Started();
        Enter(rig, 5);
        rig.Tick(FixedPoint.Second);
        rig.Act(NodeInputKind.Halt, "platform");
        Assert.True(rig.Core.AwaitsClusterDmm);
        Assert.Equal(StepResult.Refused, Leave(rig, 5, 1, "rez"));
        rig.Tick(FixedPoint.Second);
        Enter(rig, 6);
        Assert.False(rig.Core.AwaitsClusterDmm);
        Assert.Equal(StepResult.Done, Leave(rig, 6, 1, "rez"));
    }

    [Fact]
    public void A_slot_that_halts_by_itself_tells_the_cluster()
    {
        NodeRig rig = Started();
        rig.Act(NodeInputKind.Halt, "platform");
        Assert.True(rig.Effects.EntersDmm && rig.Core.AwaitsClusterDmm);
        Enter(rig, 1);
        Assert.False(rig.Effects.EntersDmm || rig.Core.AwaitsClusterDmm);
    }

    [Fact]
    public void The_state_with_it_survives_a_snapshot_to_the_byte()
    {
        NodeRig rig = Started();
        Enter(rig, 5);
        Leave(rig, 5, 1, "rez");
        CanonicalWriter snapshot = new();
        rig.Core.WriteSnapshot(snapshot);
        NodeCore copy = new(rig.Topology, rig.Settings);
        copy.ReadSnapshot(snapshot.Written);
        Assert.Equal(Convert.ToHexString(rig.Core.State.Hash()), Convert.ToHexString(copy.State.Hash()));
        Assert.Equal("rez", Encoding.UTF8.GetString(copy.State.ClusterDmm.Resumption.Span));
        Assert.Equal(CommandBook.SingleNodeEpoch, copy.State.Epoch);
    }

    private static NodeRig Started() => HistoryPlay.Started(NodeRig.SmallTopology());

    private static StepResult Enter(NodeRig rig, long epoch) =>
        rig.Step(new NodeInput { Kind = NodeInputKind.ClusterDmm, Now = rig.Now, Number = epoch, Text = "node-a"u8 });

    private static StepResult Leave(NodeRig rig, long epoch, int signatures, string resumption) => rig.Step(new NodeInput
    {
        Kind = NodeInputKind.ClusterResume,
        Now = rig.Now,
        Number = epoch,
        Signatures = signatures,
        Resumption = Encoding.UTF8.GetBytes(resumption),
    });
}
