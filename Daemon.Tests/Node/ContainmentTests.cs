using System;
using System.Linq;
using Basisd.Controls;
using Basisd.Node;
using Basisd.Safety;
using Xunit;

namespace Basisd.Tests.Node;

/// <summary>Cancel, confirm, reduce: the order, the spacing, the sum, and what stops it.</summary>
public sealed class ContainmentTests
{
    private const long S = FixedPoint.Second;
    private const long Held = 5 * FixedPoint.Scale;
    private static readonly CoreSettings s_contain = new() { Matrix = new PermissionMatrix { ContainByPolicy = true } };

    /// <summary>Brings a reduction of everything to its first slice.</summary>
    internal static void Reducing(ControlRig rig, string scope)
    {
        Facts(rig, Held);
        Assert.Equal(StepResult.Done, rig.Order(CommandKind.Reduce, scope));
        rig.Ack(rig.Latest.Id);
        rig.Poll(ControlRig.Alpha, position: Held);
        rig.Poll(ControlRig.Carol);
        Facts(rig, Held);
        rig.Tick(1);
        rig.Tick(1);
        rig.Tick(1);
    }

    [Fact]
    public void Contained_dmm_cancels_confirms_and_closes_every_position_slice_by_slice()
    {
        ControlRig rig = new(s_contain);
        long held = Held;
        Facts(rig, held);
        rig.Step(new NodeInput { Kind = NodeInputKind.Halt, Now = rig.Rig.Now, Text = "x"u8 });
        long sold = 0;
        long before = 0;
        for (int round = 0; round < 200 && rig.Rig.Core.State.Containment.Step != ContainmentStep.Idle || round == 0; round++)
        {
            rig.Tick(S);
            foreach (Command told in rig.Told.Where(c => c.AcknowledgedAt == 0).ToArray())
            {
                rig.Told.Remove(told);
                if (told.Kind == CommandKind.Reduce)
                {
                    Assert.True(told.IssuedAt - before >= 5 * S && held + told.Argument0 >= 0, $"{told}");
                    (before, held, sold) = (told.IssuedAt, held + told.Argument0, sold + told.Argument0);
                    Assert.Equal(held, told.Target);
                }

                rig.Ack(told.Id);
            }

            rig.Poll(ControlRig.Carol);
            rig.Poll(ControlRig.Alpha, position: held);
            Facts(rig, held);
        }

        Assert.Equal((0, -Held), (held, sold));
        Assert.Equal(ContainmentStep.Idle, rig.Rig.Core.State.Containment.Step);
        Assert.Equal(
            [CommandKind.Halt, CommandKind.CancelAll, CommandKind.Reduce],
            rig.Rig.Core.State.Commands.Items.ToArray().Select(c => c.Kind).Distinct());
        Assert.Equal(Mode.Dmm, rig.Rig.ModeOf("platform"));

        // One episode is contained once.
        int commands = rig.Rig.Core.State.Commands.Count;
        rig.Tick(60 * S);
        Assert.Equal(commands, rig.Rig.Core.State.Commands.Count);
    }

    [Fact]
    public void Nothing_is_reduced_while_the_cancellation_is_not_confirmed()
    {
        ControlRig rig = new(s_contain);
        Facts(rig, Held);
        rig.Step(new NodeInput { Kind = NodeInputKind.Halt, Now = rig.Rig.Now, Text = "x"u8 });
        rig.Tick(1);
        Assert.Equal(CommandKind.CancelAll, rig.Latest.Kind);
        rig.Ack(rig.Latest.Id);
        for (int round = 0; round < 20; round++)
        {
            rig.Poll(ControlRig.Alpha, orders: 1, position: Held);
            rig.Poll(ControlRig.Carol);
            Facts(rig, Held);
            rig.Tick(S);
        }

        Assert.Equal((ContainmentStep.Cancelling, 2), (rig.Rig.Core.State.Containment.Step, rig.Latest.Misses));
        Assert.DoesNotContain(rig.Told, c => c.Kind == CommandKind.Reduce);
    }

    [Fact]
    public void Without_depth_there_is_no_plan_the_constraint_is_named_and_the_scope_is_p2()
    {
        ControlRig rig = new();
        rig.Observe(ObservationKind.Position, 0, Held);
        rig.Order(CommandKind.Reduce, "venue/alpha");
        rig.Ack(1);
        rig.Poll(ControlRig.Alpha, position: Held);
        for (int second = 0; second < 40; second++)
        {
            rig.Tick(S);
            rig.Poll(ControlRig.Alpha, position: Held);
        }

        Containment containment = rig.Rig.Core.State.Containment;
        Assert.Equal((ContainmentStep.Planning, ReductionConstraint.DepthMissing), (containment.Step, containment.Constraint));
        Assert.Single(rig.Rig.Journal, e => e.Kind == EntryKind.Containment && e.Payload[17] == (byte)ContainmentMove.NoPlan);
        Cause cause = rig.Cause("venue/alpha");
        Assert.Equal((Severity.High, Measure.NoPlan), (cause.Severity, cause.Evidence.Measure));
        Assert.Equal((long)ReductionConstraint.DepthMissing, cause.Evidence.Measured);

        // The depth comes, the plan is made, the scope is let go.
        Facts(rig, Held);
        rig.Tick(S);
        Assert.Equal((ContainmentStep.Reducing, Mode.Recovery), (containment.Step, rig.Rig.ModeOf("venue/alpha")));
    }

    [Fact]
    public void A_share_is_reduced_to_its_target_and_no_further()
    {
        ControlRig rig = new();
        Facts(rig, Held);
        Assert.Equal(StepResult.Done, rig.Order(CommandKind.Reduce, "asset/BTC", 500_000));
        Assert.Equal([new ReductionTarget(0, Held / 2)], rig.Rig.Core.State.Containment.Targets.ToArray());
        Assert.Equal(StepResult.Refused, rig.Order(CommandKind.Reduce, "asset/BTC"));
        Assert.Equal(CommandRefusal.Busy, rig.Rig.Core.Controls.Refusal);
        long held = Held;
        for (int round = 0; round < 60; round++)
        {
            foreach (Command told in rig.Told.ToArray())
            {
                held += told.Kind == CommandKind.Reduce ? told.Argument0 : 0;
                rig.Ack(told.Id);
            }

            rig.Told.Clear();
            rig.Poll(ControlRig.Carol);
            rig.Poll(ControlRig.Alpha, position: held);
            Facts(rig, held);
            rig.Tick(S);
        }

        Assert.Equal((Held / 2, ContainmentStep.Idle), (held, rig.Rig.Core.State.Containment.Step));
    }

    [Fact]
    public void A_halt_that_freezes_ends_a_reduction()
    {
        ControlRig rig = new();
        Reducing(rig, "venue/alpha");
        Assert.Equal(CommandKind.Reduce, rig.Latest.Kind);
        rig.Step(new NodeInput { Kind = NodeInputKind.Halt, Now = rig.Rig.Now, Text = "x"u8 });
        rig.Tick(1);
        Assert.Equal(ContainmentStep.Idle, rig.Rig.Core.State.Containment.Step);
        Assert.DoesNotContain(
            rig.Rig.Core.State.Commands.Items.ToArray(), c => c.Kind is CommandKind.Reduce or CommandKind.CancelAll && c.IsOutstanding);
    }

    private static void Facts(ControlRig rig, long held)
    {
        rig.Observe(ObservationKind.Position, 0, held, 1);
        rig.Observe(ObservationKind.Depth, 0, 10 * FixedPoint.Scale, 10 * FixedPoint.Scale, 2_500);
    }
}
