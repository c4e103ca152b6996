using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// The fills of one venue, matched one by one: those that one side lacks, in the order in which they came, and a ring of the latest that are
/// settled, so that a fill that is told again is known again. Both are bounded; what finds no room is said by the return value, never dropped in
/// silence.
/// </summary>
public sealed class FillBook
{
    /// <summary>Most fills that one side lacks.</summary>
    public const int OpenCapacity = 1024;

    /// <summary>Settled fills that are remembered.</summary>
    public const int SettledCapacity = 1024;

    private readonly FillEntry[] _open = new FillEntry[OpenCapacity];
    private readonly long[] _ids = new long[SettledCapacity];
    private readonly int[] _routes = new int[SettledCapacity];
    private readonly long[] _seqs = new long[SettledCapacity];
    private readonly ulong[] _prints = new ulong[SettledCapacity];
    private int _next;
    private int _settled;

    /// <summary>Number of fills that one side lacks.</summary>
    public int Count { get; private set; }

    /// <summary>Fills that one side lacks.</summary>
    public ReadOnlySpan<FillEntry> Open => _open.AsSpan(0, Count);

    /// <summary>What a fill says, in 64 bits: enough to see that it was told again with another content.</summary>
    public static ulong PrintOf(long orderId, long quantity, long price) =>
        RecordDigest.Mix(RecordDigest.Mix(RecordDigest.Mix(0, orderId), quantity), price);

    /// <summary>Place of a fill that one side lacks, or -1.</summary>
    public int FindOpen(int route, long id)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_open[i].IsFill(route, id))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Place of a settled fill, or -1.</summary>
    public int FindSettled(int route, long id)
    {
        int from = 0;
        while (from < _settled)
        {
            int at = _ids.AsSpan(from, _settled - from).IndexOf(id);
            if (at < 0)
            {
                return -1;
            }

            if (_routes[from + at] == route)
            {
                return from + at;
            }

            from += at + 1;
        }

        return -1;
    }

    /// <summary>The venue's sequence of a settled fill; 0 if the venue never listed it.</summary>
    public long SeqOf(int settled) => _seqs[settled];

    /// <summary>What a settled fill said.</summary>
    public ulong PrintAt(int settled) => _prints[settled];

    /// <summary>The venue has listed a settled fill that it had not.</summary>
    public void Listed(int settled, long seq) => _seqs[settled] = seq;

    /// <summary>Keeps a fill that the other side lacks.</summary>
    /// <returns>False if there is no room.</returns>
    public bool TryAdd(in FillEntry fill)
    {
        if (Count == OpenCapacity)
        {
            return false;
        }

        _open[Count++] = fill;
        return true;
    }

    /// <summary>Both sides have it, or nobody waits for the other any more.</summary>
    public void Settle(int open, long seq)
    {
        Remember(_open[open].Route, _open[open].Id, seq, PrintOf(_open[open].OrderId, _open[open].Quantity, _open[open].Price));
        Count--;
        Array.Copy(_open, open + 1, _open, open, Count - open);
        _open[Count] = default;
    }

    /// <summary>Remembers a settled fill; the oldest is forgotten for it.</summary>
    public void Remember(int route, long id, long seq, ulong print)
    {
        _ids[_next] = id;
        _routes[_next] = route;
        _seqs[_next] = seq;
        _prints[_next] = print;
        _next = (_next + 1) % SettledCapacity;
        _settled = Math.Min(_settled + 1, SettledCapacity);
    }

    /// <summary>Writes everything.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(Count);
        foreach (ref readonly FillEntry fill in Open)
        {
            Write(writer, fill);
        }

        writer.I32(_settled);
        writer.I32(_next);
        for (int i = 0; i < _settled; i++)
        {
            writer.I64(_ids[i]);
            writer.I32(_routes[i]);
            writer.I64(_seqs[i]);
            writer.U64(_prints[i]);
        }
    }

    /// <summary>Reads everything.</summary>
    /// <exception cref="CanonicalFormatException">More than there can be.</exception>
    public void Read(ref CanonicalReader reader)
    {
        Count = reader.Count(OpenCapacity);
        for (int i = 0; i < Count; i++)
        {
            _open[i] = ReadOne(ref reader);
        }

        _settled = reader.Count(SettledCapacity);
        _next = reader.Count(SettledCapacity - 1);
        for (int i = 0; i < _settled; i++)
        {
            _ids[i] = reader.I64();
            _routes[i] = reader.I32();
            _seqs[i] = reader.I64();
            _prints[i] = reader.U64();
        }
    }

    private static void Write(CanonicalWriter writer, in FillEntry fill)
    {
        writer.Bool(fill.IsOurs);
        writer.I32(fill.Route);
        writer.I64(fill.Id);
        writer.I64(fill.OrderId);
        writer.I64(fill.Quantity);
        writer.I64(fill.Price);
        writer.I64(fill.Seq);
        writer.I64(fill.Since);
        writer.I64(fill.AssetEffect);
        writer.I32(fill.CashAccount);
        writer.I64(fill.CashEffect);
        writer.I32(fill.FeeAccount);
        writer.I64(fill.Fee);
    }

    private static FillEntry ReadOne(ref CanonicalReader reader) => new()
    {
        IsOurs = reader.Bool(),
        Route = reader.I32(),
        Id = reader.I64(),
        OrderId = reader.I64(),
        Quantity = reader.I64(),
        Price = reader.I64(),
        Seq = reader.I64(),
        Since = reader.I64(),
        AssetEffect = reader.I64(),
        CashAccount = reader.I32(),
        CashEffect = reader.I64(),
        FeeAccount = reader.I32(),
        Fee = reader.I64(),
    };
}
