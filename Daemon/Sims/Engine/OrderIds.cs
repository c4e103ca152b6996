using System;
using System.Threading;

namespace Basisd.Sims.Engine;

/// <summary>
/// Order ids that are never used twice. Orders of the engine's own count on from the moment of its start, in milliseconds, so that no life of
/// it takes an id of another. An order that a command causes has the command's id in its own: however often the command comes, and whoever was
/// killed in between, the venue sees the same id and refuses the repetition.
/// In a cluster an id is 2^61 + epoch × 2^41 + milliseconds of the activation, counting on from there: it rises over nodes and epochs whatever
/// their clocks say, and within an epoch from life to life, as no engine sends a thousand orders per second.
/// </summary>
internal sealed class OrderIds
{
    /// <summary>Parts of one command at most.</summary>
    public const int PartsPerCommand = 1 << 16;

    private const int CounterBits = 20;
    private const long CommandMark = 1L << 62;
    private const long ClusterMark = 1L << 61;
    private const int MomentBits = 41;
    private const long HighestEpoch = (1L << 20) - 1;

    private readonly Lock _lock = new();
    private long _last;

    /// <summary>Begins at a moment.</summary>
    public OrderIds(DateTimeOffset start)
    {
        _last = start.ToUnixTimeMilliseconds() << CounterBits;
    }

    /// <summary>The last id that was given out, or the one that the first follows.</summary>
    public long Last
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>The next id of the engine's own.</summary>
    public long Next()
    {
        lock (_lock)
        {
            return ++_last;
        }
    }

    /// <summary>Goes on under an epoch.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="now">The moment.</param>
    /// <returns>False when ids of this epoch would not rise: it is beyond what an id holds, or below one that was used.</returns>
    public bool TryEnter(long epoch, DateTimeOffset now)
    {
        if (epoch is < 1 or > HighestEpoch)
        {
            return false;
        }

        lock (_lock)
        {
            long moment = now.ToUnixTimeMilliseconds() & ((1L << MomentBits) - 1);
            long first = ClusterMark | (epoch << MomentBits) | moment;
            _last = Math.Max(_last, first);
            return _last >> MomentBits == first >> MomentBits;
        }
    }

    /// <summary>Takes note of an id that another life gave out.</summary>
    public void Raise(long used)
    {
        lock (_lock)
        {
            _last = used < CommandMark ? Math.Max(_last, used) : _last;
        }
    }

    /// <summary>The id of the order that a part of a command causes.</summary>
    public static long OfCommand(long command, int part) =>
        CommandMark | ((command % (CommandMark / PartsPerCommand)) * PartsPerCommand) | (long)part;

    /// <summary>Whether an order of this id was made by a reference engine, in this life or in another one.</summary>
    public static bool IsOurs(long id) => id >= 1L << (CounterBits + CounterBits);
}
