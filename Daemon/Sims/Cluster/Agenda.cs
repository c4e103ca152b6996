using System;
using System.Numerics;

namespace Basisd.Sims.Cluster;

/// <summary>
/// What is to come, earliest first; of equal times, what was entered first. The next half second is a wheel of short spans, each with its occasions
/// in order; what comes later waits in a heap. Places are kept and used again, so that a campaign allocates nothing per occasion. Order depends on
/// what was entered alone, never on the machine.
/// </summary>
internal sealed class Agenda
{
    /// <summary>A span of the wheel is 2^18 ns long.</summary>
    private const int SpanBits = 18;
    private const int Spans = 2048;
    private const int WordBits = 64;
    private const int ChunkBits = 8;
    private const int Chunk = 1 << ChunkBits;
    private const int Children = 4;
    private const int None = -1;

    private readonly int[] _first = new int[Spans];
    private readonly int[] _last = new int[Spans];
    private readonly ulong[] _used = new ulong[Spans / WordBits];
    private Occasion[][] _chunks = [];
    private int[] _free = [];
    private Key[] _heap = new Key[Chunk];
    private int _freeCount;
    private int _heapCount;
    private int _wheelCount;
    private int _taken = None;
    private long _order;

    /// <summary>Number of the span that comes first; nothing on the wheel lies before it.</summary>
    private long _hand;

    public int Count => _wheelCount + _heapCount;

    public void Add(long at, in Occasion occasion)
    {
        if (_freeCount == 0)
        {
            Grow();
        }

        int place = _free[--_freeCount];
        ref Occasion kept = ref At(place);
        kept = occasion;
        kept.At = at;
        long span = Math.Max(at >> SpanBits, _hand);
        if (span < _hand + Spans)
        {
            Hang(place, ref kept, (int)(span % Spans));
        }
        else
        {
            Push(new Key { At = at, Order = _order++, Place = place });
        }
    }

    /// <summary>Takes the next one; the agenda must not be empty. What is given back holds until the next one is taken.</summary>
    public ref readonly Occasion Take(out long at)
    {
        if (_taken != None)
        {
            At(_taken).What = null;
            _free[_freeCount++] = _taken;
        }

        int index = _wheelCount == 0 ? None : FirstSpan();

        // Of equal times the heap's was entered first: the wheel reached that far only later.
        bool isFar = index == None || (_heapCount > 0 && _heap[0].At <= At(_first[index]).At);
        _taken = isFar ? Pop() : Unhang(index);
        ref Occasion taken = ref At(_taken);
        at = taken.At;
        _hand = Math.Max(_hand, at >> SpanBits);
        return ref taken;
    }

    private ref Occasion At(int place) => ref _chunks[place >> ChunkBits][place & (Chunk - 1)];

    private void Hang(int place, ref Occasion kept, int index)
    {
        _wheelCount++;
        ulong bit = 1UL << (index % WordBits);
        ref ulong word = ref _used[index / WordBits];
        kept.Next = None;
        if ((word & bit) == 0)
        {
            word |= bit;
            _first[index] = place;
            _last[index] = place;
            return;
        }

        if (At(_last[index]).At <= kept.At)
        {
            At(_last[index]).Next = place;
            _last[index] = place;
            return;
        }

        int before = None;
        int after = _first[index];
        while (At(after).At <= kept.At)
        {
            before = after;
            after = At(after).Next;
        }

        kept.Next = after;
        if (before == None)
        {
            _first[index] = place;
        }
        else
        {
            At(before).Next = place;
        }
    }

    private int Unhang(int index)
    {
        _wheelCount--;
        int place = _first[index];
        int next = At(place).Next;
        _first[index] = next;
        if (next == None)
        {
            _used[index / WordBits] &= ~(1UL << (index % WordBits));
        }

        return place;
    }

    /// <summary>The first span from the hand on, all the way round, that holds something.</summary>
    private int FirstSpan()
    {
        int start = (int)(_hand % Spans);
        int at = start / WordBits;
        ulong word = _used[at] & (ulong.MaxValue << (start % WordBits));
        while (word == 0)
        {
            at = (at + 1) % _used.Length;
            word = _used[at];
        }

        return (at * WordBits) + BitOperations.TrailingZeroCount(word);
    }

    private void Push(in Key key)
    {
        if (_heapCount == _heap.Length)
        {
            Array.Resize(ref _heap, _heap.Length * 2);
        }

        int hole = _heapCount++;
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

    private int Pop()
    {
        int place = _heap[0].Place;
        Key last = _heap[--_heapCount];
        int hole = 0;
        while (true)
        {
            int child = (hole * Children) + 1;
            if (child >= _heapCount)
            {
                break;
            }

            int end = Math.Min(child + Children, _heapCount);
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
        return place;
    }

    private void Grow()
    {
        int chunks = _chunks.Length;
        Array.Resize(ref _chunks, chunks + 1);
        _chunks[chunks] = new Occasion[Chunk];
        Array.Resize(ref _free, (chunks + 1) * Chunk);
        for (int place = ((chunks + 1) * Chunk) - 1; place >= chunks * Chunk; place--)
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
