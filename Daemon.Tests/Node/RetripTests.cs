using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>
/// SPEC 7 in every stage, for one trigger of each kind of scope: a trip in a stage sends the scope back to BSCB with a doubled hold; ledger,
/// venue and input checks hold the stage up and let it go.
/// </summary>
public sealed class RetripTests
{
    private const long Fair = 2_000 * FixedPoint.Scale;

    private static readonly Dictionary<string, Drill> s_drills = new()
    {
        ["asset/BTC"] = new(TriggerId.ChainStress, rig => Chain(rig, 95 * FixedPoint.Minute), rig => Blocks(rig), HoldNs: 0),
        ["venue/alpha"] = new(
            TriggerId.MarginBufferBreach, rig => rig.Observe(ObservationKind.MarginRatio, 0, 1_400_000, FixedPoint.Scale),
            rig => rig.Observe(ObservationKind.MarginRatio, 0, 1_700_000, FixedPoint.Scale), 5 * FixedPoint.Minute),
        ["route/BTC@alpha"] = new(
            TriggerId.ExecutionPrecisionInversion, rig => Cost(rig, 0, 200), rig => Cost(rig, 0, 50), FixedPoint.Minute),
        ["module/node-two"] = new(TriggerId.NodeSilent, rig => rig.Tick(700 * FixedPoint.Millisecond), _ => { }, FixedPoint.Minute, HasPeer: true),
    };

