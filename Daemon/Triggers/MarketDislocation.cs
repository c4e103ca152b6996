using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>systemic.market_dislocation</c> (SPEC 5): can anything still be valued? One reference that is far from par is enough, because nobody can say
/// here which one is wrong; so are two that disagree, and too few that are valid at all. All three must last for the same minute: SPEC 5 says it
/// of the first, and one late print must not halt the platform by the others either. Each condition has its own minute, and without a reference
/// the first two start over. Too few references count once the unit was seen, and only where enough are configured.
/// Must never take a median: that would hide the one reference this is about.
/// </summary>
public sealed class MarketDislocation : IEvaluatorMemory
{
    private const long NotSince = -1;

    private readonly MarketDislocationSettings _settings;
    private readonly Line[] _lines;

    /// <summary>Fixes all memory.</summary>
    public MarketDislocation(int units, MarketDislocationSettings s)
    {
        _settings = s;
        _lines = new Line[units];
        Array.Fill(_lines, new Line { OffSince = NotSince, ApartSince = NotSince, FewSince = NotSince });
    }

    /// <summary>Judges a unit; to be asked on every rate and every second. None before the first rate.</summary>
    /// <param name="unit">Index of the unit.</param>
    /// <param name="freshPpm">Its fresh references in the base unit, ppm, 1 to <see cref="FixedPoint.MaxRatio"/>.</param>
    /// <param name="configured">How many references the unit has.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public Verdict OnRates(int unit, ReadOnlySpan<long> freshPpm, int configured, long now)
    {
        ref Line line = ref _lines[unit];
        line.IsSeen |= freshPpm.Length != 0;
        if (!line.IsSeen)
        {
            return Verdict.None;
        }

        long lowest = FixedPoint.MaxRatio;
        long highest = 0;
        foreach (long rate in freshPpm)
        {
            lowest = Math.Min(lowest, rate);
            highest = Math.Max(highest, rate);
        }

        bool isNone = freshPpm.Length == 0;
        bool isFew = freshPpm.Length < _settings.FewestReferences && configured >= _settings.FewestReferences;
        long off = isNone ? 0 : Math.Max(Math.Abs(lowest - FixedPoint.Ppm), Math.Abs(highest - FixedPoint.Ppm));
        long apart = isNone ? 0 : highest - lowest;
        Evidence offEvidence = new(off, _settings.OffPpm, _settings.SustainNs, Measure.FromPar);
        Evidence apartEvidence = new(apart, _settings.DisagreementPpm, _settings.SustainNs, Measure.Disagreement);
        Evidence fewEvidence = new(freshPpm.Length, _settings.FewestReferences, _settings.SustainNs, Measure.References);
        bool offLasts = Lasts(ref line.OffSince, off >= _settings.OffPpm, now);
        bool apartLasts = Lasts(ref line.ApartSince, apart > _settings.DisagreementPpm, now);
        bool fewLasts = Lasts(ref line.FewSince, isFew, now);
        if (offLasts || apartLasts || fewLasts)
        {
            Evidence evidence = offLasts ? offEvidence : apartLasts ? apartEvidence : fewEvidence;
            return new Verdict(VerdictKind.Trip, Severity.Critical, evidence, IsWarming: false);
        }

        if (isNone || isFew)
        {
            return new Verdict(VerdictKind.NoData, default, fewEvidence, IsWarming: false);
        }

        bool offClears = IsWellBelow(off, _settings.OffPpm);
        bool apartClears = IsWellBelow(apart, _settings.DisagreementPpm);
        VerdictKind kind = offClears && apartClears ? VerdictKind.Clear : VerdictKind.Between;
        return new Verdict(kind, default, offClears && !apartClears ? apartEvidence : offEvidence, IsWarming: false);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        foreach (ref readonly Line line in _lines.AsSpan())
        {
            writer.Bool(line.IsSeen);
            writer.I64(line.OffSince);
            writer.I64(line.ApartSince);
            writer.I64(line.FewSince);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "units of market_dislocation");
        foreach (ref Line line in _lines.AsSpan())
        {
            line.IsSeen = reader.Bool();
            line.OffSince = MemoryShape.Within(reader.I64(), NotSince, long.MaxValue, "start of a distance from par");
            line.ApartSince = MemoryShape.Within(reader.I64(), NotSince, long.MaxValue, "start of a disagreement");
            line.FewSince = MemoryShape.Within(reader.I64(), NotSince, long.MaxValue, "start of a lack of references");
        }
    }

    private bool Lasts(ref long since, bool holds, long now)
    {
        since = !holds ? NotSince : since == NotSince ? now : since;
        return holds && now - since >= _settings.SustainNs;
    }

    private bool IsWellBelow(long value, long limit) => (Int128)value * FixedPoint.Ppm < (Int128)limit * _settings.ClearPpm;

    private struct Line
    {
        public bool IsSeen;
        public long OffSince;
        public long ApartSince;
        public long FewSince;
    }
}
