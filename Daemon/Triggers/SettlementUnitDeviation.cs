using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>asset.settlement_unit_deviation</c> (SPEC 5): is the unit that routes settle in still worth one? The median of at least three fresh
/// references decides, so that one wrong reference moves nothing, and the distance has to last, so that one print moves nothing either. Above
/// and below one are the same distance. Must never judge on fewer references than asked for: then it says that it has no data, and time spent
/// without data counts neither toward the trip nor toward clearing.
/// </summary>
public sealed class SettlementUnitDeviation : IEvaluatorMemory
{
    private const long NotSince = -1;

    private readonly SettlementUnitDeviationSettings _settings;
    private readonly long[] _beyondSince;
    private readonly MedianBuffer _median = new();

    /// <summary>Fixes all memory.</summary>
    public SettlementUnitDeviation(int units, SettlementUnitDeviationSettings s)
    {
        _settings = s;
        _beyondSince = new long[units];
        Array.Fill(_beyondSince, NotSince);
    }

    /// <summary>Judges a unit; to be asked on every rate and every second, so that a reference that goes stale is seen.</summary>
    /// <param name="unit">Index of the unit.</param>
    /// <param name="freshRatesPpm">Fresh references in the base unit, ppm, at most <see cref="MedianBuffer.Capacity"/> of them.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public Verdict OnRates(int unit, ReadOnlySpan<long> freshRatesPpm, long now)
    {
        ref long since = ref _beyondSince[unit];
        if (freshRatesPpm.Length < _settings.FewestReferences)
        {
            since = NotSince;
            Evidence few = new(freshRatesPpm.Length, _settings.FewestReferences, 0);
            return new Verdict(VerdictKind.NoData, default, few, IsWarming: false);
        }

        _median.Clear();
        foreach (long rate in freshRatesPpm)
        {
            _median.Add(rate);
        }

        // Twice the median is exact for an even count too.
        long twiceDistance = Math.Abs(_median.TwiceMedian() - (2 * FixedPoint.Ppm));
        Evidence evidence = new(twiceDistance / 2, _settings.TripPpm, _settings.SustainNs);
        if (twiceDistance <= 2 * _settings.TripPpm)
        {
            since = NotSince;
            return new Verdict(twiceDistance < 2 * _settings.ClearPpm ? VerdictKind.Clear : VerdictKind.Between, default, evidence, IsWarming: false);
        }

        if (since == NotSince)
        {
            since = now;
        }

        return now - since >= _settings.SustainNs
            ? new Verdict(VerdictKind.Trip, Severity.High, evidence, IsWarming: false)
            : new Verdict(VerdictKind.Between, default, evidence, IsWarming: false);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_beyondSince.Length);
        foreach (long since in _beyondSince)
        {
            writer.I64(since);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _beyondSince.Length, "units of settlement_unit_deviation");
        for (int unit = 0; unit < _beyondSince.Length; unit++)
        {
            _beyondSince[unit] = MemoryShape.Within(reader.I64(), NotSince, long.MaxValue, "start of a deviation");
        }
    }
}
