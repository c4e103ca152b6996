using System;
using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// What each quote unit is worth in the base unit: the newest rate of every named reference, fresh or not. A reference quoted in another
/// unit counts only while that unit itself has a fresh reference in the base unit, and is then converted with their median. Must never convert
/// through a rate that is stale, nor through more than one unit in between.
/// </summary>
public sealed class UnitRates : IEvaluatorMemory
{
    /// <summary>The unit that all rates are expressed in.</summary>
    public const string BaseUnit = "USD";

    /// <summary>Most references of one unit.</summary>
    public const int MostReferences = MedianBuffer.Capacity;

    private const long Never = -1;

    private readonly long _maxAge;
    private readonly int _base;
    private readonly int[] _quoteOf;
    private readonly int[][] _referencesOf;
    private readonly long[] _rates;
    private readonly long[] _at;
    private readonly long[] _fresh = new long[MostReferences];
    private readonly MedianBuffer _outer = new();
    private readonly MedianBuffer _inner = new();

    /// <summary>Fixes all memory.</summary>
    /// <param name="topology">Units and references.</param>
    /// <param name="maxAgeNs">Oldest rate that is fresh, nanoseconds.</param>
    /// <exception cref="TopologyException">A unit has more references than a median takes.</exception>
    public UnitRates(Topology topology, long maxAgeNs)
    {
        _maxAge = maxAgeNs;
        _base = BaseIn(topology);
        _quoteOf = new int[topology.UnitReferences.Length];
        _rates = new long[_quoteOf.Length];
        _at = new long[_quoteOf.Length];
        Array.Fill(_at, Never);
        List<int>[] lists = new List<int>[topology.Units.Length];
        foreach (UnitReference reference in topology.UnitReferences)
        {
            _quoteOf[reference.Index] = reference.QuoteUnit;
            (lists[reference.Unit] ??= []).Add(reference.Index);
        }

        _referencesOf = new int[lists.Length][];
        for (int unit = 0; unit < lists.Length; unit++)
        {
            _referencesOf[unit] = lists[unit]?.ToArray() ?? [];
            if (_referencesOf[unit].Length > MostReferences)
            {
                throw new TopologyException($"unit '{topology.Units[unit].Name}' has more than {MostReferences} references");
            }
        }
    }

    /// <summary>Takes the newest rate of a reference.</summary>
    /// <param name="unitReference">Index of the reference.</param>
    /// <param name="ratePpm">Worth of one unit in the reference's quote unit, ppm, 1 to <see cref="FixedPoint.MaxRatio"/>.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range: the gateway should have refused it.</exception>
    public void Observe(int unitReference, long ratePpm, long now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ratePpm, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ratePpm, FixedPoint.MaxRatio);
        _rates[unitReference] = ratePpm;
        _at[unitReference] = now;
    }

    /// <summary>Writes the unit's fresh references, valued in the base unit, in the order of their indices.</summary>
    /// <param name="unit">Index of the unit.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <param name="ratesPpm">Room for <see cref="MostReferences"/> rates, ppm.</param>
    /// <returns>How many there are.</returns>
    public int Fresh(int unit, long now, Span<long> ratesPpm)
    {
        int count = 0;
        foreach (int reference in _referencesOf[unit])
        {
            long rate = InBase(reference, unit, now);
            if (rate != 0)
            {
                ratesPpm[count++] = rate;
            }
        }

        return count;
    }

    /// <summary>The median of the unit's fresh references, ppm; 0 where there is none. The base unit is worth exactly one.</summary>
    public long Median(int unit, long now)
    {
        if (unit == _base)
        {
            return FixedPoint.Ppm;
        }

        int count = Fresh(unit, now, _fresh);
        _outer.Clear();
        for (int i = 0; i < count; i++)
        {
            _outer.Add(_fresh[i]);
        }

        return _outer.Median();
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_rates.Length);
        for (int reference = 0; reference < _rates.Length; reference++)
        {
            writer.I64(_rates[reference]);
            writer.I64(_at[reference]);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _rates.Length, "unit references");
        for (int reference = 0; reference < _rates.Length; reference++)
        {
            _rates[reference] = MemoryShape.Within(reader.I64(), 0, FixedPoint.MaxRatio, "unit rate");
            _at[reference] = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a unit rate");
        }
    }

    internal static int BaseIn(Topology topology) => Array.FindIndex(topology.Units, u => string.Equals(u.Name, BaseUnit, StringComparison.Ordinal));

    private bool IsFresh(int reference, long now) => _at[reference] != Never && now - _at[reference] <= _maxAge;

    private long InBase(int reference, int unit, long now)
    {
        int quote = _quoteOf[reference];
        if (!IsFresh(reference, now) || quote == unit)
        {
            return 0;
        }

        if (quote == _base)
        {
            return _rates[reference];
        }

        _inner.Clear();
        foreach (int step in _referencesOf[quote])
        {
            if (_quoteOf[step] == _base && IsFresh(step, now))
            {
                _inner.Add(_rates[step]);
            }
        }

        // Without a fresh step the median is 0 and so is the product. A product outside the gateway's range is no rate.
        Int128 converted = FixedPoint.Product(_rates[reference], _inner.Median()) / FixedPoint.Ppm;
        return converted > FixedPoint.MaxRatio ? 0 : (long)converted;
    }
}
