using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>asset.liquidity_compression</c> (SPEC 5): is there still enough on the book to do what we would have to do? Depth is the thinner side within
/// the band. It is held against two clips, and against 30 % of what is usual at this hour of the day: the median of the mean depth of the same
/// hour of the last seven days, the hours that have ended. Below what the open positions need to be hedged it is high. All of it has to last.
/// <para>
/// With too few of the seven hours the clip and the hedge need judge alone; where neither is configured nothing judges and it says so.
/// Must never compare depths of different bands, nor let the hour under way judge itself.
/// </para>
/// </summary>
public sealed class LiquidityCompression : IEvaluatorMemory
{
    private const long Never = -1;
    private const long Missing = -1;
    private const long HourNs = 60 * FixedPoint.Minute;
    private const int HoursOfDay = 24;
    private const int Days = 7;
    private const int HoursOfWeek = Days * HoursOfDay;

    private readonly LiquidityCompressionSettings _settings;
    private readonly long[] _clipLimits;
    private readonly long[] _hedgeNeeds;
    private readonly Line[] _lines;
    private readonly long[] _means;
    private readonly long[] _scratch = new long[Days];

    /// <summary>Fixes all memory: 168 hours per instrument.</summary>
    /// <param name="instruments">Number of instruments.</param>
    /// <param name="clip">Usual order size of each, 1e-8, 0 where none is configured, at most <see cref="FixedPoint.MaxPrice"/>.</param>
    /// <param name="hedgeNeed">Quantity that its hedge needs, the same.</param>
    /// <param name="s">Settings.</param>
    public LiquidityCompression(int instruments, long[] clip, long[] hedgeNeed, LiquidityCompressionSettings s)
    {
        if (clip.Length != instruments || Array.Exists(clip, c => c is < 0 or > FixedPoint.MaxPrice))
        {
            throw new ArgumentException($"one clip of 0 to {FixedPoint.MaxPrice} per instrument", nameof(clip));
        }

        if (hedgeNeed.Length != instruments || Array.Exists(hedgeNeed, h => h is < 0 or > FixedPoint.MaxPrice))
        {
            throw new ArgumentException($"one hedge need of 0 to {FixedPoint.MaxPrice} per instrument", nameof(hedgeNeed));
        }

        _settings = s;
        _clipLimits = Array.ConvertAll(clip, c => Up((Int128)c * s.ClipMultiplePpm, FixedPoint.Ppm));
        _hedgeNeeds = hedgeNeed.AsSpan().ToArray();
        _lines = new Line[instruments];
        _means = new long[instruments * HoursOfWeek];
        Array.Fill(_means, Missing);
        Array.Fill(_lines, new Line { At = Never, Hour = Never, TwiceUsual = Missing, Thin = Sustained.Idle, Bare = Sustained.Idle });
    }

    /// <summary>Takes the depth of a book and judges it. None where the band is another one.</summary>
    /// <param name="instrument">Index of the instrument.</param>
    /// <param name="bidQuantity">Executable on the bid side, 1e-8, at most <see cref="FixedPoint.MaxPrice"/>.</param>
    /// <param name="askQuantity">Executable on the ask side, the same.</param>
    /// <param name="bandPpm">Band around the mid within which both are counted, ppm.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">A quantity is out of range.</exception>
    public Verdict OnDepth(int instrument, long bidQuantity, long askQuantity, long bandPpm, long now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bidQuantity);
        ArgumentOutOfRangeException.ThrowIfNegative(askQuantity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bidQuantity, FixedPoint.MaxPrice);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(askQuantity, FixedPoint.MaxPrice);
        if (bandPpm != _settings.BandPpm)
        {
            return Verdict.None;
        }

