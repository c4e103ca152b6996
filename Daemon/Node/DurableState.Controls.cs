using System;
using Basisd.Controls;
using Basisd.Safety;

namespace Basisd.Node;

/// <summary>
/// What the journal rebuilds of the controls (SPEC 8): commands that were ordered, their acknowledgements and findings, the steps of a containment.
/// All of it are primary entries, applied here alone; nothing here decides.
/// </summary>
public sealed partial class DurableState
{
    // What stands behind the older form when there is anything of it; a state without stays as it always was.
    private const byte ControlsMark = 1;
    private const byte Done = 0;
    private const byte Refused = 1;

    private readonly ReductionSlice[] _slices = new ReductionSlice[Controls.Containment.MaxSlices];
    private readonly ReductionTarget[] _targets = new ReductionTarget[Controls.Containment.MaxTargets];

    /// <summary>The containment that runs.</summary>
    public Containment Containment { get; } = new();

    /// <summary>Takes a command that was ordered, appends its entry, and has it sent once that is committed.</summary>
    /// <returns>False if there is no room for it; nothing is appended then.</returns>
    public bool ApplyOrder(in Command order, Effects effects)
    {
        if (!Take(order))
        {
            return false;
        }

        int offset = effects.Payloads.Length;
        CanonicalWriter to = effects.Payloads;
        to.U8(EntryCodec.Version);
        to.I64(order.IssuedAt);
        to.I64(order.Id);
        to.U8((byte)order.Kind);
        to.I32(order.Scope);
        to.I64(order.Deadline);
        to.I64(order.Argument0);
        to.I64(order.Argument1);
        to.I64(order.Target);
        to.I64(order.Epoch);
        to.U8((byte)order.Origin);
        effects.Append(EntryKind.CommandOrdered, offset);
        effects.Issue(order);
        return true;
    }

    /// <summary>Notes an acknowledgement or a refusal and appends its entry.</summary>
    /// <returns>False if the command is unknown, withdrawn or acknowledged already; nothing is appended then.</returns>
    public bool ApplyAcknowledgement(long command, bool refused, long at, Effects effects)
    {
        if (!(refused ? Commands.Refuse(command, at) : Commands.Acknowledge(command, at)))
        {
            return false;
        }

        int offset = effects.Payloads.Length;
        effects.Payloads.U8(EntryCodec.Version);
        effects.Payloads.I64(at);
        effects.Payloads.I64(command);
        effects.Payloads.U8(refused ? Refused : Done);
        effects.Append(EntryKind.CommandAcknowledged, offset);
        return true;
    }

    /// <summary>Ends the wait for a command's effect and appends the entry.</summary>
    /// <returns>False if nothing is awaited of it; nothing is appended then.</returns>
    public bool ApplyFinding(long command, CommandFinding finding, int venuesRead, long at, Effects effects)
    {
        if (!Commands.Settle(command, finding, venuesRead, at))
        {
            return false;
        }

        int offset = effects.Payloads.Length;
        effects.Payloads.U8(EntryCodec.Version);
        effects.Payloads.I64(at);
        effects.Payloads.I64(command);
        effects.Payloads.U8((byte)finding);
        effects.Payloads.I32(venuesRead);
        effects.Append(EntryKind.CommandVerified, offset);
        return true;
    }

    /// <summary>Begins a containment and appends the entry.</summary>
    /// <returns>False if one runs already.</returns>
    public bool ApplyContainment(int scope, ReadOnlySpan<ReductionTarget> targets, long episode, long at, Effects effects)
    {
        if (!Containment.Begin(scope, targets, episode, at))
        {
            return false;
        }

        int offset = Open(ContainmentMove.Begun, at, effects);
        effects.Payloads.I32(scope);
        effects.Payloads.I64(episode);
        Controls.Containment.WriteTargets(effects.Payloads, targets);
        effects.Append(EntryKind.Containment, offset);
        return true;
    }

    /// <summary>Turns a containment to planning and appends the entry.</summary>
    public bool ApplyToPlan(long at, Effects effects)
    {
        if (!Containment.ToPlan(at))
        {
            return false;
        }

        effects.Append(EntryKind.Containment, Open(ContainmentMove.ToPlan, at, effects));
        return true;
    }

    /// <summary>Gives a containment its plan and appends the entry.</summary>
    public bool ApplyPlan(ReadOnlySpan<ReductionSlice> slices, long at, Effects effects)
    {
        if (!Containment.Plan(slices, at))
        {
            return false;
        }

        int offset = Open(ContainmentMove.Planned, at, effects);
        Controls.Containment.WriteSlices(effects.Payloads, slices);
        effects.Append(EntryKind.Containment, offset);
        return true;
    }

