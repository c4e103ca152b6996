using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>The latest ids of one kind of event with the sequence of each: a ring, so that the same id under another sequence is found.</summary>
public sealed class RecentIds
{
    /// <summary>Ids that are remembered.</summary>
    public const int Capacity = 256;

    private readonly long[] _ids = new long[Capacity];
    private readonly long[] _seqs = new long[Capacity];
    private int _next;
    private int _count;

    /// <summary>The sequence under which an id came, or 0 if it is not remembered.</summary>
    public long SeqOf(long id)
    {
        int at = _ids.AsSpan(0, _count).IndexOf(id);
        return at < 0 ? 0 : _seqs[at];
    }

    /// <summary>Remembers an id; the oldest is forgotten for it.</summary>
    public void Add(long id, long seq)
    {
        _ids[_next] = id;
        _seqs[_next] = seq;
        _next = (_next + 1) % Capacity;
        _count = Math.Min(_count + 1, Capacity);
    }

    /// <summary>Writes the ring.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_count);
        writer.I32(_next);
        for (int i = 0; i < _count; i++)
        {
            writer.I64(_ids[i]);
            writer.I64(_seqs[i]);
        }
    }

    /// <summary>Reads the ring.</summary>
    /// <exception cref="CanonicalFormatException">Not a ring of this size.</exception>
    public void Read(ref CanonicalReader reader)
    {
        _count = reader.Count(Capacity);
        _next = reader.Count(Capacity - 1);
        for (int i = 0; i < _count; i++)
        {
            _ids[i] = reader.I64();
            _seqs[i] = reader.I64();
        }
    }
}
