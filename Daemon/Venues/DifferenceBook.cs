using System;
using Basisd.Safety;

namespace Basisd.Venues;

/// <summary>
/// The open differences of one venue in the order in which they were opened. Bounded: the last place is kept for the one that says that there are
/// more (<see cref="DifferenceKind.DifferenceOverflow"/>), so that none is dropped in silence.
/// </summary>
public sealed class DifferenceBook
{
    /// <summary>Most open differences of a venue.</summary>
    public const int Capacity = 64;

    private readonly Difference[] _open = new Difference[Capacity];

    /// <summary>Number of open differences.</summary>
    public int Count { get; private set; }

    /// <summary>The open differences.</summary>
    public ReadOnlySpan<Difference> Open => _open.AsSpan(0, Count);

    /// <summary>Place of a difference, or -1.</summary>
    public int Find(in Difference of)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_open[i].IsSame(of))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether one more may be opened and named; else only the overflow itself may.</summary>
    public bool HasRoom => Count < Capacity - 1;

    /// <summary>Takes one step of a difference.</summary>
    /// <returns>False if it does not follow: opened twice, changed or ended where it is not open, or no room.</returns>
    public bool Take(in DifferenceChange change)
    {
        int at = Find(change.Difference);
        if (change.Step == DifferenceStep.Opened)
        {
            bool fits = HasRoom || (change.Difference.Kind == DifferenceKind.DifferenceOverflow && Count < Capacity);
            if (at >= 0 || !fits)
            {
                return false;
            }

            _open[Count++] = change.Difference;
            return true;
        }

        if (at < 0 || change.Step is DifferenceStep.None or > DifferenceStep.Emitted)
        {
            return false;
        }

        if (change.Step == DifferenceStep.Changed)
        {
            _open[at] = change.Difference;
            return true;
        }

        Count--;
        Array.Copy(_open, at + 1, _open, at, Count - at);
        _open[Count] = default;
        return true;
    }

    /// <summary>Writes the open ones.</summary>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(Count);
        foreach (ref readonly Difference open in Open)
        {
            Write(writer, open);
        }
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="CanonicalFormatException">More than there can be.</exception>
    public void Read(ref CanonicalReader reader)
    {
        Count = reader.Count(Capacity);
        for (int i = 0; i < Count; i++)
        {
            _open[i] = ReadOne(ref reader);
        }
    }

    /// <summary>Writes one difference.</summary>
    public static void Write(CanonicalWriter writer, in Difference difference)
    {
        writer.U8((byte)difference.Kind);
        writer.I32(difference.Venue);
        writer.I32(difference.Item);
        writer.U8((byte)difference.Field);
        writer.I64(difference.OrderId);
        writer.I64(difference.Id);
        writer.I64(difference.Expected);
        writer.I64(difference.Found);
        writer.I64(difference.Amount);
        writer.I64(difference.Seq);
        writer.I64(difference.Since);
    }

    /// <summary>Reads one difference.</summary>
    public static Difference ReadOne(ref CanonicalReader reader) => new()
    {
        Kind = (DifferenceKind)reader.U8(),
        Venue = reader.I32(),
        Item = reader.I32(),
        Field = (DifferenceField)reader.U8(),
        OrderId = reader.I64(),
        Id = reader.I64(),
        Expected = reader.I64(),
        Found = reader.I64(),
        Amount = reader.I64(),
        Seq = reader.I64(),
        Since = reader.I64(),
    };
}
