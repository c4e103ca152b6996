using System;

namespace Basisd.Triggers;

/// <summary>
/// The median of a few values without allocation: insertion into a small sorted array that is used again and again. Its content lives only
/// between <see cref="Clear"/> and the answer, so it is no part of any snapshot.
/// </summary>
internal sealed class MedianBuffer
{
    /// <summary>Most values of one median: the fresh venues of an asset, the references of a unit.</summary>
    public const int Capacity = 32;

    private readonly long[] _sorted = new long[Capacity];

    /// <summary>Values added since <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all values.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a value.</summary>
    /// <exception cref="InvalidOperationException">The buffer is full.</exception>
    public void Add(long value)
    {
        if (Count == Capacity)
        {
            ThrowFull();
        }

        int at = Count;
        while (at > 0 && _sorted[at - 1] > value)
        {
            _sorted[at] = _sorted[at - 1];
            at--;
        }

        _sorted[at] = value;
        Count++;
    }

    /// <summary>Twice the median, exact: the two middle values of an even count are summed.</summary>
    public long TwiceMedian() => Count == 0 ? 0 : _sorted[(Count - 1) / 2] + _sorted[Count / 2];

    /// <summary>The median, rounded down; 0 without values.</summary>
    public long Median() => TwiceMedian() / 2;

    /// <summary>Twice the median of some values, exact; 0 without any.</summary>
    /// <exception cref="InvalidOperationException">There are more than <see cref="Capacity"/>.</exception>
    public long TwiceMedianOf(ReadOnlySpan<long> values)
    {
        Clear();
        foreach (long value in values)
        {
            Add(value);
        }

        return TwiceMedian();
    }

    private static void ThrowFull() => throw new InvalidOperationException($"a median takes at most {Capacity} values");
}
