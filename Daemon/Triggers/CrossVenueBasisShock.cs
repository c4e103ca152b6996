using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>market.cross_venue_basis_shock</c> (SPEC 5): has the price of one asset come apart between venues? The gap of a market to the median of the
/// other venues is held against half a percent, or against six median absolute deviations of its own gaps of the last 24 h where the venues
/// are never closer than that (one gap per five minutes, the one at the end of each). The spread lifts the limit to 2 % at most: a gap of that
/// size is high whatever the day was like. Both limits need ten seconds.
/// <para>
/// With one other venue the gap does not say which of the two is wrong: the caller decides where it latches. Must never judge on a price
/// that is not fresh, and never clear on one.
/// </para>
/// </summary>
public sealed class CrossVenueBasisShock : IEvaluatorMemory
{
    private readonly CrossVenueBasisShockSettings _settings;
    private readonly Line[] _lines;
    private readonly SampleRing _gaps;
    private readonly long[] _scratch;
    private readonly MedianBuffer _median = new();

    /// <summary>Fixes all memory: 288 gaps per instrument with the default day.</summary>
    public CrossVenueBasisShock(int instruments, CrossVenueBasisShockSettings s)
    {
        _settings = s;
        _lines = new Line[instruments];
        _gaps = new SampleRing(instruments, s.BaselineSamples, s.SampleSeconds);
        _scratch = new long[s.BaselineSamples];
        Array.Fill(_lines, new Line { Limit = s.TripPpm, Beyond = Sustained.Idle, Severe = Sustained.Idle });
    }

    /// <summary>Judges a market; to be asked once a second.</summary>
    /// <param name="instrument">Index of the instrument.</param>
    /// <param name="own">
    /// Its fresh price, 1e-8 of the asset's reference unit, at most <see cref="FixedPoint.MaxPrice"/>; 0 where there is none.
    /// </param>
    /// <param name="others">Fresh prices of the other venues in the same unit, at most <see cref="MedianBuffer.Capacity"/> of them.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The price is out of range.</exception>
    public Verdict OnPrices(int instrument, long own, ReadOnlySpan<long> others, long now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(own);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(own, FixedPoint.MaxPrice);
        if (_gaps.Advance(instrument, now))
        {
            Widen(instrument);
        }

        ref Line line = ref _lines[instrument];
        bool isWarming = _gaps.IsWarming(instrument);
        long twiceMedian = _median.TwiceMedianOf(others);
        if (own == 0 || twiceMedian <= 0)
        {
            line.Beyond = Sustained.Idle;
            line.Severe = Sustained.Idle;
            return new Verdict(VerdictKind.NoData, default, new Evidence(0, line.Limit, 0, Measure.OffMedian), isWarming);
        }

        RelativeGap gap = RelativeGap.Of(own, twiceMedian);
        _gaps.Note(instrument, gap.Ppm);
        long maxAge = _settings.Policy.MaxAgeNs;
        bool isSevere = !gap.IsBelow(_settings.SeverePpm);
        bool lasts = line.Beyond.Note(isSevere || gap.IsAbove(line.Limit), now, _settings.SustainNs, maxAge);
        bool severeLasts = line.Severe.Note(isSevere, now, _settings.SustainNs, maxAge);
        if (lasts)
        {
            Evidence trip = new(gap.Ppm, severeLasts ? _settings.SeverePpm : line.Limit, _settings.SustainNs, Measure.OffMedian);
            return new Verdict(VerdictKind.Trip, severeLasts ? Severity.High : Severity.Medium, trip, isWarming);
        }

        Evidence evidence = new(gap.Ppm, line.Limit, _settings.SustainNs, Measure.OffMedian);
        bool clears = gap.IsBelow(line.Limit, _settings.ClearSharePpm);
        return new Verdict(clears ? VerdictKind.Clear : VerdictKind.Between, default, evidence, isWarming);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        foreach (ref readonly Line line in _lines.AsSpan())
        {
            line.Beyond.Write(writer);
            line.Severe.Write(writer);
        }

        _gaps.Write(writer);
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "instruments of cross_venue_basis_shock");
        foreach (ref Line line in _lines.AsSpan())
        {
            line.Beyond.Read(ref reader);
            line.Severe.Read(ref reader);
        }

        _gaps.Read(ref reader, FixedPoint.MaxRatio, "cross_venue_basis_shock");
        for (int instrument = 0; instrument < _lines.Length; instrument++)
        {
            Widen(instrument);
        }
    }

    private void Widen(int instrument)
    {
        ref long limit = ref _lines[instrument].Limit;
        limit = _settings.TripPpm;
        if (_gaps.IsWarming(instrument))
        {
            return;
        }

        Span<long> gaps = _scratch.AsSpan(0, _gaps.CopyTo(instrument, _scratch));
        long fourfold = Robust.FourfoldDeviation(gaps, Robust.TwiceMedian(gaps));
        Int128 spread = (Int128)fourfold * _settings.SpreadMultiplePpm / (4 * FixedPoint.Ppm);
        limit = (long)Int128.Clamp(spread, limit, _settings.SeverePpm);
    }

    private struct Line
    {
        public long Limit;
        public Sustained Beyond;
        public Sustained Severe;
    }
}
