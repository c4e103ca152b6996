using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// The open orders that a venue's polls show: how many there are per route, and which of them the engine has not emitted as far as we know. One that
/// was seen once is watched until the engine's word of it comes or its time is over, also when the venue shows it no more.
/// </summary>
public sealed class OrderWatch
{
    /// <summary>Unknown orders that are watched at once.</summary>
    public const int Capacity = 64;

    private readonly long[] _ids = new long[Capacity];
    private readonly int[] _routes = new int[Capacity];
    private readonly long[] _since = new long[Capacity];
    private readonly long[] _seqs = new long[Capacity];

    /// <summary>Number of unknown orders that are watched.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there were more.</summary>
    public bool IsOverflowing { get; private set; }

    /// <summary>Open orders that the running poll has shown so far.</summary>
    public int Shown { get; private set; }

    /// <summary>Open orders at the end of the latest complete poll.</summary>
    public int Open { get; private set; }

    /// <summary>A poll begins.</summary>
    public void Begin() => Shown = 0;

    /// <summary>The poll is complete.</summary>
    public void End() => Open = Shown;

    /// <summary>One open order.</summary>
    public void Take(in VenueRecord order, bool isKnown, long now)
    {
        Shown++;
        if (isKnown || _ids.AsSpan(0, Count).Contains(order.OrderId))
        {
            return;
        }

        if (Count == Capacity)
        {
            IsOverflowing = true;
            return;
        }

        _ids[Count] = order.OrderId;
        _routes[Count] = order.Item;
        _seqs[Count] = order.Seq;
        _since[Count++] = now;
    }

    /// <summary>Lets go of those that the engine has emitted after all.</summary>
    public void Sift(OrderMemory known)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (!known.Knows(_ids[i]))
            {
                (_ids[kept], _routes[kept], _since[kept], _seqs[kept]) = (_ids[i], _routes[i], _since[i], _seqs[i]);
                kept++;
            }
        }

        Count = kept;
        IsOverflowing &= Count > 0;
    }

    /// <summary>One that is watched.</summary>
    public Difference this[int index] => new()
    {
        Kind = DifferenceKind.UnknownOrder,
        Item = _routes[index],
        OrderId = _ids[index],
        Seq = _seqs[index],
        Since = _since[index],
    };

    /// <summary>Lets go of all.</summary>
    public void Forget()
    {
        Count = 0;
        IsOverflowing = false;
    }

    /// <summary>Writes those that are watched.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.Bool(IsOverflowing);
        writer.I32(Count);
        for (int i = 0; i < Count; i++)
        {
            writer.I64(_ids[i]);
            writer.I32(_routes[i]);
            writer.I64(_since[i]);
            writer.I64(_seqs[i]);
        }
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="CanonicalFormatException">More than there can be.</exception>
    public void Read(ref CanonicalReader reader)
    {
        IsOverflowing = reader.Bool();
        Count = reader.Count(Capacity);
        for (int i = 0; i < Count; i++)
        {
            _ids[i] = reader.I64();
            _routes[i] = reader.I32();
            _since[i] = reader.I64();
            _seqs[i] = reader.I64();
        }
    }
}
