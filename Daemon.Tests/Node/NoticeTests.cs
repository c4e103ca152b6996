using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Incidents;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Tests.Safety;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>What a node tells outside: what, in which order, how much of it, and that no cut of its journal loses any.</summary>
public sealed class NoticeTests(ITestOutputHelper output)
{
    private static readonly CoreSettings s_told = new() { StageDwellNs = 5 * FixedPoint.Second, TellsNotices = true };

    [Fact]
    public void A_pause_and_a_halt_are_told_with_their_incident_in_the_order_of_the_journal()
    {
        NodeRig rig = Started(s_told);
        rig.Live(3);
        rig.Act(NodeInputKind.Pause, "venue/alpha");
        rig.Act(NodeInputKind.Halt, "platform");
        (NoticeKind Kind, long Incident, Severity Severity, string Scope, Mode From, Mode To, TriggerId Trigger)[] expected =
        [
            (NoticeKind.IncidentOpened, 1, Severity.High, "platform", Mode.Normal, Mode.Normal, TriggerId.None),
            (NoticeKind.ScopeMode, 1, Severity.High, "venue/alpha", Mode.Normal, Mode.Bscb, TriggerId.OperatorPause),
            (NoticeKind.IncidentRaised, 1, Severity.Critical, "platform", Mode.Normal, Mode.Normal, TriggerId.None),
            (NoticeKind.PlatformMode, 1, Severity.Critical, "platform", Mode.Normal, Mode.Dmm, TriggerId.OperatorHalt),
        ];
        Notice[] told = Pending(rig);
        Assert.Equal(expected, told.Select(n => (n.Kind, n.Incident, n.Severity, rig.Topology.Scopes[n.Scope].Name, n.From, n.To, n.Trigger)));
        Assert.Equal([1, 2, 3, 4], told.Select(n => n.Id));
        Assert.All(told, n => Assert.Equal(rig.Now, n.At));
    }

    [Fact]
    public void The_way_back_is_told_once_per_mode_and_ends_with_the_incident()
    {
        NodeRig rig = Started(s_told);
        rig.Live(3);
        rig.Act(NodeInputKind.Pause, "venue/alpha");
        rig.Act(NodeInputKind.Lift, "venue/alpha");
        for (int round = 0; round < 120 && rig.ModeOf("venue/alpha") != Mode.Normal; round++)
        {
            Observe(rig);
            rig.Live(1);
        }

        Assert.Equal(Mode.Normal, rig.ModeOf("venue/alpha"));
        string[] modes = [.. Pending(rig).Where(n => n.Kind == NoticeKind.ScopeMode).Select(n => $"{n.From}-{n.To}")];
        Assert.Equal(["Normal-Bscb", "Bscb-Recovery", "Recovery-Normal"], modes);
        Assert.Equal(NoticeKind.IncidentClosed, Pending(rig).Last(n => !n.IsMode).Kind);
    }

    [Fact]
    public void Where_nobody_is_told_nothing_is_queued_and_the_state_hash_is_the_one_of_before()
    {
        NodeRig told = Started(s_told);
        NodeRig silent = Started(s_told with { TellsNotices = false });
        foreach (NodeRig rig in new[] { told, silent })
        {
            rig.Live(3);
            rig.Act(NodeInputKind.Pause, "venue/alpha");
        }

        Assert.True(told.Core.State.Notices.HasAny);
        Assert.False(silent.Core.State.Notices.HasAny);
        Assert.NotEqual(Hash(told), Hash(silent));

        // A journal of a node that told nothing is a journal of an older binary: without the notices the entries are the same, bit for bit.
        Assert.Equal(
            silent.Journal.Select(e => (e.Kind, Convert.ToHexString(e.Payload))),
            told.Journal.Where(e => e.Kind is not (EntryKind.NoticeQueued or EntryKind.NoticeSettled))
                .Select(e => (e.Kind, Convert.ToHexString(e.Payload))));
    }

    [Fact]
    public void A_full_outbox_drops_its_oldest_and_says_so()
    {
        NodeRig rig = Started(s_told);
        rig.Live(3);
        for (int i = 0; rig.Core.State.Notices.LastId < NoticeOutbox.Capacity + 10; i++)
        {
            rig.Act(i % 2 == 0 ? NodeInputKind.Pause : NodeInputKind.Lift, "venue/alpha");
        }

        NoticeOutbox outbox = rig.Core.State.Notices;
        long dropped = outbox.LastId - NoticeOutbox.Capacity;
        Assert.Equal((NoticeOutbox.Capacity, dropped, dropped + 1), (outbox.Count, outbox.Dropped, outbox[0].Id));
        Assert.Equal(dropped, rig.Journal.Count(e => e.Kind == EntryKind.NoticeSettled));
        Assert.Equal(StepResult.NoChange, Settle(rig, 1));
        Assert.Equal(StepResult.NoChange, Settle(rig, outbox.LastId));
        Assert.Equal(StepResult.Done, Settle(rig, dropped + 1));
        Assert.Equal(1, outbox.Delivered);
        Assert.Equal(Hash(rig), Hash(Replayed(rig, rig.Journal.Count)));
    }

