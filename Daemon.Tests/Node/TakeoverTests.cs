using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Controls;
using Basisd.Host.Loop;
using Basisd.Journal;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Venues;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>A takeover of the slot (SPEC 12): what is held, what lets it go, who acts, and that authority never expands by it.</summary>
public sealed class TakeoverTests(ITestOutputHelper output)
{
    private const long Btc = FixedPoint.Scale;
    private const long Price = 50_000 * FixedPoint.Scale;

    private static readonly CoreSettings s_gateway = new()
    {
        GatewayVenues = [true, false, false],
        StageDwellNs = 5 * FixedPoint.Second,
    };

    [Fact]
    public void Everything_waits_for_the_venues_and_the_engine_is_activated_when_they_agree()
    {
        (NodeRig old, GatewayFeed venue) = Opened();
        NodeRig rig = TakenOver(old, 2);
        venue.Rig = rig;
        Assert.Equal(Mode.Normal, rig.ModeOf("platform"));
        Assert.All(rig.Page, word => Assert.Equal(Permission.Deny, PermissionWord.Of(word, GateAction.Cancel)));
        rig.Live(1);
        Assert.Equal(Permission.Deny, rig.PermissionOf("platform", GateAction.Open));
        Assert.Empty(OrdersOf(rig, CommandKind.Activate));

        rig.Observe(ObservationKind.EngineHeartbeat, 0, 1);
        venue.Poll();
        rig.Live(1);
        Command activate = Assert.Single(OrdersOf(rig, CommandKind.Activate));
        Assert.Equal((2L, 7L, CommandOrigin.Ownership), (activate.Epoch, activate.Argument0, activate.Origin));
        Assert.Equal(3, rig.Journal.Count(e => e.Kind == EntryKind.TakeoverReconciled));
        rig.Live(1);
        Assert.Equal(Permission.Allow, rig.PermissionOf("platform", GateAction.Open));
        Assert.Equal(Permission.Allow, rig.PermissionOf("venue/alpha", GateAction.Open));
        rig.Observe(ObservationKind.CommandAck, 0, activate.Id);
        List<Command> told = [];
        rig.Core.AddCommandsToTell(told);
        Assert.Equal(activate.Id, Assert.Single(told).Id);
    }

    [Fact]
    public void A_mismatch_is_P1_and_a_breaker_on_its_scope_and_nothing_wider()
    {
        (NodeRig old, GatewayFeed venue) = Opened();
        NodeRig rig = TakenOver(old, 2);
        venue.Rig = rig;
        venue.Orders.Add(new VenueRecord { Kind = VenueRecordKind.OpenOrder, Item = 0, OrderId = 666, Id = 1, Quantity = Btc, Price = Price });
        for (int second = 0; second < 8; second++)
        {
            rig.Observe(ObservationKind.EngineHeartbeat, 0, second);
            venue.Poll();
            rig.Live(1);
        }

        Assert.Equal(Mode.Bscb, rig.ModeOf("route/BTC@alpha"));
        Assert.Equal(Mode.Normal, rig.ModeOf("platform"));
        Assert.Equal(Severity.Critical, rig.Core.State.Incidents.Severity);
        Assert.Single(OrdersOf(rig, CommandKind.Activate));
        Assert.True(rig.Core.State.Takeover.Awaits(0));
        Assert.Equal(Permission.Deny, rig.PermissionOf("venue/alpha", GateAction.Cancel));
        Assert.Equal(Permission.Allow, rig.PermissionOf("venue/bravo", GateAction.Open));

        venue.Orders.Clear();
        Assert.Equal(StepResult.Done, rig.Step(new NodeInput { Kind = NodeInputKind.Explain, Now = rig.Now, Number = 0, Text = "ours"u8 }));
        rig.Live(1);
        venue.Poll();
        rig.Live(1);
        Assert.False(rig.Core.State.Takeover.Awaits(0));
        Assert.Equal(Permission.Allow, rig.PermissionOf("venue/alpha", GateAction.Open));
        Assert.Equal(Hash(rig), Hash(Replayed(rig)));
    }

