using System;
using Basisd.Safety;

namespace Basisd.Controls;

/// <summary>
/// The commands that the engine was told and has not yet been forgotten for: issued, then acknowledged. Bounded; the oldest acknowledged
/// one gives way. "Acknowledged" is the engine's word only, not that the effect was verified (SPEC 8).
/// </summary>
public sealed class CommandBook
{
    /// <summary>Commands held.</summary>
    public const int Capacity = 64;

    /// <summary>Time that the engine is told to acknowledge a command in, nanoseconds (SPEC 5, limit update).</summary>
    public const long AcknowledgeWithin = 2 * FixedPoint.Second;

    /// <summary>Deadlines that a command may miss: it is told again once (SPEC 5).</summary>
    public const int MostMisses = 2;

    private readonly Command[] _commands = new Command[Capacity];
    private long _nextId = 1;

    /// <summary>Commands held now.</summary>
    public int Count { get; private set; }

    /// <summary>The commands, oldest first.</summary>
    public ReadOnlySpan<Command> Items => _commands.AsSpan(0, Count);

    /// <summary>Commands not acknowledged.</summary>
    public int Outstanding
    {
        get
        {
            int outstanding = 0;
            foreach (ref readonly Command command in Items)
            {
                outstanding += command.AcknowledgedAt == 0 ? 1 : 0;
            }

            return outstanding;
        }
    }

    /// <summary>Issues a command.</summary>
    public Command Issue(CommandKind kind, int scope, long now)
    {
        if (Count == Capacity)
        {
            Array.Copy(_commands, 1, _commands, 0, Capacity - 1);
            Count--;
        }

        Command command = new(_nextId++, kind, scope, now, now + AcknowledgeWithin, 0);
        _commands[Count++] = command;
        return command;
    }

    /// <summary>Whether an acknowledgement would change anything: the command is known and outstanding.</summary>
    public bool IsOutstanding(long id)
    {
        int index = IndexOf(id);
        return index >= 0 && _commands[index].AcknowledgedAt == 0;
    }

    /// <summary>Notes the engine's acknowledgement.</summary>
    /// <returns>False if the command is unknown or acknowledged already.</returns>
    public bool Acknowledge(long id, long now)
    {
        if (!IsOutstanding(id))
        {
            return false;
        }

        int index = IndexOf(id);
        _commands[index] = _commands[index] with { AcknowledgedAt = now };
        return true;
    }

    /// <summary>Ids of the commands that were told and not acknowledged for longer than a window, oldest first.</summary>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <param name="within">The window, counted anew from each time that the command was told, nanoseconds.</param>
    /// <param name="ids">Room for <see cref="Capacity"/> ids.</param>
    /// <returns>How many there are.</returns>
    public int Overdue(long now, long within, Span<long> ids)
    {
        int count = 0;
        foreach (ref readonly Command command in Items)
        {
            if (command.AcknowledgedAt == 0 && command.Misses < MostMisses && now > command.Deadline - AcknowledgeWithin + within)
            {
                ids[count++] = command.Id;
            }
        }

        return count;
    }

    /// <summary>Notes a missed deadline; after the first one a new deadline runs.</summary>
    /// <returns>The command as it is now; none if it is not one that waits.</returns>
    public Command Miss(long id, long now)
    {
        int index = IndexOf(id);
        if (index < 0 || _commands[index].AcknowledgedAt != 0 || _commands[index].Misses >= MostMisses)
        {
            return default;
        }

        ref Command command = ref _commands[index];
        command = command with { Misses = command.Misses + 1, Deadline = now + AcknowledgeWithin };
        return command;
    }

    /// <summary>Writes the book.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I64(_nextId);
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

    /// <summary>Reads the book.</summary>
    /// <exception cref="CanonicalFormatException">More commands than the book holds.</exception>
    public void Read(ref CanonicalReader reader)
    {
        _nextId = reader.I64();
        Count = reader.Count(Capacity);
        for (int i = 0; i < Count; i++)
        {
            _commands[i] = new Command(reader.I64(), (CommandKind)reader.U8(), reader.I32(), reader.I64(), reader.I64(), reader.I64())
            {
                Misses = reader.U8(),
            };
        }
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