    [Fact]
    public void A_missed_deadline_is_told_where_somebody_is_told()
    {
        NodeRig rig = Started(s_told);
        NodeRig silent = Started(s_told with { TellsNotices = false });
        foreach (NodeRig told in new[] { rig, silent })
        {
            told.Act(NodeInputKind.Halt, "platform");
            told.Tick((15 * FixedPoint.Minute) - 1);
            Assert.DoesNotContain(Pending(told), n => n.Kind == NoticeKind.DeadlineMissed);
            told.Tick(1);
        }

        Notice[] missed = [.. Pending(rig).Where(n => n.Kind == NoticeKind.DeadlineMissed)];
        Assert.All(missed, n => Assert.Equal((1L, Severity.Critical, rig.Now), (n.Incident, n.Severity, n.At)));
        Assert.Equal([(byte)IncidentDeadline.Review, (byte)IncidentDeadline.Notification], missed.Select(n => n.Detail));
        Assert.False(silent.Core.State.Notices.HasAny);
    }

    [Fact]
    public void A_node_that_is_told_to_tell_later_tells_what_is_not_normal()
    {
        NodeRig silent = Started(s_told with { TellsNotices = false });
        silent.Live(3);
        silent.Act(NodeInputKind.Pause, "venue/alpha");
        NodeRig rig = Replayed(silent, silent.Journal.Count);
        Start(rig);
        Assert.Equal(
            [(NoticeKind.IncidentOpened, Mode.Normal, TriggerId.None), (NoticeKind.ScopeMode, Mode.Bscb, TriggerId.OperatorPause)],
            Pending(rig).Select(n => (n.Kind, n.To, n.Trigger)));
        Start(rig);
        Assert.Equal(2, rig.Core.State.Notices.LastId);
    }

    /// <summary>
    /// Wherever the journal ends: after the next start the modes and the incident that were told are those that are, no number was given twice, and
    /// of what the journal held pending nothing is gone.
    /// </summary>
    [Fact]
    public void No_cut_of_the_journal_loses_a_notice()
    {
        int cuts = 0;
        int completed = 0;
        LawSeeds.Each(2, output.WriteLine, seed =>
        {
            Topology topology = RichTopology.Build();
            CoreSettings settings = s_told with { GatewayVenues = [false, false, true] };
            NodeRig rig = HistoryPlay.Started(topology, settings);
            foreach (Happening happening in RandomHistory.Make(seed, topology, 200, acts: true))
            {
                rig.Play(happening);
            }

            Random random = new(seed);
            for (int cut = 1; cut < rig.Journal.Count; cut++)
            {
                // Where a notice follows, every place; elsewhere now and then.
                bool near = rig.Journal[cut].Kind is EntryKind.NoticeQueued or EntryKind.NoticeSettled;
                if (random.Next(near ? 6 : 300) != 0)
                {
                    continue;
                }

                NodeRig copy = Replayed(rig, cut);
                Notice[] before = Pending(copy);
                Start(copy);
                Notice[] after = Pending(copy);
                cuts++;
                completed += after.Length > before.Length ? 1 : 0;
                Assert.Equal(before, after.Take(before.Length));
                long first = copy.Core.State.Notices.LastId - after.Length + 1;
                Assert.Equal(Enumerable.Range(0, after.Length).Select(i => first + i), after.Select(n => n.Id));
                for (int scope = 0; scope < topology.Scopes.Length; scope++)
                {
                    Assert.Equal(copy.Core.State.Safety.ModeOf(scope), copy.Core.State.Notices.ToldModeOf(scope));
                }

                IncidentBook book = copy.Core.State.Incidents;
                Assert.Equal(book.OpenId != 0, copy.Core.State.Notices.ToldOpen);
                Assert.True(book.OpenId == 0 || copy.Core.State.Notices.ToldSeverity == book.Severity);
            }
        });
        output.WriteLine($"{cuts} cuts, {completed} of them between a decision and its notice");
        Assert.True(cuts > 20 && completed > 2, $"too little happened to prove anything: {cuts} cuts, {completed} completed");
    }

    private static NodeRig Started(CoreSettings settings)
    {
        NodeRig rig = new(settings);
        Start(rig);
        return rig;
    }

    private static void Start(NodeRig rig) => rig.Step(new NodeInput { Kind = NodeInputKind.Start, Now = rig.Now, Text = "v"u8 });

    private static StepResult Settle(NodeRig rig, long id) =>
        rig.Step(new NodeInput { Kind = NodeInputKind.NoticeSettled, Now = rig.Now, Number = id });

    private static Notice[] Pending(NodeRig rig) =>
        [.. Enumerable.Range(0, rig.Core.State.Notices.Count).Select(i => rig.Core.State.Notices[i])];

    private static string Hash(NodeRig rig) => Convert.ToHexString(rig.Core.State.Hash());

    private static void Observe(NodeRig rig)
    {
        foreach (Venue venue in rig.Topology.Venues)
        {
            rig.Observe(ObservationKind.CallResult, venue.Index, 0, FixedPoint.Millisecond, -1);
        }

        foreach (Route route in rig.Topology.Routes)
        {
            rig.Observe(ObservationKind.BalancePair, route.Index, FixedPoint.Scale, FixedPoint.Scale);
        }
    }

    // The first entries of a journal, as a start applies them; a tail of derived entries that is cut off is derived again.
    private static NodeRig Replayed(NodeRig of, int entries)
    {
        NodeRig rig = new(of.Settings with { TellsNotices = true }, of.Topology) { Now = of.Now };
        Effects derived = new(of.Topology.Scopes.Length);
        int expected = 0;
        for (int i = 0; i < entries; i++)
        {
            if (expected > 0)
            {
                expected--;
                continue;
            }

            derived.Clear();
            (EntryKind kind, byte[] payload) = of.Journal[i];
            Assert.True(rig.Core.State.Replay(kind, payload, derived), $"entry {i}, {kind}, does not follow");
            expected = Math.Max(0, derived.Entries.Length - 1);
        }

        return rig;
    }
}
