using System.Linq;
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

    [Fact]
    public void A_fill_that_comes_too_late_ends_its_difference_and_three_clean_polls_end_the_block()
    {
        (NodeRig rig, GatewayFeed venue) = Opened();
        rig.Observe(ObservationKind.OrderEvent, 0, 7, 0, Btc, Price);
        venue.Fill(0, 7, 1, Btc, Price);
        Second(rig, venue, 4);
        Assert.Equal(Mode.Bscb, rig.ModeOf("route/BTC@alpha"));
        Evidence evidence = CauseOn(rig, "route/BTC@alpha", TriggerId.ReconciliationFailure).Evidence;
        Assert.Equal((1, Measure.UnreportedFill), (evidence.Measured, evidence.Measure));
        rig.Observe(ObservationKind.Fill, 0, 7, 1, Btc, Price);
        Assert.Equal(0, rig.Core.State.Records.Of(0)!.Differences.Count);
        Assert.Equal([DifferenceStep.Opened, DifferenceStep.Arrived], Steps(rig));
        Second(rig, venue, 2);
        Assert.Equal(Mode.Bscb, rig.ModeOf("route/BTC@alpha"));
        Second(rig, venue, 1);
        Assert.Equal(Mode.Recovery, rig.ModeOf("route/BTC@alpha"));
    }

    [Fact]
    public void Fills_in_flight_hide_no_position_that_they_cannot_explain_and_decide_nothing_about_the_rest()
    {
        (NodeRig rig, GatewayFeed venue) = Opened();
        venue.Positions[0] = 1;
        Busy(4);
        Assert.False(rig.Core.Reconciler.IsVenueClean(0, NodeRig.Start, rig.Now));
        Assert.Equal(Mode.Normal, rig.ModeOf("venue/alpha"));
        Assert.Empty(Steps(rig));

        venue.Positions[0] = Btc + 1;
        Busy(3);
        Assert.Equal(Mode.Bscb, rig.ModeOf("venue/alpha"));
        Assert.Equal(Measure.PositionDifference, CauseOn(rig, "venue/alpha", TriggerId.ReconciliationFailure).Evidence.Measure);

        // Back within what a fill in flight may explain: what is a difference stays one until a poll shows that it is over.
        venue.Positions[0] = 0;
        Busy(4);
        Assert.Equal([DifferenceStep.Opened], Steps(rig));
        Second(rig, venue, 1);
        Assert.Equal([DifferenceStep.Opened, DifferenceStep.Agreed], Steps(rig));
        Second(rig, venue, 3);
        Assert.Equal(Mode.Recovery, rig.ModeOf("venue/alpha"));

        // At each poll the latest fill of one coin is still in flight.
        void Busy(int seconds)
        {
            for (int second = 0; second < seconds; second++)
            {
                rig.Live(1);
                long id = venue.Seq + 1;
                rig.Observe(ObservationKind.OrderEvent, 0, 100 + id, 0, Btc, Price);
                venue.Fill(0, 100 + id, id, Btc, Price);
                venue.Poll();
                rig.Observe(ObservationKind.Fill, 0, 100 + id, id, Btc, Price);
            }
        }
    }

    [Fact]
    public void An_explanation_takes_what_stands_as_the_new_beginning_and_is_journaled()
    {
        (NodeRig rig, GatewayFeed venue) = Opened();
        venue.Move(venue.Cash, 500);
        Second(rig, venue, 3);
        Assert.Equal(Mode.Bscb, rig.ModeOf("venue/alpha"));
        Assert.Equal(Mode.Normal, rig.ModeOf("route/BTC@alpha"));
        Assert.Equal(StepResult.Done, rig.Step(new NodeInput { Kind = NodeInputKind.Explain, Now = rig.Now, Number = 0, Text = "airdrop"u8 }));
        Assert.Equal([DifferenceStep.Opened, DifferenceStep.Explained], Steps(rig));
        Assert.Contains(rig.Journal, e => e.Kind == EntryKind.OperatorAct);
        Second(rig, venue, 3);
        Assert.Equal(Mode.Recovery, rig.ModeOf("venue/alpha"));
        Second(rig, venue, 40);
        Assert.Equal(Mode.Normal, rig.ModeOf("venue/alpha"));
        venue.Move(venue.Cash, 1);
        Second(rig, venue, 3);
        Assert.Equal(1, rig.Core.State.Records.Of(0)!.Differences.Open[0].Amount);
        Assert.Equal(StepResult.Refused, rig.Step(new NodeInput { Kind = NodeInputKind.Explain, Now = rig.Now, Number = 1, Text = "x"u8 }));
    }

    [Fact]
    public void Polls_that_stop_are_a_stale_input_and_never_clean()
    {
        (NodeRig rig, GatewayFeed venue) = Opened();
        Assert.True(rig.Core.Reconciler.IsVenueClean(0, 0, rig.Now));
        rig.Live(12);
        Assert.False(rig.Core.Reconciler.IsVenueClean(0, 0, rig.Now));
        CauseOn(rig, "venue/alpha", TriggerId.InputStale);
        Assert.Equal(Mode.Bscb, rig.ModeOf("venue/alpha"));
        Second(rig, venue, 2);
        Assert.True(rig.Core.Reconciler.IsVenueClean(0, 0, rig.Now));
    }

    [Fact]
    public void A_venue_that_failed_comes_back_only_after_a_clean_poll_that_began_behind_the_failure()
    {
        (NodeRig rig, GatewayFeed venue) = Opened();
        for (int call = 0; call < 4; call++)
        {
            rig.Observe(ObservationKind.CallResult, 0, 2, 1_000, -1);
        }

        Assert.Equal(Mode.Bscb, rig.ModeOf("venue/alpha"));
        for (int call = 0; call < 5; call++)
        {
            rig.Live(1);
            rig.Observe(ObservationKind.CallResult, 0, 0, 1_000, -1);
        }

        Assert.Equal(Mode.Bscb, rig.ModeOf("venue/alpha"));
        venue.Poll();
        rig.Observe(ObservationKind.CallResult, 0, 0, 1_000, -1);
        Assert.Equal(Mode.Recovery, rig.ModeOf("venue/alpha"));
    }

    [Fact]
    public void What_the_first_poll_shows_is_believed()
    {
        NodeRig rig = HistoryPlay.Started(NodeRig.SmallTopology(), new CoreSettings { GatewayVenues = [true] });
        GatewayFeed venue = new(rig, 0);
        venue.Fill(0, 50, 1, Btc, Price);
        venue.Move(0, 5 * Btc);
        venue.Orders.Add(new VenueRecord { Kind = VenueRecordKind.OpenOrder, Item = 0, OrderId = 51, Quantity = Btc });
        Second(rig, venue, 2);
        venue.Fill(0, 51, 2, Btc, Price);
        rig.Observe(ObservationKind.Fill, 0, 51, 2, Btc, Price);
        Second(rig, venue, 8);
        Assert.Empty(Steps(rig));
        Assert.Equal(6 * Btc, rig.Core.State.Records.Accounts.BaselineOf(0));
        Assert.Equal((System.Int128)(7 * Btc), rig.Core.State.Records.Accounts.ExpectedOf(0));
    }

    [Fact]
    public void A_gateway_that_is_taken_out_of_the_configuration_leaves_no_trace()
    {
        (NodeRig rig, GatewayFeed venue) = Opened();
        venue.Move(0, 1);
        Second(rig, venue, 3);
        CanonicalWriter snapshot = new();
        rig.Core.WriteSnapshot(snapshot);
        NodeRig without = new(new CoreSettings(), rig.Topology) { Now = rig.Now };
        without.Core.ReadSnapshot(snapshot.Written);
        without.Step(new NodeInput { Kind = NodeInputKind.Start, Now = rig.Now, Text = "v"u8 });
        Assert.Null(without.Core.State.Records.Of(0));
        Assert.True(without.Core.State.Records.IsEmpty);
    }

    [Fact]
    public void The_pair_of_an_engine_keeps_a_route_with_a_gateway_from_counting_as_clean_and_trips_nothing()
    {
        (NodeRig rig, GatewayFeed venue) = Opened();
        for (int poll = 0; poll < 4; poll++)
        {
            rig.Observe(ObservationKind.BalancePair, 0, 10, 9, 0);
            Second(rig, venue, 1);
        }

        Assert.Equal(Mode.Normal, rig.ModeOf("route/BTC@alpha"));
        Assert.False(rig.Core.State.Ledger.IsClean(0));
        Assert.Equal(RecoveryChecks.None, rig.Core.ChecksOf(rig.Scope("route/BTC@alpha")) & RecoveryChecks.LedgerClean);
    }

    [Fact]
    public void An_empty_list_binds_every_account_of_the_venue_and_is_one_event()
    {
        NodeRig rig = HistoryPlay.Started(RichTopology.Build(), new CoreSettings { GatewayVenues = [true] });
        GatewayFeed venue = new(rig, 0);
        for (int account = 0; account < 3; account++)
        {
            venue.Move(account, Btc);
        }

        venue.Move(venue.Cash, Btc);
        Second(rig, venue, 3);
        venue.Balances.Clear();
        Second(rig, venue, 3);
        Assert.Equal(4, rig.Core.State.Records.Of(0)!.Differences.Count);
        foreach (string scope in new[] { "route/BTC@alpha", "route/ETH@alpha", "route/PAXG@alpha", "venue/alpha" })
        {
            CauseOn(rig, scope, TriggerId.ReconciliationFailure);
        }

        Assert.True(rig.Core.State.Safety.Causes.Find(Topology.Platform, TriggerId.PersistentTriggers) < 0);
    }

    private static DifferenceStep[] Steps(NodeRig rig) => [.. rig.Journal.Where(e => e.Kind == EntryKind.Difference).Select(e =>
    {
        CanonicalReader reader = new(e.Payload);
        return RecordCodec.ReadChange(ref reader, out _).Step;
    })];

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
