using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>What the node does about differences: which scope closes, with which evidence, and what opens it again.</summary>
public sealed class ReconciliationTests
{
    private const long Btc = FixedPoint.Scale;
    private const long Price = 50_000 * FixedPoint.Scale;

    [Fact]
    public void A_wrong_balance_closes_its_route_with_the_exact_difference_and_opens_it_when_it_is_mended()
    {
        (NodeRig rig, GatewayFeed venue) = Opened();
        rig.Observe(ObservationKind.OrderEvent, 0, 7, 0, Btc, Price);
        venue.Fill(0, 7, 1, Btc / 2, Price, fee: 3);
        rig.Observe(ObservationKind.Fill, 0, 7, 1, Btc / 2, Price);
        Second(rig, venue, 5);
        Assert.Equal(Mode.Normal, rig.ModeOf("route/BTC@alpha"));

        venue.Move(0, -1);
        Second(rig, venue, 1);
        Assert.Equal(Mode.Normal, rig.ModeOf("route/BTC@alpha"));
        Second(rig, venue, 1);
        Assert.Equal(Mode.Bscb, rig.ModeOf("route/BTC@alpha"));
        Assert.Equal(Mode.Normal, rig.ModeOf("venue/alpha"));
        Evidence evidence = CauseOn(rig, "route/BTC@alpha", TriggerId.ReconciliationFailure).Evidence;
        Assert.Equal((-1, Measure.BalanceDifference), (evidence.Measured, evidence.Measure));
        Assert.Equal("BTC@alpha", rig.Topology.SubjectOf(evidence));
        Assert.Equal("-0.00000001", EvidenceText.Measured(TriggerId.ReconciliationFailure, evidence));

        venue.Move(0, 1);
        Second(rig, venue, 3);
        Assert.Equal(Mode.Recovery, rig.ModeOf("route/BTC@alpha"));
        Second(rig, venue, 60);
        Assert.Equal(Mode.Normal, rig.ModeOf("route/BTC@alpha"));
    }

    [Fact]
    public void An_order_that_the_engine_never_emitted_halts_the_platform()
    {
        (NodeRig rig, GatewayFeed venue) = Opened();
        venue.Orders.Add(new VenueRecord { Kind = VenueRecordKind.OpenOrder, Item = 0, OrderId = 666, Id = 1, Quantity = Btc, Price = Price });
        Second(rig, venue, 1);
        Assert.Equal(Mode.Normal, rig.ModeOf("platform"));
        Second(rig, venue, 3);
        Assert.Equal(Mode.Dmm, rig.ModeOf("platform"));
        Evidence evidence = CauseOn(rig, "platform", TriggerId.ExecutionIntegrity).Evidence;
        Assert.Equal((666, Measure.UnknownOrder), (evidence.Measured, evidence.Measure));
    }

    private static void Second(NodeRig rig, GatewayFeed venue, int seconds)
    {
        for (int second = 0; second < seconds; second++)
        {
            rig.Live(1);
            venue.Poll();
        }
    }

    private static Cause CauseOn(NodeRig rig, string scope, TriggerId trigger)
    {
        int slot = rig.Core.State.Safety.Causes.Find(rig.Scope(scope), trigger);
        Assert.True(slot >= 0, $"no cause of {trigger} on {scope}");
        return rig.Core.State.Safety.Causes[slot];
    }

    private static (NodeRig Rig, GatewayFeed Venue) Opened()
    {
        NodeRig rig = new(new CoreSettings { StageDwellNs = 5 * FixedPoint.Second, GatewayVenues = [true, false, false] });
        rig.Step(new NodeInput { Kind = NodeInputKind.Start, Now = rig.Now, Text = "v"u8 });
        GatewayFeed venue = new(rig, 0);
        venue.Move(0, 10 * Btc);
        venue.Move(venue.Cash, 1_000_000 * FixedPoint.Scale);
        rig.Observe(ObservationKind.EngineHeartbeat, 0, 1);
        rig.Observe(ObservationKind.Position, 0, 0);
        Second(rig, venue, 3);
        Assert.Equal(Mode.Normal, rig.ModeOf("venue/alpha"));
        Assert.False(rig.Core.Inputs.IsAwaiting(rig.Scope("venue/alpha")));
        return (rig, venue);
    }
}
