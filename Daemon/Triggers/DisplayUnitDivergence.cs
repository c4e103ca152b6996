using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>asset.display_unit_divergence</c> (SPEC 5): is the unit that amounts are shown in still worth one? Only an alert (P4): what is shown in it
/// misleads a reader, nothing that is owned is at risk. The distance has to last, above and below one are the same, and time without a rate
/// counts neither toward the alert nor toward clearing. Must never speak with more than the lowest severity.
/// </summary>
public sealed class DisplayUnitDivergence : IEvaluatorMemory
{
    private const long NotSince = -1;

    private readonly DisplayUnitDivergenceSettings _settings;
    private readonly long[] _beyondSince;
    private readonly bool[] _isSeen;

    /// <summary>Fixes all memory.</summary>
    public DisplayUnitDivergence(int units, DisplayUnitDivergenceSettings s)
    {
        _settings = s;
        _beyondSince = new long[units];
        _isSeen = new bool[units];
        Array.Fill(_beyondSince, NotSince);
    }

    /// <summary>Judges a unit; to be asked on every rate and every second. None before the first rate.</summary>
    /// <param name="unit">Index of the unit.</param>
    /// <param name="medianPpm">Median of its fresh rates in the base unit, ppm, at most <see cref="FixedPoint.MaxRatio"/>; 0 for none.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public Verdict OnRate(int unit, long medianPpm, long now)
    {
        ref long since = ref _beyondSince[unit];
        if (medianPpm == 0)
        {
            since = NotSince;
            Evidence absent = new(0, 1, 0, Measure.References);
            return _isSeen[unit] ? new Verdict(VerdictKind.NoData, default, absent, IsWarming: false) : Verdict.None;
        }

        _isSeen[unit] = true;
        long distance = Math.Abs(medianPpm - FixedPoint.Ppm);
        Evidence evidence = new(distance, _settings.TripPpm, _settings.SustainNs, Measure.FromPar);
        if (distance <= _settings.TripPpm)
        {
            since = NotSince;
            return new Verdict(distance < _settings.ClearPpm ? VerdictKind.Clear : VerdictKind.Between, default, evidence, IsWarming: false);
        }

        since = since == NotSince ? now : since;
        return now - since >= _settings.SustainNs
            ? new Verdict(VerdictKind.Trip, Severity.Low, evidence, IsWarming: false)
            : new Verdict(VerdictKind.Between, default, evidence, IsWarming: false);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_beyondSince.Length);
        for (int unit = 0; unit < _beyondSince.Length; unit++)
        {
            writer.I64(_beyondSince[unit]);
            writer.Bool(_isSeen[unit]);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _beyondSince.Length, "units of display_unit_divergence");
        for (int unit = 0; unit < _beyondSince.Length; unit++)
        {
            _beyondSince[unit] = MemoryShape.Within(reader.I64(), NotSince, long.MaxValue, "start of a divergence");
            _isSeen[unit] = reader.Bool();
        }
    }
}