    /// <summary>
    /// The venue's fill is in the journal, the engine's word of its order was in the tail that was lost, and all of it is old when the slot is taken
    /// over: what time alone shows is judged under the takeover.
    /// </summary>
    [Fact]
    public void What_grew_old_before_the_takeover_binds_its_scope_and_nothing_wider()
    {
        (NodeRig old, GatewayFeed venue) = Opened();
        venue.Fill(0, 777, 1, Btc, Price);
        venue.Poll();
        NodeRig rig = Replayed(old);
        rig.Now = old.Now + FixedPoint.Minute;
        Assert.Equal(StepResult.Done, Take(rig, 2));
        Assert.Equal(Mode.Normal, rig.ModeOf("route/BTC@alpha"));
        rig.Step(new NodeInput { Kind = NodeInputKind.Start, Now = rig.Now, Text = "v"u8 });
        Assert.Equal(Mode.Normal, rig.ModeOf("platform"));
        Assert.Equal(Mode.Bscb, rig.ModeOf("route/BTC@alpha"));
        Assert.Equal(Hash(rig), Hash(Replayed(rig)));
    }

    [Fact]
    public void A_venue_that_cannot_be_read_stops_no_failover_and_stays_held()
    {
        (NodeRig old, GatewayFeed _) = Opened();
        NodeRig rig = TakenOver(old, 2);
        for (int second = 0; second < 14; second++)
        {
            rig.Observe(ObservationKind.EngineHeartbeat, 0, second);
            rig.Live(1);
        }

        Assert.Empty(OrdersOf(rig, CommandKind.Activate));
        rig.Live(2);
        Assert.Single(OrdersOf(rig, CommandKind.Activate));
        Assert.Equal(Permission.Deny, rig.PermissionOf("venue/alpha", GateAction.Reduce));
        Assert.Equal(Permission.Deny, rig.PermissionOf("route/BTC@alpha", GateAction.Open));
        Assert.Equal(Permission.Allow, rig.PermissionOf("platform", GateAction.Open));
    }

    [Fact]
    public void An_epoch_that_is_not_higher_takes_nothing_over()
    {
        NodeRig rig = HistoryPlay.Started(NodeRig.SmallTopology());
        Assert.Equal(StepResult.Done, Take(rig, 3));
        int entries = rig.Journal.Count;
        Assert.Equal(StepResult.Refused, Take(rig, 3));
        Assert.Equal(StepResult.Refused, Take(rig, 2));
        Assert.Equal(entries, rig.Journal.Count);
        Assert.Equal(3, rig.Core.State.Epoch);
    }

    [Fact]
    public void A_slot_that_is_let_go_is_held_and_its_commands_concern_nobody_after_the_next_takeover()
    {
        NodeRig rig = HistoryPlay.Started(NodeRig.SmallTopology());
        Take(rig, 1);
        rig.Observe(ObservationKind.EngineHeartbeat, 0, 1);
        rig.Now += FixedPoint.Second;
        rig.Observe(ObservationKind.EngineHeartbeat, 0, 2);
        rig.Live(2);
        Assert.Single(OrdersOf(rig, CommandKind.Activate));
        Assert.Equal(StepResult.Done, rig.Step(new NodeInput { Kind = NodeInputKind.Deactivate, Now = rig.Now }));
        Assert.Single(OrdersOf(rig, CommandKind.Deactivate));
        Assert.Equal(Permission.Deny, rig.PermissionOf("platform", GateAction.Open));
        Assert.Equal(StepResult.NoChange, rig.Step(new NodeInput { Kind = NodeInputKind.Deactivate, Now = rig.Now }));
        Take(rig, 2);
        List<Command> told = [];
        rig.Core.AddCommandsToTell(told);
        Assert.Empty(told);
    }

