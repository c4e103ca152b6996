using System;

namespace Basisd.Sims.Cluster;

/// <summary>
/// What is to come, earliest first; of equal times, what was entered first. A heap of four children over places in a pool, so that a campaign
/// allocates
/// nothing per occasion. Order depends on what was entered alone, never on the machine.
/// </summary>
internal sealed class Agenda
{
    private const int Children = 4;
    private const int Room = 512;

    private Key[] _heap = new Key[Room];
    private Occasion[] _pool = new Occasion[Room];
    private int[] _free = new int[Room];
    private int _count;
    private int _freeCount;
    private long _order;

    public Agenda() => Clear();

    public int Count => _count;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_pool);
        _count = 0;
        _order = 0;
        _freeCount = 0;
        Free(0);
    }

    public void Add(long at, in Occasion occasion)
    {
        if (_freeCount == 0)
        {
            Grow();
        }

        int place = _free[--_freeCount];
        _pool[place] = occasion;
        Key key = new() { At = at, Order = _order++, Place = place };
        int hole = _count++;
        while (hole > 0)
        {
            int parent = (hole - 1) / Children;
            if (!key.IsBefore(_heap[parent]))
            {
                break;
            }

            _heap[hole] = _heap[parent];
            hole = parent;
        }

        _heap[hole] = key;
    }

    /// <summary>Takes the next one; the agenda must not be empty.</summary>
    public long Take(out Occasion occasion)
    {
        Key first = _heap[0];
        occasion = _pool[first.Place];
        _pool[first.Place].What = null;
        _free[_freeCount++] = first.Place;
        Key last = _heap[--_count];
        int hole = 0;
        while (true)
        {
            int child = (hole * Children) + 1;
            if (child >= _count)
            {
                break;
            }

            int end = Math.Min(child + Children, _count);
            int least = child;
            for (int other = child + 1; other < end; other++)
            {
                if (_heap[other].IsBefore(_heap[least]))
                {
                    least = other;
                }
            }

            if (!_heap[least].IsBefore(last))
            {
                break;
            }

            _heap[hole] = _heap[least];
            hole = least;
        }

        _heap[hole] = last;
        return first.At;
    }

    private void Grow()
    {
        int before = _pool.Length;
        Array.Resize(ref _heap, before * 2);
        Array.Resize(ref _pool, before * 2);
        Array.Resize(ref _free, before * 2);
        Free(before);
    }

    private void Free(int from)
    {
        for (int place = _pool.Length - 1; place >= from; place--)
        {
            _free[_freeCount++] = place;
        }
    }

    private struct Key
    {
        public long At;
        public long Order;
        public int Place;

        public readonly bool IsBefore(in Key other) => At < other.At || (At == other.At && Order < other.Order);
    }
}
