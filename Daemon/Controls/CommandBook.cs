using System;
using Basisd.Safety;

namespace Basisd.Controls;

/// <summary>
/// The commands that the engine was told: issued, acknowledged, verified, each a fact of its own (SPEC 8). Bounded; the oldest one that is done
/// gives way. The arguments of an id never change. It sends nothing and knows no window: whoever waits judges.
/// </summary>
public sealed class CommandBook
{
    /// <summary>Commands held.</summary>
    public const int Capacity = 64;

    /// <summary>Time that the engine is told to acknowledge a halt in, nanoseconds (SPEC 5, limit update).</summary>
    public const long AcknowledgeWithin = 2 * FixedPoint.Second;

    /// <summary>Windows that a command may miss: it is told again once (SPEC 5).</summary>
    public const int MostMisses = 2;

    /// <summary>The last kind of command that there is.</summary>
    public const CommandKind LastKind = CommandKind.Deactivate;

    /// <summary>Epoch of a node that runs alone.</summary>
    public const long SingleNodeEpoch = 1;

    private readonly Command[] _commands = new Command[Capacity];

    /// <summary>Commands held now.</summary>
    public int Count { get; private set; }

    /// <summary>The id of the next command.</summary>
    public long NextId { get; private set; } = 1;

    /// <summary>The commands, oldest first.</summary>
    public ReadOnlySpan<Command> Items => _commands.AsSpan(0, Count);

    /// <summary>Commands of which something is still awaited.</summary>
    public int Outstanding
    {
        get
        {
            int outstanding = 0;
            foreach (ref readonly Command command in Items)
            {
                outstanding += command.IsOutstanding ? 1 : 0;
            }

            return outstanding;
        }
    }

