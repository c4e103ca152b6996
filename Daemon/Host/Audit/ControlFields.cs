using System.Collections.Generic;
using System.Text;
using Basisd.Controls;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Host.Audit;

/// <summary>The entries of commands and containments in words. What it does not know stays a number; it leaves nothing out.</summary>
internal readonly struct ControlFields(EntryNames names, List<AuditField> fields)
{
    private const byte Refused = 1;
    private const int ShownSlices = 4;

    /// <summary>Describes one entry up to its end.</summary>
    /// <exception cref="CanonicalFormatException">The bytes end too early, or are of another version.</exception>
    public string Describe(EntryKind kind, ref CanonicalReader reader)
    {
        EntryCodec.CheckVersion(ref reader);
        Text("at", AuditTime.Iso(reader.I64()));
        long number = reader.I64();
        Number(kind == EntryKind.Containment ? "containment" : "command", number);
        switch (kind)
        {
            case EntryKind.CommandAcknowledged:
                bool refused = reader.Remaining > 0 && reader.U8() == Refused;
                if (refused)
                {
                    Text("result", "refused");
                }

                return $"command {number}: {(refused ? "refused" : "acknowledged")} by the engine";
            case EntryKind.CommandMissed:
                return $"command {number}: neither acknowledged nor verified in its window, or refused";
            case EntryKind.CommandOrdered:
                return Ordered(number, ref reader);
            case EntryKind.CommandVerified:
                CommandFinding finding = (CommandFinding)reader.U8();
                int venues = reader.I32();
                Text("finding", CommandNames.Of(finding));
                Number("venues", venues);
                string read = finding == CommandFinding.Verified ? $" in the records of {venues} venues" : string.Empty;
                return $"command {number}: {CommandNames.Of(finding)}{read}";
            default:
                return $"containment {number}: {Moved(ref reader)}";
        }
    }

    private string Ordered(long number, ref CanonicalReader reader)
    {
        CommandKind kind = (CommandKind)reader.U8();
        int scope = reader.I32();
        long deadline = reader.I64();
        long argument0 = reader.I64();
        long argument1 = reader.I64();
        long target = reader.I64();
        long epoch = reader.I64();
        CommandOrigin origin = (CommandOrigin)reader.U8();
        Text("order", CommandNames.Of(kind));
        Text("scope", names.Scope(scope));
        Number("scope_index", scope);
        Text("deadline", AuditTime.Iso(deadline));
        Number("argument0", argument0);
        Number("argument1", argument1);
        Number("target", target);
        Number("epoch", epoch);
        Text("origin", CommandNames.Of(origin));
        string position = kind == CommandKind.Reduce ? Position(argument1) : string.Empty;
        string arguments = CommandNames.Arguments(kind, argument0, argument1, position, target);
        string more = arguments.Length > 0 ? $" ({arguments})" : string.Empty;
        return $"command {number}: {CommandNames.Of(kind)} {names.Scope(scope)}{more} by {CommandNames.Of(origin)}, "
            + $"to be acknowledged by {AuditTime.Short(deadline)}";
    }

    private string Moved(ref CanonicalReader reader)
    {
        ContainmentMove move = (ContainmentMove)reader.U8();
        switch (move)
        {
            case ContainmentMove.Begun:
                int scope = reader.I32();
                long episode = reader.I64();
                Text("move", "begun");
                Text("scope", names.Scope(scope));
                Number("episode", episode);
                return $"begins on {names.Scope(scope)}{(episode == 0 ? string.Empty : $" for DMM epoch {episode}")}{Targets(ref reader)}";
            case ContainmentMove.ToPlan:
                Text("move", "to_plan");
                return "no order is open; the slices are to be planned";
            case ContainmentMove.Planned:
                Text("move", "planned");
                return Slices(ref reader);
            case ContainmentMove.NoPlan:
                ReductionConstraint constraint = (ReductionConstraint)reader.U8();
                int position = reader.I32();
                Text("move", "no_plan");
                Text("constraint", CommandNames.Of(constraint));
                string which = position < 0 ? string.Empty : $" ({Position(position)})";
                return $"no plan: {CommandNames.Of(constraint)}{which}";
            case ContainmentMove.Ended:
                ContainmentEnd end = (ContainmentEnd)reader.U8();
                Text("move", "ended");
                Text("end", CommandNames.Of(end));
                return $"ends: {CommandNames.Of(end)}";
            default:
                return $"move {(int)move}";
        }
    }

    private string Targets(ref CanonicalReader reader)
    {
        ReductionTarget[] targets = new ReductionTarget[Containment.MaxTargets];
        int count = Containment.ReadTargets(ref reader, targets);
        StringBuilder text = new(count == 0 ? ", everything to zero" : ":");
        for (int i = 0; i < count; i++)
        {
            string name = Position(targets[i].Position);
            Number($"target_{name}", targets[i].Quantity);
            text.Append(i == 0 ? " " : ", ").Append(name).Append(" to ").Append(EvidenceText.Amount(targets[i].Quantity));
        }

        return text.ToString();
    }

    private string Slices(ref CanonicalReader reader)
    {
        ReductionSlice[] slices = new ReductionSlice[Containment.MaxSlices];
        int count = Containment.ReadSlices(ref reader, slices);
        Number("slices", count);
        StringBuilder text = new($"{count} slices planned:");
        StringBuilder all = new();
        for (int i = 0; i < count; i++)
        {
            all.Append(i == 0 ? "" : ",").Append(slices[i].Position).Append(':').Append(slices[i].Quantity).Append('@').Append(slices[i].NotBeforeNs);
            if (i < ShownSlices)
            {
                text.Append(i == 0 ? " " : ", ").Append(Position(slices[i].Position)).Append(' ').Append(EvidenceText.Amount(slices[i].Quantity));
            }
        }

        Text("plan", all.ToString());
        return text.Append(count > ShownSlices ? " …" : "").ToString();
    }

    private string Position(long index) => names.Subject(ObservationKind.Position, (int)index);

    private void Text(string name, string value) => fields.Add(new AuditField(name, value, 0));

    private void Number(string name, long value) => fields.Add(new AuditField(name, null, value));
}