    /// <summary>
    /// Random histories, cut anywhere: whoever takes over has the same modes and deadlines, permits no more than was permitted, and its own journal
    /// leads to
    /// its own state. Seeds are printed.
    /// </summary>
    [Fact]
    public void Authority_never_expands_and_no_mode_changes_by_a_takeover()
    {
        Topology topology = RichTopology.Build();
        CoreSettings settings = new() { GatewayVenues = [false, false, true] };
        int inDmm = 0;
        for (int run = 0; run < 12; run++)
        {
            int seed = Random.Shared.Next();
            output.WriteLine($"seed {seed}");
            List<Happening> happenings = RandomHistory.Make(seed, topology, 60 + (20 * run), acts: true);
            NodeRig old = HistoryPlay.Started(topology, settings);
            happenings.ForEach(h => old.Play(h));
            if (run % 3 == 0)
            {
                old.Act(NodeInputKind.Halt, "platform");
            }

            NodeRig rig = TakenOver(old, 2);
            for (int second = 0; second < 3; second++)
            {
                rig.Tick(FixedPoint.Second);
                for (int scope = 0; scope < topology.Scopes.Length; scope++)
                {
                    bool same = rig.Core.State.Safety.ModeOf(scope) == old.Core.State.Safety.ModeOf(scope);
                    ulong before = old.Core.Gate.TargetOf(scope);
                    Assert.True(!same || PermissionWord.IsWithin(rig.Page[scope], before), $"{topology.Scopes[scope].Name} expands, seed {seed}");
                }
            }

            inDmm += old.Core.State.Safety.ModeOf(Topology.Platform) == Mode.Dmm ? 1 : 0;
            Assert.True(old.Core.State.Safety.ModeOf(Topology.Platform) != Mode.Dmm || rig.Core.State.Safety.ModeOf(Topology.Platform) == Mode.Dmm);
            Assert.Equal(Hash(rig), Hash(Replayed(rig)));
        }

        Assert.True(inDmm > 0);
    }

    [Fact]
    public void What_was_open_before_a_takeover_is_open_after_it_with_the_same_deadlines()
    {
        NodeRig old = HistoryPlay.Started(NodeRig.SmallTopology());
        old.Act(NodeInputKind.Halt, "platform");
        old.Tick(FixedPoint.Second);
        NodeRig rig = TakenOver(old, 2);
        Assert.Equal(Mode.Dmm, rig.ModeOf("platform"));
        Assert.Equal(old.Core.State.Safety.DmmEpoch, rig.Core.State.Safety.DmmEpoch);
        Assert.Equal(old.Core.State.Register.Open!.OpenedAt, rig.Core.State.Register.Open!.OpenedAt);
        Assert.Equal(old.Core.State.Register.Open.NextStep, rig.Core.State.Register.Open.NextStep);
        StepResult unsigned = rig.Step(new NodeInput
        {
            Kind = NodeInputKind.Resume,
            Now = rig.Now,
            DmmEpoch = 1,
            Signatures = 9,
            Attested = ResumptionCriteria.All,
            Text = "x"u8,
        });
        Assert.Equal(StepResult.Refused, unsigned);
    }

    private static (NodeRig Rig, GatewayFeed Venue) Opened()
    {
        NodeRig rig = HistoryPlay.Started(NodeRig.SmallTopology(), s_gateway);
        GatewayFeed venue = new(rig, 0);
        venue.Move(0, 10 * Btc);
        rig.Observe(ObservationKind.EngineHeartbeat, 0, 1);
        for (int second = 0; second < 3; second++)
        {
            venue.Poll();
            rig.Live(1);
        }

        return (rig, venue);
    }

    private static StepResult Take(NodeRig rig, long epoch) => rig.Step(new NodeInput
    {
        Kind = NodeInputKind.Takeover,
        Now = rig.Now,
        Number = epoch,
        Argument0 = 7,
        Text = "node-b"u8,
    });

    // The node that followed: the journal's entries, then the takeover, then its start.
    private static NodeRig TakenOver(NodeRig old, long epoch)
    {
        NodeRig rig = Replayed(old);
        rig.Now = old.Now + FixedPoint.Second;
        Assert.Equal(StepResult.Done, Take(rig, epoch));
        rig.Step(new NodeInput { Kind = NodeInputKind.Start, Now = rig.Now, Text = "v"u8 });
        return rig;
    }

    private static NodeRig Replayed(NodeRig old)
    {
        NodeRig rig = new(old.Settings, old.Topology) { Now = old.Now };
        JournalReplay replay = new(rig.Core);
        for (int i = 0; i < old.Journal.Count; i++)
        {
            replay.Frame(new FrameHeader { Sequence = (ulong)i + 1, Kind = (ushort)old.Journal[i].Kind }, old.Journal[i].Payload);
        }

        Assert.True(replay.Problem is null, replay.Problem);
        rig.Journal.AddRange(old.Journal);
        return rig;
    }

    private static string Hash(NodeRig rig) => Convert.ToHexString(rig.Core.State.Hash());

    private static List<Command> OrdersOf(NodeRig rig, CommandKind kind) => [.. rig.Core.State.Commands.Items.ToArray().Where(c => c.Kind == kind)];
}
