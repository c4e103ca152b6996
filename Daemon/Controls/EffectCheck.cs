using System;

namespace Basisd.Controls;

/// <summary>
/// Whether venue records show what commands should do (SPEC 8). It is given plain facts (a complete poll of a venue that began then shows so many
/// orders in the scope, a position has that quantity) and remembers per command which venues have shown it. What began before the
/// acknowledgement says nothing. It is memory of polls alone: a restart asks the venues anew. Must never take one venue for another.
/// </summary>
public sealed class EffectCheck
{
    private readonly int _venues;
    private readonly long[] _ids = new long[CommandBook.Capacity];
    private readonly bool[] _shown;
    private readonly CommandBook _book;

    /// <summary>Fixes all memory.</summary>
    /// <param name="book">The commands.</param>
    /// <param name="venues">Venues of the topology.</param>
    public EffectCheck(CommandBook book, int venues)
    {
        _book = book;
        _venues = venues;
        _shown = new bool[CommandBook.Capacity * venues];
    }

    /// <summary>A complete poll of a venue shows orders that the command should have ended or prevented.</summary>
    /// <param name="command">Halt or cancel all.</param>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="begunAt">Core time at which the poll began, Unix nanoseconds; 0: nobody knows, then it vouches for nothing.</param>
    /// <param name="orders">How many there are in the command's scope.</param>
    public void OnOrders(in Command command, int venue, long begunAt, int orders)
    {
        if (IsAfter(command, begunAt))
        {
            _shown[(SlotOf(command.Id) * _venues) + venue] = orders == 0;
        }
    }

    /// <summary>A complete poll of a venue shows a position's quantity.</summary>
    /// <param name="command">A reduction of this position.</param>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="begunAt">Core time at which the poll began, Unix nanoseconds; 0: nobody knows.</param>
    /// <param name="quantity">Signed quantity, 1e-8; 0 where the complete poll lists none.</param>
    public void OnPosition(in Command command, int venue, long begunAt, long quantity)
    {
        if (IsAfter(command, begunAt))
        {
            _shown[(SlotOf(command.Id) * _venues) + venue] = IsReached(command, quantity);
        }
    }

    /// <summary>Whether every venue that can be read has shown it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="readable">By venue, whether its records are read and it is in the scope; at least one is.</param>
    /// <param name="read">How many of them there are.</param>
    public bool IsShown(in Command command, ReadOnlySpan<bool> readable, out int read)
    {
        read = 0;
        int slot = Array.IndexOf(_ids, command.Id);
        for (int venue = 0; venue < readable.Length; venue++)
        {
            if (readable[venue])
            {
                read++;
                if (slot < 0 || !_shown[(slot * _venues) + venue])
                {
                    return false;
                }
            }
        }

        return read > 0;
    }

    // At the target or nearer to zero; on the other side of zero is no reduction.
    private static bool IsReached(in Command command, long quantity) =>
        command.Target >= 0 && command.Argument0 <= 0 ? quantity >= 0 && quantity <= command.Target
            : command.Target <= 0 && quantity <= 0 && quantity >= command.Target;

    private static bool IsAfter(in Command command, long begunAt) =>
        command.IsOutstanding && command.AcknowledgedAt != 0 && begunAt > command.AcknowledgedAt;

    private int SlotOf(long id)
    {
        int slot = Array.IndexOf(_ids, id);
        if (slot >= 0)
        {
            return slot;
        }

        // As many slots as commands: one of them belongs to a command that is done or forgotten.
        for (slot = 0; slot < _ids.Length && _book.IsOutstanding(_ids[slot]); slot++)
        {
        }

        _ids[slot] = id;
        Array.Clear(_shown, slot * _venues, _venues);
        return slot;
    }
}