    /// <summary>Whether the book holds anything that its first canonical form had no place for.</summary>
    public bool HasMore
    {
        get
        {
            foreach (ref readonly Command command in Items)
            {
                Command plain = new(command.Id, command.Kind, command.Scope, command.IssuedAt, command.Deadline, command.AcknowledgedAt)
                {
                    Misses = command.Misses,
                };
                if (plain != command)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether a command that is not forced has room: a book of nothing but outstanding ones takes no more of them.</summary>
    public bool HasRoom => Count < Capacity || OldestDone() >= 0;

    /// <summary>Issues the halt that follows from a transition. It is never refused: it takes the place of the oldest if it must.</summary>
    public Command Issue(CommandKind kind, int scope, long now, long epoch = SingleNodeEpoch)
    {
        Command command = new(NextId, kind, scope, now, now + AcknowledgeWithin, 0) { Epoch = epoch };
        Add(command);
        return command;
    }

    /// <summary>Takes a command that was ordered.</summary>
    /// <returns>False if its number is not the next one, or there is no room.</returns>
    public bool TryAdd(in Command command)
    {
        if (command.Id != NextId || !HasRoom || command.Kind is <= CommandKind.None or > LastKind)
        {
            return false;
        }

        Add(command);
        return true;
    }

    /// <summary>Finds a command.</summary>
    /// <returns>False, and nothing, if the book does not hold it.</returns>
    public bool TryFind(long id, out Command command)
    {
        int index = IndexOf(id);
        command = index < 0 ? default : _commands[index];
        return index >= 0;
    }

    /// <summary>Whether something of the command is still awaited.</summary>
    public bool IsOutstanding(long id) => IndexOf(id) is >= 0 and int index && _commands[index].IsOutstanding;

    /// <summary>Notes the engine's acknowledgement: once, whether it comes in time or late.</summary>
    /// <returns>False if the command is unknown, withdrawn, or acknowledged already.</returns>
    public bool Acknowledge(long id, long now)
    {
        int index = IndexOf(id);
        if (index < 0 || !_commands[index].IsOutstanding || _commands[index].AcknowledgedAt != 0)
        {
            return false;
        }

        _commands[index] = _commands[index] with { AcknowledgedAt = now };
        return true;
    }

    /// <summary>Notes that the engine refused the command: the word for "done" has not come.</summary>
    /// <returns>False if the command is unknown, withdrawn, or acknowledged already.</returns>
    public bool Refuse(long id, long now)
    {
        int index = IndexOf(id);
        if (index < 0 || !_commands[index].IsOutstanding || _commands[index].AcknowledgedAt != 0)
        {
            return false;
        }

        _commands[index] = _commands[index] with { RefusedAt = now };
        return true;
    }

    /// <summary>Notes a missed window; after the first one new windows run.</summary>
    /// <returns>The command as it is now; none if it is not one that waits.</returns>
    public Command Miss(long id, long now)
    {
        int index = IndexOf(id);
        if (index < 0 || !_commands[index].IsOutstanding || _commands[index].Misses >= MostMisses)
        {
            return default;
        }

        ref Command command = ref _commands[index];
        command = command with { Misses = command.Misses + 1, Deadline = now + command.AnswerWithin };
        return command;
    }

    /// <summary>Ends the wait for a command's effect.</summary>
    /// <returns>False if nothing is awaited, or the effect is called read without an acknowledgement.</returns>
    public bool Settle(long id, CommandFinding finding, int venuesRead, long now)
    {
        int index = IndexOf(id);
        bool isKnown = finding is > CommandFinding.None and <= CommandFinding.Withdrawn;
        if (index < 0 || !isKnown || !_commands[index].IsOutstanding)
        {
            return false;
        }

        // Nothing is verified that was not acknowledged.
        if (finding != CommandFinding.Withdrawn && _commands[index].AcknowledgedAt == 0)
        {
            return false;
        }

        _commands[index] = _commands[index] with { Finding = finding, FindingAt = now, VenuesRead = venuesRead };
        return true;
    }

    /// <summary>Whether a command on a scope missed a window and is still outstanding.</summary>
    public bool IsLate(int scope)
    {
        foreach (ref readonly Command command in Items)
        {
            if (command.Scope == scope && command.IsOutstanding && command.Misses > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes what the first canonical form has a place for.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I64(NextId);
        writer.I32(Count);
        foreach (ref readonly Command command in Items)
        {
            writer.I64(command.Id);
            writer.U8((byte)command.Kind);
            writer.I32(command.Scope);
            writer.I64(command.IssuedAt);
            writer.I64(command.Deadline);
            writer.I64(command.AcknowledgedAt);
            writer.U8((byte)command.Misses);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="CanonicalFormatException">More commands than the book holds.</exception>
    public void Read(ref CanonicalReader reader)
    {
        NextId = reader.I64();
        Count = reader.Count(Capacity);
        for (int i = 0; i < Count; i++)
        {
            _commands[i] = new Command(reader.I64(), (CommandKind)reader.U8(), reader.I32(), reader.I64(), reader.I64(), reader.I64())
            {
                Misses = reader.U8(),
            };
        }
    }

    /// <summary>Writes the rest of each command, in the order of <see cref="Write"/>.</summary>
    public void WriteMore(CanonicalWriter writer)
    {
        foreach (ref readonly Command command in Items)
        {
            writer.I64(command.AnswerWithin);
            writer.I64(command.Argument0);
            writer.I64(command.Argument1);
            writer.I64(command.Target);
            writer.I64(command.Epoch);
            writer.U8((byte)command.Origin);
            writer.I64(command.RefusedAt);
            writer.U8((byte)command.Finding);
            writer.I64(command.FindingAt);
            writer.I32(command.VenuesRead);
        }
    }

    /// <summary>Reads the rest of each command.</summary>
    public void ReadMore(ref CanonicalReader reader)
    {
        for (int i = 0; i < Count; i++)
        {
            _commands[i] = _commands[i] with
            {
                AnswerWithin = reader.I64(),
                Argument0 = reader.I64(),
                Argument1 = reader.I64(),
                Target = reader.I64(),
                Epoch = reader.I64(),
                Origin = (CommandOrigin)reader.U8(),
                RefusedAt = reader.I64(),
                Finding = (CommandFinding)reader.U8(),
                FindingAt = reader.I64(),
                VenuesRead = reader.I32(),
            };
        }
    }

    private void Add(in Command command)
    {
        if (Count == Capacity)
        {
            int gone = Math.Max(OldestDone(), 0);
            Array.Copy(_commands, gone + 1, _commands, gone, Capacity - 1 - gone);
            Count--;
        }

        NextId = command.Id + 1;
        _commands[Count++] = command;
    }

    private int OldestDone()
    {
        for (int i = 0; i < Count; i++)
        {
            if (!_commands[i].IsOutstanding)
            {
                return i;
            }
        }

        return -1;
    }

    private int IndexOf(long id)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_commands[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }
}
