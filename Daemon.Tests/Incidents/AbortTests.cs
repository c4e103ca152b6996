using System.Linq;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Incidents;

/// <summary>Anyone in the operators' group takes a recovery back to DMM at any stage, at once, and what was signed before is void.</summary>
public sealed class AbortTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_halt_in_any_stage_closes_at_once_and_voids_the_approval(int stage)
    {
        using ResumptionRig rig = new(required: 2);
        rig.Node.Act(NodeInputKind.Halt, "platform");
        rig.Mend();
        SubmittedApproval[] signed = [rig.Approve(rig.Alice), rig.Approve(rig.Bob)];
        Assert.Equal(StepResult.Done, rig.Submit(signed).Result);
        for (int second = 0; second < 20 && rig.Node.Core.State.Safety.StageOf(0) < stage; second++)
        {
            rig.Node.Live(1);
        }

        Assert.Equal((Mode.Recovery, stage), (rig.Platform, rig.Node.Core.State.Safety.StageOf(0)));
        ulong dmm = new PermissionMatrix().WordOf(isPlatform: true, Mode.Dmm, 0, containmentOrdered: false);

        // Before anything is committed: what tightens does not wait.
        rig.Node.AutoCommit = false;
        Assert.Equal(StepResult.Done, rig.Node.Act(NodeInputKind.Halt, "platform", "abort"));
        Assert.Equal((Mode.Dmm, 2L, dmm), (rig.Platform, rig.Node.Core.State.Safety.DmmEpoch, rig.Node.Page[0]));
        rig.Node.AutoCommit = true;
        rig.Node.Commit();

        rig.Mend();
        (StepResult result, Basisd.Host.Loop.ResumptionClaim claim) = rig.Submit(signed);
        Assert.Equal(StepResult.Refused, result);
        Assert.All(claim.Answers, a => Assert.Equal("other_epoch", a.Refusal));
        Assert.Equal((Mode.Dmm, dmm), (rig.Platform, rig.Node.Page[0]));

        Assert.Equal(StepResult.Done, rig.Submit(rig.Approve(rig.Alice), rig.Approve(rig.Bob)).Result);
        for (int second = 0; second < 30 && rig.Platform != Mode.Normal; second++)
        {
            rig.Node.Live(1);
        }

        Assert.Equal((Mode.Normal, PermissionWord.AllowAll), (rig.Platform, rig.Node.Page[0]));
        Assert.Equal(4, rig.Node.Journal.Count(e => e.Kind == EntryKind.Approval) + 1);
    }
}
