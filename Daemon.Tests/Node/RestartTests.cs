using System;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>A start from a snapshot goes on where the node stopped, however soon it comes.</summary>
public sealed class RestartTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(FixedPoint.Second / 2)]
    [InlineData(FixedPoint.Second)]
    [InlineData(5 * FixedPoint.Second)]
    public void A_start_soon_after_a_stop_is_no_fault(long later)
    {
        NodeRig rig = new();
        rig.Step(new NodeInput { Kind = NodeInputKind.Start, Now = rig.Now, Text = rig.Topology.Fingerprint });
        rig.Live(120);
        rig.Tick(1);
        CanonicalWriter snapshot = new();
        rig.Core.WriteSnapshot(snapshot);

        NodeCore again = new(rig.Topology, rig.Settings);
        again.ReadSnapshot(snapshot.Written);
        Effects effects = new(rig.Topology.Scopes.Length);
        again.Step(new NodeInput { Kind = NodeInputKind.Start, Now = rig.Now + later, Text = rig.Topology.Fingerprint }, effects);
        Assert.Equal(0, again.Counters.EvaluatorFaults);
        for (int tenth = 0; tenth < 30; tenth++)
        {
            again.Step(new NodeInput { Kind = NodeInputKind.Tick, Now = rig.Now + later + (tenth * FixedPoint.Second / 10) }, effects);
        }

        Assert.Equal(0, again.Counters.EvaluatorFaults);
        Assert.Equal(Mode.Normal, again.State.Safety.ModeOf(Topology.Platform));
    }
}
