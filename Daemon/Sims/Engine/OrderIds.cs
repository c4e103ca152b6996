using System;
using System.Threading;

namespace Basisd.Sims.Engine;

/// <summary>
/// Order ids that are never used twice. Orders of the engine's own count on from the moment of its start, in milliseconds, so that no life of
/// it takes an id of another. An order that a command causes has the command's id in its own: however often the command comes, and whoever was
/// killed in between, the venue sees the same id and refuses the repetition.
/// </summary>
internal sealed class OrderIds
{
    /// <summary>Parts of one command at most.</summary>
    public const int PartsPerCommand = 1 << 16;

    private const int CounterBits = 20;
    private const long CommandMark = 1L << 62;

    private readonly long _first;
    private long _last;

    /// <summary>Begins at a moment.</summary>
    public OrderIds(DateTimeOffset start)
    {
        _first = start.ToUnixTimeMilliseconds() << CounterBits;
        _last = _first;
    }

    /// <summary>The next id of the engine's own.</summary>
    public long Next() => Interlocked.Increment(ref _last);

    /// <summary>The id of the order that a part of a command causes.</summary>
    public static long OfCommand(long command, int part) =>
        CommandMark | ((command % (CommandMark / PartsPerCommand)) * PartsPerCommand) | (long)part;

    /// <summary>Whether an order of this id was made by a reference engine, in this life or in another one.</summary>
    public static bool IsOurs(long id) => id >= 1L << (CounterBits + CounterBits);
}
