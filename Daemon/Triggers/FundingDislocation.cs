using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>market.funding_dislocation</c> (SPEC 5): is holding a perpetual suddenly paid or punished as it was not in the month before? Each interval's
/// rate, per eight hours, is held against the median of the thirty days before it, in median absolute deviations (0.6745 × distance ÷
/// deviation, the newest rate excluded so that it never judges itself; the deviation has a floor, because a venue that pays its default rate for
/// weeks has none). A rate that changes its sign and is large on its new side trips too: that is the reading of "sign flip ≥ 0.10 %" taken
/// here, the old side may be small, and the old interval has to be the one just before. So does a rate at the venue's cap.
/// <para>
/// A report within half an interval of the newest sample's first report restates that sample. An interval that once tripped cannot clear by a
/// restatement: the next one can. With less than a third of the month covered there is no score: the rest judges, and 70 % of the absolute limit
/// clears. Must never fill a gap in the history: time without rates covers nothing.
/// </para>
/// </summary>
public sealed class FundingDislocation : IEvaluatorMemory
{
    private const long Hour = 60 * FixedPoint.Minute;
    private const long Day = 24 * Hour;
    private const long EightHours = 8 * Hour;

    // The deviation of a normal distribution is its median absolute deviation ÷ 0.6745.
    private const long NormalPpm = 674_500;

    private readonly FundingDislocationSettings _settings;
    private readonly int _ring;
    private readonly long _baselineNs;
    private readonly long[] _caps;
    private readonly Line[] _lines;
    private readonly Sample[] _samples;
    private readonly long[] _scratch;

    /// <summary>Fixes all memory: 720 samples, about 12 kB, per instrument with the default month.</summary>
    /// <param name="instruments">Number of instruments.</param>
    /// <param name="capPpmPer8h">Largest rate of each instrument's venue, ppm per eight hours; 0 where none is known.</param>
    /// <param name="s">Settings.</param>
    public FundingDislocation(int instruments, long[] capPpmPer8h, FundingDislocationSettings s)
    {
        if (capPpmPer8h.Length != instruments || Array.Exists(capPpmPer8h, c => c is < 0 or > FixedPoint.MaxRatio))
        {
            throw new ArgumentException($"one cap of 0 to {FixedPoint.MaxRatio} ppm per instrument", nameof(capPpmPer8h));
        }

        _settings = s;
        _ring = s.BaselineDays * 24;
        _baselineNs = s.BaselineDays * Day;
        _caps = capPpmPer8h.AsSpan().ToArray();
        _lines = new Line[instruments];
        _samples = new Sample[instruments * _ring];
        _scratch = new long[_ring];
    }

    /// <summary>Takes a rate and judges the instrument.</summary>
    /// <param name="instrument">Index of the instrument.</param>
    /// <param name="ratePpm">Rate per interval, ppm, at most <see cref="FixedPoint.MaxRatio"/> either way.</param>
    /// <param name="intervalNs">Length of the interval, nanoseconds, above 0.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval or the rate is out of range: the gateway should have refused it.</exception>
    public Verdict OnFunding(int instrument, long ratePpm, long intervalNs, long now)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(intervalNs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ratePpm, FixedPoint.MaxRatio);
        ArgumentOutOfRangeException.ThrowIfLessThan(ratePpm, -FixedPoint.MaxRatio);
        long rate = (long)Int128.Clamp((Int128)ratePpm * EightHours / intervalNs, -FixedPoint.MaxRatio, FixedPoint.MaxRatio);

        // Longer than this without a rate is a gap: the maximum age, or half as much again as the interval itself.
        long gap = Math.Max(_settings.Policy.MaxAgeNs, (long)Int128.Min((Int128)intervalNs * 3 / 2, _baselineNs));
        ref Line line = ref _lines[instrument];
        if (line.Count > 0 && now - Newest(instrument, 0).At < intervalNs / 2)
        {
            Newest(instrument, 0).Rate = rate;
        }
        else
        {
            Append(instrument, now, rate);
        }

