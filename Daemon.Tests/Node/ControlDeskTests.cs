using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Controls;
using Basisd.Node;
using Basisd.Safety;
using Basisd.Triggers;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>Commands: each window at its limit, what verifies an effect and what does not, and every way out of a late command.</summary>
public sealed class ControlDeskTests
{
    private const long S = FixedPoint.Second;

    public static TheoryData<CommandKind, bool, long, long> Limits
    {
        get
        {
            RiskControlTimeoutSettings windows = new();
            TheoryData<CommandKind, bool, long, long> limits = [];
            foreach (long off in (long[])[-1, 0, 1])
            {
                limits.Add(CommandKind.Halt, false, windows.HaltAckNs, off);
                limits.Add(CommandKind.Halt, true, windows.ZeroOrdersNs, off);
                limits.Add(CommandKind.CancelAll, false, windows.CancelAckNs, off);
                limits.Add(CommandKind.CancelAll, true, windows.ZeroOrdersNs, off);
                limits.Add(CommandKind.Limit, false, windows.LimitAckNs, off);
                limits.Add(CommandKind.Reduce, false, windows.ReductionSliceNs, off);
                limits.Add(CommandKind.Reduce, true, windows.ReductionSliceNs, off);
            }

            return limits;
        }
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_window_is_missed_one_nanosecond_behind_its_end_and_again_as_long_after_the_retry(
        CommandKind kind, bool effect, long window, long off)
    {
        ControlRig rig = new();
        Command command = Tell(rig, kind);
        if (effect)
        {
            rig.Ack(command.Id);
            Assert.Equal(CommandFinding.None, rig.Of(command.Id).Finding);
        }

        int told = rig.Told.Count(c => c.Id == command.Id);
        rig.Tick(command.IssuedAt + window + off - rig.Rig.Now);
        Assert.Equal(off > 0 ? 1 : 0, rig.Of(command.Id).Misses);
        Assert.Equal(told + (off > 0 ? 1 : 0), rig.Told.Count(c => c.Id == command.Id));
        if (off <= 0)
        {
            return;
        }

        string scope = rig.Rig.Topology.Scopes[command.Scope].Name;
        Cause cause = rig.Cause(scope);
        Assert.Equal((Severity.High, effect ? Measure.Effect : Measure.Acknowledgement), (cause.Severity, cause.Evidence.Measure));
        Assert.Equal(window, cause.Evidence.Threshold);
        Assert.Equal(kind == CommandKind.Halt ? Mode.Dmm : Mode.Normal, rig.Rig.ModeOf("platform"));
        rig.Tick(window);
        Assert.Equal(1, rig.Of(command.Id).Misses);
        rig.Tick(1);
        Assert.Equal(2, rig.Of(command.Id).Misses);
        Assert.Equal((Severity.Critical, Mode.Dmm), (rig.Cause("platform").Severity, rig.Rig.ModeOf("platform")));
        Assert.Equal(told + 1, rig.Told.Count(c => c.Id == command.Id));
    }

    [Fact]
    public void Cancel_all_is_verified_by_a_poll_of_each_venue_that_began_after_the_acknowledgement_and_shows_none()
    {
        ControlRig rig = new();
        Assert.Equal(StepResult.Done, rig.Order(CommandKind.CancelAll, "asset/BTC"));
        Assert.Equal(
            [EntryKind.OperatorAct, EntryKind.CommandOrdered], rig.Rig.Journal.TakeLast(2).Select(e => e.Kind));
        long id = Assert.Single(rig.Told).Id;
        rig.Poll(ControlRig.Alpha);
        rig.Poll(ControlRig.Carol);
        rig.Ack(id);
        Assert.NotEqual(0, rig.Of(id).AcknowledgedAt);
        rig.Poll(ControlRig.Alpha, begunAt: rig.Of(id).AcknowledgedAt);
        rig.Poll(ControlRig.Carol);
        Assert.Equal(CommandFinding.None, rig.Of(id).Finding);
        rig.Poll(ControlRig.Alpha, orders: 1);
        Assert.Equal(CommandFinding.None, rig.Of(id).Finding);
        rig.Poll(ControlRig.Alpha);
        Assert.Equal((CommandFinding.Verified, 2), (rig.Of(id).Finding, rig.Of(id).VenuesRead));
        Assert.Equal(EntryKind.CommandVerified, rig.Rig.Journal[^1].Kind);
        rig.Tick(60 * S);
        Assert.Equal(0, rig.Of(id).Misses);
    }

    [Fact]
    public void A_poll_whose_beginning_nobody_knows_or_that_failed_vouches_for_nothing()
    {
        ControlRig rig = new();
        rig.Order(CommandKind.CancelAll, "venue/alpha");
        rig.Ack(1);
        rig.Poll(ControlRig.Alpha, begunAt: 0);
        rig.Rig.Now++;
        rig.Record(new() { Kind = Basisd.Venues.VenueRecordKind.PollBegin, Venue = 0, Time = rig.Rig.Now });
        rig.Record(new() { Kind = Basisd.Venues.VenueRecordKind.PollFailed, Venue = 0 });
        rig.Record(new() { Kind = Basisd.Venues.VenueRecordKind.PollEnd, Venue = 0 });
        Assert.Equal(CommandFinding.None, rig.Of(1).Finding);
    }

    [Theory]
    [InlineData(CommandKind.CancelAll, "venue/bravo")] // no gateway
    [InlineData(CommandKind.Limit, "venue/alpha")] // no record shows it
    public void What_no_record_shows_is_acknowledged_and_not_readable(CommandKind kind, string scope)
    {
        ControlRig rig = new();
        rig.Order(kind, scope, 5, 5);
        rig.Ack(1);
        Assert.Equal(CommandFinding.NotReadable, rig.Of(1).Finding);
        Assert.Equal(kind == CommandKind.Limit ? (5, 5) : (0, 0), (rig.Of(1).Argument0, rig.Of(1).Argument1));
    }

    [Fact]
    public void Refused_is_a_miss_at_once_and_the_second_time_the_platforms()
    {
        ControlRig rig = new();
        rig.Order(CommandKind.CancelAll, "venue/alpha");
        rig.Ack(1, refused: true);
        Assert.Equal((1, 2), (rig.Of(1).Misses, rig.Told.Count));
        Assert.Equal((Severity.High, Measure.RefusedCommands), (rig.Cause("venue/alpha").Severity, rig.Cause("venue/alpha").Evidence.Measure));
        Assert.Equal(Mode.Bscb, rig.Rig.ModeOf("venue/alpha"));
        rig.Ack(1, refused: true);
        Assert.Equal((2, 2, Mode.Dmm), (rig.Of(1).Misses, rig.Told.Count(c => c.Id == 1), rig.Rig.ModeOf("platform")));

        // However often it refuses from here on, nothing grows.
        int entries = rig.Rig.Journal.Count;
        rig.Ack(1, refused: true);
        Assert.Equal(entries, rig.Rig.Journal.Count);
    }

    [Fact]
    public void A_scope_that_a_late_command_bound_recovers_when_the_command_is_verified()
    {
        ControlRig rig = new();
        rig.Order(CommandKind.CancelAll, "venue/alpha");
        rig.Tick((2 * S) + 1);
        Assert.Equal(Mode.Bscb, rig.Rig.ModeOf("venue/alpha"));
        rig.Ack(1);
        Assert.Equal(Mode.Bscb, rig.Rig.ModeOf("venue/alpha"));
        rig.Poll(ControlRig.Alpha);
        Assert.Equal(Mode.Recovery, rig.Rig.ModeOf("venue/alpha"));
    }

    [Fact]
    public void A_halt_is_refuted_by_an_open_order_that_the_engine_emitted_after_its_word()
    {
        ControlRig rig = new();
        rig.Rig.Act(NodeInputKind.Halt, "platform");
        rig.Observe(ObservationKind.OrderEvent, 0, 7, 0, 1, 1);
        rig.Tick(1);
        rig.Ack(1);
        rig.Tick(1);
        rig.Observe(ObservationKind.OrderEvent, 0, 8, 0, 1, 1);
        rig.Poll(ControlRig.Carol);
        rig.Poll(ControlRig.Alpha, orders: 2);
        Assert.Equal(CommandFinding.None, rig.Of(1).Finding);

        // The one from before it may stay.
        rig.Poll(ControlRig.Alpha, orders: 1);
        Assert.Equal(CommandFinding.Verified, rig.Of(1).Finding);
    }

    [Fact]
    public void While_exposure_is_frozen_nothing_is_cancelled_or_reduced_and_what_waited_is_withdrawn()
    {
        ControlRig rig = new();
        rig.Observe(ObservationKind.Position, 0, FixedPoint.Scale);
        rig.Order(CommandKind.CancelAll, "venue/alpha");
        rig.Rig.Act(NodeInputKind.Halt, "platform");
        rig.Told.Clear();
        Assert.False(rig.Rig.Core.Controls.IsTellable(rig.Of(1)));
        rig.Tick(1);
        Assert.Equal(CommandFinding.Withdrawn, rig.Of(1).Finding);
        int entries = rig.Rig.Journal.Count;
        Assert.Equal(StepResult.Refused, rig.Order(CommandKind.CancelAll, "platform"));
        Assert.Equal(StepResult.Refused, rig.Order(CommandKind.Reduce, "venue/alpha"));
        Assert.Equal((CommandRefusal.Frozen, entries), (rig.Rig.Core.Controls.Refusal, rig.Rig.Journal.Count));
        for (int second = 0; second < 120; second++)
        {
            rig.Tick(S);
        }

        Assert.DoesNotContain(rig.Told, c => c.Kind is CommandKind.CancelAll or CommandKind.Reduce);
    }

    [Fact]
    public void A_signed_resumption_withdraws_what_is_outstanding_and_frees_the_scopes_that_it_bound()
    {
        // Every asset has a price: a scope that waits for an input is not healthy either.
        TopologyBuilder builder = new();
        builder.AddAsset("BTC", "USDT", 50_000);
        foreach (string venue in (string[])["alpha", "bravo"])
        {
            builder.AddVenue(venue);
            builder.AddRoute("BTC", venue, null, "USDT");
            builder.AddInstrument("BTC", "USDT", venue, isPerpetual: false);
        }

        ControlRig rig = new(topology: builder.Build());
        rig.Rig.Live(70);
        rig.Order(CommandKind.CancelAll, "venue/bravo");
        for (int i = 0; i < 2; i++)
        {
            Prices(rig);
            rig.Tick((2 * S) + 1);
        }

        Assert.Equal((Mode.Dmm, Mode.Bscb), (rig.Rig.ModeOf("platform"), rig.Rig.ModeOf("venue/bravo")));
        rig.Tick(S);
        Prices(rig);

        foreach (Route route in rig.Rig.Topology.Routes)
        {
            rig.Observe(ObservationKind.BalancePair, route.Index, 1, 1);
            rig.Observe(ObservationKind.Confirmation, route.Index, 1, 0, 1);
        }

        rig.Poll(ControlRig.Alpha);
        rig.Rig.Protocol(new string('d', 64));
        StepResult result = rig.Step(new NodeInput
        {
            Kind = NodeInputKind.Resume,
            Now = rig.Rig.Now,
            Signatures = 1,
            DmmEpoch = 1,
            Attested = ResumptionCriteria.EventContained | ResumptionCriteria.IntegrityChecked,
            Text = "signed"u8,
        });
        Assert.True(result == StepResult.Done, $"{rig.Rig.Core.OwnCriteria()}: {string.Join(", ", Unhealthy(rig))}");
        Assert.Equal((Mode.Recovery, Mode.Recovery), (rig.Rig.ModeOf("platform"), rig.Rig.ModeOf("venue/bravo")));
        Assert.Equal(0, rig.Rig.Core.State.Commands.Outstanding);
    }

    private static IEnumerable<string> Unhealthy(ControlRig rig)
    {
        foreach (Scope scope in rig.Rig.Topology.Scopes)
        {
            int active = rig.Rig.Core.State.Safety.Causes.BindingActive(scope.Index);
            if (active != 0 || !rig.Rig.Core.Inputs.IsFresh(scope.Index, rig.Rig.Now))
            {
                yield return $"{scope.Name} {active}";
            }
        }
    }

    private static void Prices(ControlRig rig)
    {
        foreach (Instrument market in rig.Rig.Topology.Instruments)
        {
            rig.Observe(ObservationKind.Price, market.Index, 50_000 * FixedPoint.Scale);
        }
    }

    private static Command Tell(ControlRig rig, CommandKind kind)
    {
        switch (kind)
        {
            case CommandKind.Halt:
                rig.Step(new NodeInput { Kind = NodeInputKind.Halt, Now = rig.Rig.Now, Text = "x"u8 });
                break;
            case CommandKind.Reduce:
                ContainmentTests.Reducing(rig, "venue/alpha");
                break;
            default:
                Assert.Equal(StepResult.Done, rig.Order(kind, "venue/alpha"));
                break;
        }

        Assert.Equal(kind, rig.Latest.Kind);
        return rig.Latest;
    }
}
