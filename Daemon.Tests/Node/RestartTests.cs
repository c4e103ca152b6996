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

    [Fact]
    public void A_start_alone_escalates_no_cause_that_only_waits_for_its_count()
    {
        NodeRig rig = Stopped(rig => rig.Observe(ObservationKind.Slippage, 0, 100, 301), out NodeRig again);
        Assert.Equal((Mode.Bscb, Mode.Normal), (rig.ModeOf("route/BTC@alpha"), rig.ModeOf("platform")));
        Assert.Equal((Mode.Bscb, Mode.Normal), (again.ModeOf("route/BTC@alpha"), again.ModeOf("platform")));
    }

    [Fact]
    public void A_start_remembers_which_market_was_sick()
    {
        static void Fund(NodeRig rig, int market, long rate) => rig.Observe(ObservationKind.Funding, market, rate, 480 * FixedPoint.Minute);
        Topology topology = RichTopology.Build();
        int sick = Array.Find(topology.Instruments, i => i.Name == "BTC/USDT:perp@alpha")!.Index;
        NodeRig rig = new(null, topology);
        Fund(rig, 0, 10);
        Fund(rig, sick, 7_500);
        Assert.Equal(Mode.Bscb, rig.ModeOf("route/BTC@alpha"));

        CanonicalWriter snapshot = new();
        rig.Core.WriteSnapshot(snapshot);
        NodeRig again = new(null, topology) { Now = rig.Now };
        again.Core.ReadSnapshot(snapshot.Written);
        for (int interval = 0; interval < 5; interval++)
        {
            again.Tick(480 * FixedPoint.Minute);
            Fund(again, 0, 10);
        }

        Assert.Equal(Mode.Bscb, again.ModeOf("route/BTC@alpha"));
        Fund(again, sick, 10);
        Assert.Equal(Mode.Recovery, again.ModeOf("route/BTC@alpha"));
    }

    // Forty quiet minutes with prices, then a stop and a start.
    private static NodeRig Stopped(Action<NodeRig> trip, out NodeRig again)
    {
        NodeRig rig = HistoryPlay.Started(NodeRig.SmallTopology());
        rig.Live(3);
        trip(rig);
        rig.Observe(ObservationKind.Slippage, 0, 100, 100);
        rig.Live(40 * 60);
        CanonicalWriter snapshot = new();
        rig.Core.WriteSnapshot(snapshot);
        again = new NodeRig(topology: rig.Topology) { Now = rig.Now };
        again.Core.ReadSnapshot(snapshot.Written);
        again.Live(10);
        return rig;
    }
}