    /// <summary>Notes what binds a plan and appends the entry.</summary>
    public bool ApplyNoPlan(ReductionConstraint constraint, int position, long at, Effects effects)
    {
        if (!Containment.NoPlan(constraint, position))
        {
            return false;
        }

        int offset = Open(ContainmentMove.NoPlan, at, effects);
        effects.Payloads.U8((byte)constraint);
        effects.Payloads.I32(position);
        effects.Append(EntryKind.Containment, offset);
        return true;
    }

    /// <summary>Ends a containment and appends the entry.</summary>
    public bool ApplyEnd(ContainmentEnd end, long at, Effects effects)
    {
        if (!Containment.End(at))
        {
            return false;
        }

        int offset = Open(ContainmentMove.Ended, at, effects);
        effects.Payloads.U8((byte)end);
        effects.Append(EntryKind.Containment, offset);
        return true;
    }

    // Its number stands in each entry, so that a journal shows what belongs together.
    private int Open(ContainmentMove move, long at, Effects effects)
    {
        int offset = effects.Payloads.Length;
        effects.Payloads.U8(EntryCodec.Version);
        effects.Payloads.I64(at);
        effects.Payloads.I64(Containment.Number);
        effects.Payloads.U8((byte)move);
        return offset;
    }

    private bool Take(in Command order) =>
        Commands.TryAdd(order) && (order.Origin != CommandOrigin.Containment || Containment.Told(order)) && Follow(order);

    private bool ReplayAcknowledgement(ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        long at = reader.I64();
        long command = reader.I64();

        // The first form had no result: only "done" was journaled.
        byte result = reader.Remaining == 0 ? Done : reader.U8();
        reader.End();
        return result == Refused ? Commands.Refuse(command, at) : Commands.Acknowledge(command, at);
    }

    private bool ReplayControl(EntryKind kind, ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        long at = reader.I64();
        bool fits = kind switch
        {
            EntryKind.CommandOrdered => Take(ReadOrder(ref reader, at)),
            EntryKind.CommandVerified => Commands.Settle(reader.I64(), (CommandFinding)reader.U8(), reader.I32(), at),
            _ => ReplayContainment(ref reader, at),
        };
        reader.End();
        return fits;
    }

    private static Command ReadOrder(ref CanonicalReader reader, long at)
    {
        Command order = new(reader.I64(), (CommandKind)reader.U8(), reader.I32(), at, reader.I64(), 0)
        {
            Argument0 = reader.I64(),
            Argument1 = reader.I64(),
            Target = reader.I64(),
            Epoch = reader.I64(),
            Origin = (CommandOrigin)reader.U8(),
        };
        return order with { AnswerWithin = order.Deadline - at };
    }

    private bool ReplayContainment(ref CanonicalReader reader, long at)
    {
        long number = reader.I64();
        ContainmentMove move = (ContainmentMove)reader.U8();
        bool fits = move switch
        {
            ContainmentMove.Begun => Begin(ref reader, at),
            ContainmentMove.ToPlan => Containment.ToPlan(at),
            ContainmentMove.Planned => Containment.Plan(_slices.AsSpan(0, Controls.Containment.ReadSlices(ref reader, _slices)), at),
            ContainmentMove.NoPlan => Containment.NoPlan((ReductionConstraint)reader.U8(), reader.I32()),
            ContainmentMove.Ended => (ContainmentEnd)reader.U8() is > ContainmentEnd.None and <= ContainmentEnd.Withdrawn && Containment.End(at),
            _ => false,
        };
        return fits && number == Containment.Number;
    }

    private bool Begin(ref CanonicalReader reader, long at)
    {
        int scope = reader.I32();
        long episode = reader.I64();
        return Containment.Begin(scope, _targets.AsSpan(0, Controls.Containment.ReadTargets(ref reader, _targets)), episode, at);
    }

    private void WriteControlsIfAny(CanonicalWriter writer)
    {
        if (Commands.HasMore || Containment.HasAny)
        {
            writer.U8(ControlsMark);
            WriteControls(writer);
        }
    }

    private void WriteControls(CanonicalWriter writer)
    {
        Commands.WriteMore(writer);
        Containment.Write(writer);
    }

    private void ReadControls(ref CanonicalReader reader)
    {
        Commands.ReadMore(ref reader);
        Containment.Read(ref reader);
    }
}
