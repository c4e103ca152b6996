using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>venue.abnormal_pricing</c> (SPEC 5): is this venue's price one that the other venues would not recognize? It is held against the median of the
/// others (leave one out, so that it never vouches for itself): five percent off once, or one percent off for five seconds. It is frozen when
/// it stands where it stood while that median moved 0.3 % since its own last change, however often it is sent again; and old when it
/// is not sent while the others are.
/// <para>
/// "Once" is judged on prices only: between two prices of its own a venue is late, not wrong, until it is old or frozen. Must never judge with
/// fewer than two others: of two that differ, nobody knows which is wrong.
/// </para>
/// </summary>
public sealed class AbnormalPricing : IEvaluatorMemory
{
    private readonly AbnormalPricingSettings _settings;
    private readonly Line[] _lines;
    private readonly MedianBuffer _median = new();

    /// <summary>Fixes all memory.</summary>
    public AbnormalPricing(int instruments, AbnormalPricingSettings s)
    {
        _settings = s;
        _lines = new Line[instruments];
        Array.Fill(_lines, new Line { Beyond = Sustained.Idle });
    }

    /// <summary>Judges a new price.</summary>
    /// <param name="instrument">Index of the instrument.</param>
    /// <param name="own">
    /// Its price, 1e-8, at most <see cref="FixedPoint.MaxPrice"/>; 0 where it cannot be compared. In its own quote unit, with the others converted
    /// to it: converted itself, a frozen price would move with the rate.
    /// </param>
    /// <param name="others">Fresh prices of the other venues in the same unit, at most <see cref="MedianBuffer.Capacity"/> of them.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The price is out of range.</exception>
    public Verdict OnPrice(int instrument, long own, ReadOnlySpan<long> others, long now) =>
        Judge(instrument, own, 0, isNew: true, others, now);

    /// <summary>Judges what time brings about; to be asked every second.</summary>
    /// <param name="instrument">Index of the instrument.</param>
    /// <param name="own">Its newest price as in <see cref="OnPrice"/>; 0 where there never was one, or it cannot be compared.</param>
    /// <param name="ownAt">When that price came, core time, Unix nanoseconds.</param>
    /// <param name="others">Prices of the other venues as there, none older than <see cref="AbnormalPricingSettings.AgeNs"/>.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The price is out of range.</exception>
    public Verdict OnSecond(int instrument, long own, long ownAt, ReadOnlySpan<long> others, long now) =>
        own == 0 && _lines[instrument].Own == 0 ? Verdict.None : Judge(instrument, own, now - ownAt, isNew: false, others, now);

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        foreach (ref readonly Line line in _lines.AsSpan())
        {
            writer.I64(line.Own);
            writer.I64(line.TwiceAnchor);
            line.Beyond.Write(writer);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "instruments of abnormal_pricing");
        foreach (ref Line line in _lines.AsSpan())
        {
            line.Own = MemoryShape.Within(reader.I64(), 0, FixedPoint.MaxPrice, "price");
            line.TwiceAnchor = MemoryShape.Within(reader.I64(), 0, 2 * FixedPoint.MaxPrice, "price of the others");
            line.Beyond.Read(ref reader);
        }
    }

    private Verdict Judge(int instrument, long own, long age, bool isNew, ReadOnlySpan<long> others, long now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(own);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(own, FixedPoint.MaxPrice);
        ref Line line = ref _lines[instrument];
        if (own != 0 && own != line.Own)
        {
            line.Own = own;
            line.TwiceAnchor = 0;
        }

        long twiceMedian = _median.TwiceMedianOf(others);
        if (own == 0 || others.Length < _settings.FewestOthers || twiceMedian <= 0)
        {
            line.Beyond = Sustained.Idle;
            return Answer(VerdictKind.NoData, new Evidence(others.Length, _settings.FewestOthers, 0, Measure.References));
        }

        line.TwiceAnchor = line.TwiceAnchor == 0 ? twiceMedian : line.TwiceAnchor;
        RelativeGap gap = RelativeGap.Of(own, twiceMedian);
        RelativeGap move = new(FixedPoint.Product(Math.Abs(twiceMedian - line.TwiceAnchor), FixedPoint.Ppm), line.TwiceAnchor);
        bool lasts = line.Beyond.Note(gap.IsAbove(_settings.TripPpm), now, _settings.SustainNs, _settings.Policy.MaxAgeNs);
        if (isNew && gap.IsAbove(_settings.OutrightPpm))
        {
            return Answer(VerdictKind.Trip, new Evidence(gap.Ppm, _settings.OutrightPpm, 0, Measure.OffMedian));
        }

        Evidence off = new(gap.Ppm, _settings.TripPpm, _settings.SustainNs, Measure.OffMedian);
        if (lasts)
        {
            return Answer(VerdictKind.Trip, off);
        }

        if (!move.IsBelow(_settings.FrozenMovePpm))
        {
            return Answer(VerdictKind.Trip, new Evidence(move.Ppm, _settings.FrozenMovePpm, 0, Measure.Frozen));
        }

        if (age > _settings.AgeNs)
        {
            return Answer(VerdictKind.Trip, new Evidence(age, _settings.AgeNs, 0, Measure.Age));
        }

        return Answer(gap.IsBelow(_settings.ClearPpm) ? VerdictKind.Clear : VerdictKind.Between, off);
    }

    private static Verdict Answer(VerdictKind kind, in Evidence evidence) =>
        new(kind, kind == VerdictKind.Trip ? Severity.High : default, evidence, IsWarming: false);

    private struct Line
    {
        public long Own;
        public long TwiceAnchor;
        public Sustained Beyond;
    }
}
