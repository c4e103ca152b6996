using System.Collections.Generic;
using Basisd.Controls;
using Basisd.Host.Audit;
using Basisd.Host.Http;
using Basisd.Host.Metrics;
using Basisd.Node;

namespace Basisd.Host.Loop;

/// <summary>The commands of a node as status and metrics show them, and what an operator is answered. Reads only.</summary>
internal static class CommandsView
{
    /// <summary>All of them.</summary>
    public static CommandsReply Of(NodeCore core)
    {
        List<CommandStatus> commands = new(core.State.Commands.Count);
        foreach (ref readonly Command command in core.State.Commands.Items)
        {
            bool reduces = command.Kind == CommandKind.Reduce;
            commands.Add(new CommandStatus(
                command.Id, CommandNames.Of(command.Kind), core.Topology.Scopes[command.Scope].Name, CommandNames.Of(command.Origin),
                CommandNames.Arguments(
                    command.Kind, command.Argument0, command.Argument1, reduces ? core.Topology.Positions[command.Argument1].Name : string.Empty,
                    command.Target),
                command.IssuedAt, command.Deadline, command.AcknowledgedAt, command.RefusedAt, command.Misses, StateOf(command),
                command.Finding == CommandFinding.Verified ? command.FindingAt : 0, command.VenuesRead));
        }

        return new CommandsReply(commands, ContainmentOf(core));
    }

    /// <summary>Sets the gauges.</summary>
    public static void SetMetrics(NodeCore core, ControlMetrics metrics)
    {
        int unacknowledged = 0;
        int unverified = 0;
        foreach (ref readonly Command command in core.State.Commands.Items)
        {
            unacknowledged += command.IsOutstanding && command.AcknowledgedAt == 0 ? 1 : 0;
            unverified += command.IsOutstanding && command.AcknowledgedAt != 0 ? 1 : 0;
        }

        metrics.Unacknowledged.Set(unacknowledged);
        metrics.Unverified.Set(unverified);
        metrics.ContainmentStep.Set((int)core.State.Containment.Step);
        NodeCounters counters = core.Counters;
        for (CommandKind kind = CommandKind.Halt; kind <= CommandBook.LastKind; kind++)
        {
            string name = CommandNames.Of(kind);
            metrics.Facts.With(name, "acknowledged").Set(counters.CommandsAcknowledged[(int)kind]);
            metrics.Facts.With(name, "refused").Set(counters.CommandsRefused[(int)kind]);
            metrics.Facts.With(name, "verified").Set(counters.CommandsVerified[(int)kind]);
            metrics.Facts.With(name, "missed").Set(counters.CommandsMissed[(int)kind]);
        }
    }

    /// <summary>The answer to an order that was taken.</summary>
    public static string TakenText(DurableState state, string kind, string scope)
    {
        Command latest = state.Commands.Items[^1];
        string more = latest.Origin == CommandOrigin.Containment
            ? $"reduction {state.Containment.Number} of {scope} begins: every open order is cancelled first, by command {latest.Id}"
            : $"command {latest.Id}: {kind} {scope}";
        return more + "; `basisd command list` shows whether it is acknowledged and verified";
    }

    /// <summary>The answer to an order that was not taken, and how to mend it.</summary>
    public static string RefusedText(CommandRefusal refusal) => refusal switch
    {
        CommandRefusal.Frozen =>
            "exposure is frozen: neither cancel nor reduce is sent in this mode without containment (dmm.exposure = \"contain\", or a signed order)",
        CommandRefusal.NoRoom => $"{CommandBook.Capacity} commands are outstanding; see `basisd command list`",
        CommandRefusal.Arguments => "an amount is out of its range",
        CommandRefusal.Busy => "a containment runs already; see `basisd command list`",
        CommandRefusal.Positions => "the scope has no position, or the quantity of one is not known yet; nothing is guessed",
        CommandRefusal.Nothing => "nothing is to be reduced, or less is held than asked for",
        _ => "the node does not take such a command",
    };

    private static string StateOf(in Command command) =>
        command.IsOutstanding && command.AcknowledgedAt != 0 ? "acknowledged" : CommandNames.Of(command.Finding);

    private static ContainmentStatus? ContainmentOf(NodeCore core)
    {
        Containment state = core.State.Containment;
        if (state.Step == ContainmentStep.Idle)
        {
            return null;
        }

        bool binds = state.Constraint != ReductionConstraint.None;
        return new ContainmentStatus(
            state.Number, core.Topology.Scopes[state.Scope].Name, CommandNames.Of(state.Step), state.Episode, state.Slices.Length, state.Next,
            binds ? CommandNames.Of(state.Constraint) : string.Empty,
            binds && state.ConstraintPosition >= 0 ? core.Topology.Positions[state.ConstraintPosition].Name : string.Empty);
    }
}
