using System;
using System.Linq;
using Basisd.Controls;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>Commands that go unanswered, statements of operators, signatures of strangers, peers, and what failed venues have in common.</summary>
public sealed class PlatformDeskTests
{
    private static readonly TriggerId[] s_stated =
    [
        TriggerId.VenueInsolvency, TriggerId.RegulatoryAction, TriggerId.SystemCompromise, TriggerId.MarketDislocation, TriggerId.ExecutionIntegrity,
    ];

    private const long Halfway = CommandBook.AcknowledgeWithin / 2;

    [Fact]
    public void While_no_engine_was_heard_nobody_can_miss_a_command()
    {
        NodeRig rig = Halted();
        for (int second = 0; second < 60; second++)
        {
            rig.Tick(FixedPoint.Second);
        }

        Assert.DoesNotContain(rig.Journal, e => e.Kind == EntryKind.CommandMissed);
        Assert.Equal(-1, rig.Core.State.Safety.Causes.Find(0, TriggerId.RiskControlTimeout));
    }

    [Fact]
    public void The_first_miss_tells_the_command_again_and_is_p2_the_second_is_p1()
    {
        NodeRig rig = Halted();
        rig.Observe(ObservationKind.EngineHeartbeat, 0, 1);

        // What was issued before there was an engine is told to it now: its time runs from now.
        rig.Tick(CommandBook.AcknowledgeWithin);
        Assert.DoesNotContain(rig.Journal, e => e.Kind == EntryKind.CommandMissed);
        rig.Tick(1);
        Command again = Assert.Single(rig.Effects.Commands.ToArray());
        Assert.Equal((CommandKind.Halt, 1), (again.Kind, again.Misses));
        Assert.Equal((Severity.High, Measure.Acknowledgement), SeverityOf(rig));
        Assert.Single(rig.Journal, e => e.Kind == EntryKind.CommandMissed);

        rig.Tick(CommandBook.AcknowledgeWithin);
        Assert.Equal(Severity.High, SeverityOf(rig).Severity);
        rig.Tick(1);
        Assert.Equal(Severity.Critical, SeverityOf(rig).Severity);
        Assert.Equal(0, rig.Effects.Commands.Length);
        for (int second = 0; second < 20; second++)
        {
            rig.Tick(FixedPoint.Second);
        }

        Assert.Equal(2, rig.Journal.Count(e => e.Kind == EntryKind.CommandMissed));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void The_window_is_configured_and_the_evidence_names_it(int seconds)
    {
        long window = seconds * FixedPoint.Second;
        NodeRig rig = Halted(new CoreSettings
        {
            Triggers = new TriggerSettings { RiskControlTimeout = new RiskControlTimeoutSettings { HaltAckNs = window } },
        });
        rig.Observe(ObservationKind.EngineHeartbeat, 0, 1);
        rig.Tick(window);
        Assert.DoesNotContain(rig.Journal, e => e.Kind == EntryKind.CommandMissed);
        rig.Tick(1);
        int slot = rig.Core.State.Safety.Causes.Find(0, TriggerId.RiskControlTimeout);
        Assert.Equal(new Evidence(window + 1, window, window, Measure.Acknowledgement), rig.Core.State.Safety.Causes[slot].Evidence);
        rig.Tick(window);
        Assert.Single(rig.Journal, e => e.Kind == EntryKind.CommandMissed);
        rig.Tick(1);
        Assert.Equal(2, rig.Journal.Count(e => e.Kind == EntryKind.CommandMissed));
    }

    [Fact]
    public void An_acknowledgement_after_the_first_miss_ends_it()
    {
        NodeRig rig = Halted();
        rig.Observe(ObservationKind.EngineHeartbeat, 0, 1);
        rig.Tick(CommandBook.AcknowledgeWithin + 1);
        rig.Now += Halfway;
        rig.Observe(ObservationKind.CommandAck, 0, rig.Core.State.Commands.Items[0].Id);
        rig.Tick(10 * FixedPoint.Second);
        Assert.Equal(Severity.High, SeverityOf(rig).Severity);
        Assert.Equal(0, rig.Core.State.Commands.Outstanding);
    }

    [Theory]
    [InlineData(TriggerId.VenueInsolvency)]
    [InlineData(TriggerId.RegulatoryAction)]
    [InlineData(TriggerId.SystemCompromise)]
    [InlineData(TriggerId.MarketDislocation)]
    [InlineData(TriggerId.ExecutionIntegrity)]
    public void A_statement_halts_the_platform_and_names_its_trigger(TriggerId trigger)
    {
        // Even in shadow: nothing is evaluated.
        TriggerPolicy shadow = new(Enabled: true, Shadow: true, HoldNs: 0);
        NodeRig rig = HistoryPlay.Started(NodeRig.SmallTopology(), new CoreSettings
        {
            Triggers = new TriggerSettings { RegulatoryAction = new() { Policy = shadow }, MarketDislocation = new() { Policy = shadow } },
        });
        Assert.Equal(StepResult.Done, State(rig, trigger));
        Assert.Equal(Mode.Dmm, rig.ModeOf("platform"));
        Cause cause = rig.Core.State.Safety.Causes[rig.Core.State.Safety.Causes.Find(0, trigger)];
        Assert.Equal((Severity.Critical, Measure.Statement), (cause.Severity, cause.Evidence.Measure));
        Assert.Contains(rig.Journal, e => e.Kind == EntryKind.OperatorAct);
        Assert.Equal(StepResult.NoChange, State(rig, trigger));
    }

    [Fact]
    public void Nothing_else_can_be_stated_and_a_refused_statement_leaves_no_trace()
    {
        NodeRig rig = HistoryPlay.Started(NodeRig.SmallTopology());
        int entries = rig.Journal.Count;
        for (int number = -1; number < 300; number++)
        {
            if (!Array.Exists(s_stated, t => (long)t == number))
            {
                Assert.Equal(StepResult.Refused, rig.Step(new NodeInput { Kind = NodeInputKind.Statement, Now = rig.Now, Number = number }));
            }
        }

        Assert.Equal((Mode.Normal, entries), (rig.ModeOf("platform"), rig.Journal.Count));
    }

    [Theory]
    [InlineData(2, 0, Mode.Normal)]
    [InlineData(3, 0, Mode.Dmm)]
    [InlineData(3, 31, Mode.Normal)] // the first is out of the hour when the third comes
    public void Signatures_of_strangers_count_together_for_an_hour(int signatures, int minutesApart, Mode platform)
    {
        NodeRig rig = HistoryPlay.Started(NodeRig.SmallTopology());
        for (int i = 0; i < signatures; i++)
        {
            rig.Step(new NodeInput { Kind = NodeInputKind.SignatureRefused, Now = rig.Now, Text = "mallory: nobody by that name"u8 });
            rig.Now += minutesApart * FixedPoint.Minute;
        }

        Assert.Equal(platform, rig.ModeOf("platform"));
    }

    [Theory]
    [InlineData(1, Mode.Normal)]
    [InlineData(0, Mode.Dmm)]
    public void A_binary_that_is_not_the_attested_one_is_a_compromise(int matches, Mode platform)
    {
        NodeRig rig = HistoryPlay.Started(NodeRig.SmallTopology());
        rig.Step(new NodeInput { Kind = NodeInputKind.Attestation, Now = rig.Now, Number = matches, Text = "binary"u8 });
        Assert.Equal(platform, rig.ModeOf("platform"));

        // Another look that matches takes nothing back: that needs signatures.
        rig.Step(new NodeInput { Kind = NodeInputKind.Attestation, Now = rig.Now, Number = 1, Text = "binary"u8 });
        Assert.Equal(platform, rig.ModeOf("platform"));
    }

    [Theory]
    [InlineData("alpha", "bravo", "carol", "all share cloud-one")]
    [InlineData("alpha", "bravo", "delta", "")]
    public void Venues_that_fail_together_are_named_by_what_they_share(string one, string two, string three, string named)
    {
        TopologyBuilder builder = new();
        builder.AddAsset("BTC", "USDT", 50_000);
        builder.AddVenue("alpha", shares: ["custodian", "cloud-one"]);
        builder.AddVenue("bravo", shares: ["cloud-one"]);
        builder.AddVenue("carol", shares: ["cloud-one", "cloud-two"]);
        builder.AddVenue("delta", shares: ["cloud-two"]);
        NodeRig rig = HistoryPlay.Started(builder.Build());
        foreach (string venue in new[] { one, two, three })
        {
            Assert.Equal(Mode.Normal, rig.ModeOf("platform"));
            for (int call = 0; call < 4; call++)
            {
                rig.Observe(ObservationKind.CallResult, Array.FindIndex(rig.Topology.Venues, v => v.Name == venue), 1, 1, -1);
            }
        }

        int slot = rig.Core.State.Safety.Causes.Find(0, TriggerId.PersistentTriggers);
        Evidence evidence = rig.Core.State.Safety.Causes[slot].Evidence;
        Assert.Equal((Measure.Breadth, 3L), (evidence.Measure, evidence.Measured));
        Assert.Equal(named, rig.Topology.SubjectOf(evidence));
    }

    private static (Severity Severity, Measure Measure) SeverityOf(NodeRig rig)
    {
        int slot = rig.Core.State.Safety.Causes.Find(0, TriggerId.RiskControlTimeout);
        return (rig.Core.State.Safety.Causes[slot].Severity, rig.Core.State.Safety.Causes[slot].Evidence.Measure);
    }

    private static StepResult State(NodeRig rig, TriggerId trigger) => rig.Step(new NodeInput
    {
        Kind = NodeInputKind.Statement,
        Now = rig.Now,
        Number = (long)trigger,
        Text = "the regulator called"u8,
        Uid = 1000,
    });

    private static NodeRig Halted(CoreSettings? settings = null)
    {
        NodeRig rig = HistoryPlay.Started(NodeRig.SmallTopology(), settings);
        rig.Act(NodeInputKind.Halt, "platform");
        return rig;
    }
}
