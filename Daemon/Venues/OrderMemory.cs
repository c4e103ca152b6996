using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// Order ids that the engine emitted at one venue: the open ones and the latest closed ones. When room is needed the oldest closed one is
/// forgotten, the oldest open one only where all are open; ids rise with time, so an unknown id at or below <see cref="ForgottenUpTo"/> may be a
/// forgotten one, and is never called foreign.
/// </summary>
public sealed class OrderMemory
{
    /// <summary>Orders that are remembered.</summary>
    public const int Capacity = 4096;

    private readonly long[] _ids = new long[Capacity];
    private readonly bool[] _closed = new bool[Capacity];
    private int _next;
    private int _count;

    /// <summary>Highest id that was forgotten; <see cref="long.MinValue"/> for none.</summary>
    public long ForgottenUpTo { get; private set; } = long.MinValue;

    /// <summary>Whether the engine emitted the order.</summary>
    public bool Knows(long id) => _ids.AsSpan(0, _count).Contains(id);

    /// <summary>Notes what the engine said of an order.</summary>
    public void Note(long id, bool closed)
    {
        int at = _ids.AsSpan(0, _count).IndexOf(id);
        if (at >= 0)
        {
            _closed[at] |= closed;
            return;
        }

        if (_count == Capacity)
        {
            SkipOpen();
            ForgottenUpTo = Math.Max(ForgottenUpTo, _ids[_next]);
        }

        _ids[_next] = id;
        _closed[_next] = closed;
        _next = (_next + 1) % Capacity;
        _count = Math.Min(_count + 1, Capacity);
    }

    /// <summary>Writes all that is remembered.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_count);
        writer.I32(_next);
        writer.I64(ForgottenUpTo);
        for (int i = 0; i < _count; i++)
        {
            writer.I64(_ids[i]);
            writer.Bool(_closed[i]);
        }
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="CanonicalFormatException">Not a memory of this size.</exception>
    public void Read(ref CanonicalReader reader)
    {
        _count = reader.Count(Capacity);
        _next = reader.Count(Capacity - 1);
        ForgottenUpTo = reader.I64();
        for (int i = 0; i < _count; i++)
        {
            _ids[i] = reader.I64();
            _closed[i] = reader.Bool();
        }
    }

    private void SkipOpen()
    {
        for (int i = 0; i < Capacity && !_closed[_next]; i++)
        {
            _next = (_next + 1) % Capacity;
        }
    }
}