        Verdict verdict = Judge(instrument, rate, gap);
        line.HasTripped |= verdict.Kind == VerdictKind.Trip;
        return verdict.Kind == VerdictKind.Clear && line.HasTripped ? verdict with { Kind = VerdictKind.Between } : verdict;
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        writer.I32(_ring);
        for (int instrument = 0; instrument < _lines.Length; instrument++)
        {
            writer.I32(_lines[instrument].Count);
            writer.Bool(_lines[instrument].HasTripped);
            for (int age = _lines[instrument].Count - 1; age >= 0; age--)
            {
                writer.I64(Newest(instrument, age).At);
                writer.I64(Newest(instrument, age).Rate);
            }
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "instruments of funding_dislocation");
        MemoryShape.Expect(ref reader, _ring, "baseline of funding_dislocation");
        for (int instrument = 0; instrument < _lines.Length; instrument++)
        {
            int count = reader.Count(_ring);
            _lines[instrument] = new Line { Count = count, Next = count % _ring, HasTripped = reader.Bool() };
            long before = 0;
            for (int i = 0; i < count; i++)
            {
                long at = MemoryShape.Within(reader.I64(), before, long.MaxValue, "time of a rate");
                long rate = MemoryShape.Within(reader.I64(), -FixedPoint.MaxRatio, FixedPoint.MaxRatio, "rate");
                _samples[(instrument * _ring) + i] = new Sample { At = at, Rate = rate };
                before = at;
            }
        }
    }

    private Verdict Judge(int instrument, long rate, long gap)
    {
        long size = Math.Abs(rate);
        long cap = _caps[instrument];
        bool isLarge = size >= _settings.TripPpm;
        (long distance, long deviation, bool isWarming) = Score(instrument, gap);

        // z = 0.6745 × distance ÷ deviation, both four times too large, multiplied out.
        Int128 scaled = (Int128)distance * NormalPpm;
        Evidence score = isWarming
            ? new Evidence(size, _settings.TripPpm, _baselineNs)
            : new Evidence((long)(scaled / deviation), _settings.TripZPpm, _baselineNs, Measure.RobustZ);
        if (cap != 0 && size >= cap)
        {
            return Trip(new Evidence(size, cap, 0, Measure.AtCap), isWarming);
        }

        if (!isWarming && isLarge && scaled > (Int128)deviation * _settings.TripZPpm)
        {
            return Trip(score, isWarming);
        }

        if (isLarge && HasFlipped(instrument, rate, gap))
        {
            return Trip(new Evidence(size, _settings.TripPpm, 0, Measure.SignFlip), isWarming);
        }

        bool clears = isWarming
            ? (Int128)size * FixedPoint.Ppm < (Int128)_settings.TripPpm * _settings.WarmingClearPpm
            : scaled < (Int128)deviation * _settings.ClearZPpm;
        return new Verdict(clears ? VerdictKind.Clear : VerdictKind.Between, default, score, isWarming);
    }

    private static Verdict Trip(in Evidence evidence, bool isWarming) => new(VerdictKind.Trip, Severity.Medium, evidence, isWarming);

    private bool HasFlipped(int instrument, long rate, long gap)
    {
        if (_lines[instrument].Count < 2)
        {
            return false;
        }

        ref readonly Sample before = ref Newest(instrument, 1);
        return Math.Sign(before.Rate) * Math.Sign(rate) < 0 && Newest(instrument, 0).At - before.At <= gap;
    }

    // Four times the newest rate's distance from the median of the samples before it, and four times their deviation. The baseline ends where
    // the newest sample begins, so a restatement is held against the same one, also after a restart.
    private (long Distance, long Deviation, bool IsWarming) Score(int instrument, long gap)
    {
        long end = Newest(instrument, 0).At;
        long covered = 0;
        long later = end;
        int count = 0;
        for (int age = 1; age < _lines[instrument].Count; age++)
        {
            ref readonly Sample sample = ref Newest(instrument, age);
            if (end - sample.At > _baselineNs)
            {
                break;
            }

            covered += Math.Min(later - sample.At, gap);
            later = sample.At;
            _scratch[count++] = sample.Rate;
        }

        if (count == 0 || covered < _baselineNs / 3)
        {
            return (0, 1, true);
        }

        Span<long> rates = _scratch.AsSpan(0, count);
        long twiceMedian = Robust.TwiceMedian(rates);
        long deviation = Math.Max(Robust.FourfoldDeviation(rates, twiceMedian), 4 * _settings.DeviationFloorPpm);
        return (2 * Math.Abs((2 * Newest(instrument, 0).Rate) - twiceMedian), deviation, false);
    }

    private void Append(int instrument, long now, long rate)
    {
        ref Line line = ref _lines[instrument];
        _samples[(instrument * _ring) + line.Next] = new Sample { At = now, Rate = rate };
        line.Next = (line.Next + 1) % _ring;
        line.Count = Math.Min(line.Count + 1, _ring);
        line.HasTripped = false;
        while (now - Newest(instrument, line.Count - 1).At > _baselineNs)
        {
            line.Count--;
        }
    }

    private ref Sample Newest(int instrument, int age) =>
        ref _samples[(instrument * _ring) + ((_lines[instrument].Next + _ring - 1 - age) % _ring)];

    private struct Line
    {
        public int Count;
        public int Next;
        public bool HasTripped;
    }

    private struct Sample
    {
        public long At;
        public long Rate;
    }
}