        Advance(instrument, now);
        long depth = Math.Min(bidQuantity, askQuantity);
        ref Line line = ref _lines[instrument];
        line.Depth = depth;
        line.At = now;
        line.Sum += (ulong)depth;
        line.Reports++;
        return Answer(instrument, now);
    }

    /// <summary>Judges what time brings about; to be asked every second. None before the first depth.</summary>
    public Verdict Judge(int instrument, long now)
    {
        if (_lines[instrument].At == Never)
        {
            return Verdict.None;
        }

        Advance(instrument, now);
        return Answer(instrument, now);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        foreach (ref readonly Line line in _lines.AsSpan())
        {
            writer.I64(line.Depth);
            writer.I64(line.At);
            writer.I64(line.Hour);
            writer.U64((ulong)(line.Sum >> 64));
            writer.U64((ulong)(line.Sum & ulong.MaxValue));
            writer.I32(line.Reports);
            line.Thin.Write(writer);
            line.Bare.Write(writer);
        }

        foreach (long mean in _means)
        {
            writer.I64(mean);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "instruments of liquidity_compression");
        foreach (ref Line line in _lines.AsSpan())
        {
            line.Depth = MemoryShape.Within(reader.I64(), 0, FixedPoint.MaxPrice, "depth");
            line.At = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a depth");
            line.Hour = MemoryShape.Within(reader.I64(), Never, long.MaxValue - HoursOfWeek, "hour");
            line.Sum = ((UInt128)reader.U64() << 64) | reader.U64();
            line.Reports = reader.Count(int.MaxValue);
            if (line.Sum > (UInt128)FixedPoint.MaxPrice * (UInt128)line.Reports)
            {
                throw new CanonicalFormatException($"sum of {line.Reports} depths is above that of the largest depths");
            }

            line.Thin.Read(ref reader);
            line.Bare.Read(ref reader);
        }

        foreach (ref long mean in _means.AsSpan())
        {
            mean = MemoryShape.Within(reader.I64(), Missing, FixedPoint.MaxPrice, "mean depth");
        }

        for (int instrument = 0; instrument < _lines.Length; instrument++)
        {
            TakeUsual(instrument);
        }
    }

    private Verdict Answer(int instrument, long now)
    {
        ref Line line = ref _lines[instrument];
        long clip = _clipLimits[instrument];
        long hedge = _hedgeNeeds[instrument];
        bool isWarming = line.TwiceUsual == Missing;
        long share = isWarming ? 0 : Up((Int128)line.TwiceUsual * _settings.TripSharePpm, 2 * FixedPoint.Ppm);
        long limit = Math.Max(clip, share);
        long maxAge = _settings.Policy.MaxAgeNs;
        if (now - line.At > maxAge || (isWarming && clip == 0 && hedge == 0))
        {
            line.Thin = Sustained.Idle;
            line.Bare = Sustained.Idle;
            Evidence none = new(line.Depth, Math.Max(limit, hedge), _settings.SustainNs, Measure.Depth);
            return new Verdict(VerdictKind.NoData, default, none, isWarming);
        }

        bool lasts = line.Thin.Note(line.Depth < Math.Max(limit, hedge), now, _settings.SustainNs, maxAge);
        bool isBare = line.Bare.Note(line.Depth < hedge, now, _settings.SustainNs, maxAge);
        if (lasts)
        {
            Evidence thin = new(line.Depth, isBare || line.Depth >= limit ? hedge : limit, _settings.SustainNs, Measure.Depth);
            return new Verdict(VerdictKind.Trip, isBare ? Severity.High : Severity.Medium, thin, isWarming);
        }

        Evidence evidence = new(line.Depth, Math.Max(limit, hedge), _settings.SustainNs, Measure.Depth);
        bool isUsual = isWarming || (Int128)line.Depth * 2 * FixedPoint.Ppm > (Int128)line.TwiceUsual * _settings.ClearSharePpm;
        bool clears = isUsual && line.Depth > clip && line.Depth > hedge;
        return new Verdict(clears ? VerdictKind.Clear : VerdictKind.Between, default, evidence, isWarming);
    }

    private void Advance(int instrument, long now)
    {
        ref Line line = ref _lines[instrument];
        long hour = now / HourNs;
        if (hour <= line.Hour)
        {
            return;
        }

        if (line.Hour != Never)
        {
            Mean(instrument, line.Hour) = line.Reports >= _settings.FewestReports ? (long)(line.Sum / (UInt128)line.Reports) : Missing;
            for (long missed = Math.Max(line.Hour + 1, hour - HoursOfWeek); missed < hour; missed++)
            {
                Mean(instrument, missed) = Missing;
            }
        }

        line.Hour = hour;
        line.Sum = UInt128.Zero;
        line.Reports = 0;
        TakeUsual(instrument);
    }

    private void TakeUsual(int instrument)
    {
        ref Line line = ref _lines[instrument];
        int count = 0;
        for (int day = 0; day < Days && line.Hour != Never; day++)
        {
            // Today's place in the ring still holds the hour of a week ago, until it ends.
            long mean = Mean(instrument, (line.Hour % HoursOfWeek) + (day * HoursOfDay));
            if (mean != Missing)
            {
                _scratch[count++] = mean;
            }
        }

        line.TwiceUsual = count < _settings.FewestDays ? Missing : Robust.TwiceMedian(_scratch.AsSpan(0, count));
    }

    private ref long Mean(int instrument, long hour) => ref _means[(instrument * HoursOfWeek) + (int)(hour % HoursOfWeek)];

    // Rounded up: a whole quantity is below the fraction exactly when it is below this.
    private static long Up(Int128 dividend, long divisor) => (long)((dividend + divisor - 1) / divisor);

    private struct Line
    {
        public long Depth;
        public long At;
        public long Hour;
        public long TwiceUsual;
        public UInt128 Sum;
        public int Reports;
        public Sustained Thin;
        public Sustained Bare;
    }
}