    public static TheoryData<string, int> Stages()
    {
        TheoryData<string, int> stages = [];
        foreach (string scope in s_drills.Keys)
        {
            for (int stage = 0; stage <= PermissionMatrix.LastStage; stage++)
            {
                stages.Add(scope, stage);
            }
        }

        return stages;
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_trip_in_any_stage_sends_the_scope_back_and_doubles_the_hold(string name, int stage)
    {
        Drill drill = s_drills[name];
        NodeRig rig = Started();
        Trip(rig, name, drill);
        Assert.Equal(drill.HoldNs, HoldOf(rig, name, drill));
        Assert.True(Until(rig, drill, () => rig.ModeOf(name) == Mode.Recovery, drill.HoldNs), "it does not clear");
        Assert.True(Until(rig, drill, () => StageOf(rig, name) == stage, FixedPoint.Minute), $"stage {stage} is not reached");

        Trip(rig, name, drill);
        Assert.Equal(2 * drill.HoldNs, HoldOf(rig, name, drill));
        Assert.Equal(0, StageOf(rig, name));
        Assert.Equal(Permission.Deny, rig.PermissionOf(name, GateAction.Open));
        long before = rig.Now;
        Assert.True(Until(rig, drill, () => rig.ModeOf(name) == Mode.Recovery, 2 * drill.HoldNs), "it does not clear again");
        Assert.True(rig.Now - before >= 2 * drill.HoldNs, "it clears before its hold");
        Assert.True(Until(rig, drill, () => rig.ModeOf(name) == Mode.Normal, FixedPoint.Minute), "it does not come back");
        Assert.Equal(Mode.Normal, rig.ModeOf("platform"));
    }

    public static TheoryData<string, int> Checks()
    {
        TheoryData<string, int> checks = [];
        foreach (string check in new[] { "ledger", "venue", "input" })
        {
            for (int stage = 0; stage <= PermissionMatrix.LastStage; stage++)
            {
                checks.Add(check, stage);
            }
        }

        return checks;
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public void A_check_that_fails_holds_its_stage_up_until_it_holds(string check, int stage)
    {
        const string Route = "route/BTC@alpha";
        Drill drill = s_drills[Route];
        NodeRig rig = Started();
        rig.Act(NodeInputKind.Pause, Route);
        rig.Act(NodeInputKind.Lift, Route);
        bool IsThere() => StageOf(rig, Route) == stage && rig.ModeOf(Route) == Mode.Recovery;
        Assert.True(Until(rig, drill, IsThere, FixedPoint.Minute), "the stage is not reached");

        // One poll that differs trips nothing yet, one failed call neither; an input that is a moment late neither.
        bool fails = true;
        Action<NodeRig> during = check switch
        {
            "ledger" => _ => rig.Observe(ObservationKind.BalancePair, 0, 100, fails ? 99 : 100),
            "venue" => _ => rig.Observe(ObservationKind.CallResult, 0, fails ? 1 : 0, 1, -1),
            _ => _ => { }
            ,
        };
        during(rig);
        RecoveryChecks missing = check switch
        {
            "ledger" => RecoveryChecks.LedgerClean,
            "venue" => RecoveryChecks.VenueHealthy,
            _ => RecoveryChecks.TriggersClear,
        };
        if (check == "input")
        {
            // Its price is older than it may be, and the second has not ended that would trip.
            rig.Now += 6 * FixedPoint.Second - (rig.Now % FixedPoint.Second) - 1;
            Assert.False(rig.Core.Inputs.IsFresh(rig.Scope(Route), rig.Now));
            rig.Tick();
            Assert.Equal((Mode.Bscb, 0), (rig.ModeOf(Route), StageOf(rig, Route)));
            fails = false;
        }
        else
        {
            Assert.Equal(RecoveryChecks.None, rig.Core.ChecksOf(rig.Scope(Route)) & missing);
            for (int second = 0; second < 4; second++)
            {
                Second(rig, _ => { });
            }

            Assert.Equal(stage, StageOf(rig, Route));
            fails = false;
        }

        Assert.True(Until(rig, drill with { Heal = during }, () => rig.ModeOf(Route) == Mode.Normal, 4 * FixedPoint.Minute), "it is not let go");
    }

    private static void Trip(NodeRig rig, string name, Drill drill)
    {
        for (int second = 0; second < 600 && rig.ModeOf(name) != Mode.Bscb; second++)
        {
            if (drill.HasPeer)
            {
                // A peer's silence is measured between two seconds: the prices go on.
                rig.Tick(700 * FixedPoint.Millisecond);
                rig.Now += 300 * FixedPoint.Millisecond;
                Prices(rig);
                continue;
            }

            drill.Trip(rig);
            if (rig.ModeOf(name) != Mode.Bscb)
            {
                Second(rig, _ => { });
            }
        }

        Assert.Equal(Mode.Bscb, rig.ModeOf(name));
    }

    private static bool Until(NodeRig rig, Drill drill, Func<bool> condition, long withinNs)
    {
        long deadline = rig.Now + withinNs + (10 * FixedPoint.Minute);
        while (!condition() && rig.Now < deadline)
        {
            Second(rig, drill.Heal);
        }

        return condition();
    }

    private static void Second(NodeRig rig, Action<NodeRig> also)
    {
        for (int quarter = 0; quarter < 4; quarter++)
        {
            rig.Step(new NodeInput { Kind = NodeInputKind.PeerSeen, Now = rig.Now, Number = 0 });
            rig.Tick(FixedPoint.Second / 4);
        }

        Prices(rig);
        also(rig);
    }

    private static void Prices(NodeRig rig)
    {
        foreach (Instrument instrument in rig.Topology.Instruments)
        {
            rig.Observe(ObservationKind.Price, instrument.Index, Fair);
        }
    }

    private static void Cost(NodeRig rig, int route, long cost) => rig.Observe(ObservationKind.CostAlpha, route, cost, 100);

    private static void Chain(NodeRig rig, long age) => rig.Observe(ObservationKind.ChainStatus, 0, age);

    // A new block every third second.
    private static void Blocks(NodeRig rig) => Chain(rig, FixedPoint.Second * (1 + (rig.Now / FixedPoint.Second % 3)));

    private static int StageOf(NodeRig rig, string name) => rig.Core.State.Safety.StageOf(rig.Scope(name));

    private static long HoldOf(NodeRig rig, string name, Drill drill)
    {
        int slot = rig.Core.State.Safety.Causes.Find(rig.Scope(name), drill.Trigger);
        return rig.Core.Judge.HoldOf(rig.Core.State.Safety.Causes[slot]);
    }

    private static NodeRig Started()
    {
        TopologyBuilder builder = new();
        builder.AddPeer("two");
        builder.AddAsset("BTC", "USDT", 50_000);
        builder.AddVenue("alpha");
        builder.AddRoute("BTC", "alpha", null, "USDT");
        builder.AddInstrument("BTC", "USDT", "alpha", isPerpetual: false);
        builder.AddPosition("BTC-PERP@alpha", "alpha");
        NodeRig rig = HistoryPlay.Started(builder.Build());
        for (int second = 0; second < 3; second++)
        {
            Second(rig, r => r.Observe(ObservationKind.CallResult, 0, 0, 1, -1));
        }

        return rig;
    }

    private sealed record Drill(TriggerId Trigger, Action<NodeRig> Trip, Action<NodeRig> Heal, long HoldNs, bool HasPeer = false);
}
