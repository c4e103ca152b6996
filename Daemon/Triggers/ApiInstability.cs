using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>venue.api_instability</c> (SPEC 5): does a venue answer worse than it should, without failing outright? Over the last half minute it asks
/// three things: how many calls failed, whether the slowest hundredth is too slow, and whether orders are acknowledged too late. Each alone
/// trips; all must be well below their limits to clear.
/// <para>
/// The percentile is exact: by nearest rank p99 is above a limit when more than one call in a hundred is, so calls above it are counted. A call
/// is held against the limit in force when it came; the limit is <c>max(4 × median of the 24 whole hours before, 1 s)</c> and changes when
/// an hour ends. The median comes from histograms with eight buckets to a doubling, rounded up. Failed calls have a latency as well and count.
/// With fewer than a third of the hours the floor alone judges. The measured percentile of the evidence has the histograms' resolution.
/// Must never clear on fewer calls than asked for: a venue that nobody calls any more is not a stable one.
/// </para>
/// </summary>
public sealed class ApiInstability : IEvaluatorMemory
{
    private const long Never = -1;

    private readonly ApiInstabilitySettings _settings;
    private readonly int _window;
    private readonly LatencyBaseline _baseline;
    private readonly Tally[] _totals;
    private readonly Tally[] _seconds;
    private readonly int[] _latencies;
    private readonly int[] _filled;
    private readonly long[] _newest;
    private readonly long[] _limits;

    /// <summary>Fixes all memory: about 50 kB for each venue with the default windows.</summary>
    public ApiInstability(int venues, ApiInstabilitySettings s)
    {
        _settings = s;
        _window = s.WindowSeconds;
        _baseline = new LatencyBaseline(venues, s.BaselineHours);
        _totals = new Tally[venues];
        _seconds = new Tally[venues * _window];
        _latencies = new int[venues * _window * LatencyHistogram.Buckets];
        _filled = new int[_seconds.Length];
        _newest = new long[venues];
        _limits = new long[venues];
        Array.Fill(_newest, Never);
        Array.Fill(_limits, s.LatencyFloorNs);
        for (int venue = 0; venue < venues; venue++)
        {
            _totals[venue].CalledAt = Never;
        }
    }

    /// <summary>Takes one call and judges its venue.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="succeeded">Whether the call succeeded.</param>
    /// <param name="latencyNs">Its latency, nanoseconds, 0 or more.</param>
    /// <param name="acknowledgementNs">Time to the acknowledgement of the order that it placed, nanoseconds; -1 where it placed none.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public Verdict OnCall(int venue, bool succeeded, long latencyNs, long acknowledgementNs, long now)
    {
        Advance(venue, now);
        int slot = SlotOf(venue, _newest[venue]);
        Tally call = new() { Calls = 1, CalledAt = now };
        call.Errors = succeeded ? 0 : 1;
        call.Above = latencyNs > _limits[venue] ? 1 : 0;
        call.NotBelow = FixedPoint.Product(latencyNs, FixedPoint.Ppm) >= FixedPoint.Product(_limits[venue], _settings.ClearPpm) ? 1 : 0;
        call.Late = acknowledgementNs > _settings.SlowAcknowledgementNs ? 1 : 0;
        _seconds[slot].Add(call);
        _totals[venue].Add(call);
        _totals[venue].CalledAt = now;
        _filled[slot] += LatencyHistogram.Add(ref Latencies(slot)[LatencyHistogram.BucketOf(latencyNs)]);
        _baseline.Add(venue, latencyNs);
        return Answer(venue, now);
    }

    /// <summary>Judges a venue on the calls that are still in the window; to be asked every second. None before the first call.</summary>
    public Verdict Judge(int venue, long now)
    {
        if (_totals[venue].CalledAt == Never)
        {
            return Verdict.None;
        }

        Advance(venue, now);
        return Answer(venue, now);
    }

    /// <summary>The latency limit in force for a venue, nanoseconds.</summary>
    public long LatencyLimit(int venue) => _limits[venue];

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_newest.Length);
        writer.I32(_window);
        writer.I32(_settings.BaselineHours);
        for (int venue = 0; venue < _newest.Length; venue++)
        {
            writer.I64(_newest[venue]);
            writer.I64(_totals[venue].CalledAt);
            for (int slot = venue * _window; slot < (venue + 1) * _window; slot++)
            {
                ref readonly Tally second = ref _seconds[slot];
                writer.I64(second.Calls);
                writer.I64(second.Errors);
                writer.I64(second.Above);
                writer.I64(second.NotBelow);
                writer.I64(second.Late);
                LatencyHistogram.Write(writer, Latencies(slot), _filled[slot]);
            }

            _baseline.Write(writer, venue);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _newest.Length, "venues of api_instability");
        MemoryShape.Expect(ref reader, _window, "window of api_instability");
        MemoryShape.Expect(ref reader, _settings.BaselineHours, "baseline of api_instability");
        for (int venue = 0; venue < _newest.Length; venue++)
        {
            _newest[venue] = MemoryShape.Within(reader.I64(), Never, long.MaxValue / FixedPoint.Second, "second of api_instability");
            _totals[venue] = new Tally { CalledAt = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a call") };
            for (int slot = venue * _window; slot < (venue + 1) * _window; slot++)
            {
                Tally second = new() { Calls = MemoryShape.Within(reader.I64(), 0, int.MaxValue, "calls of a second") };
                second.Errors = MemoryShape.Within(reader.I64(), 0, second.Calls, "failed calls of a second");
                second.Above = MemoryShape.Within(reader.I64(), 0, second.Calls, "slow calls of a second");
                second.NotBelow = MemoryShape.Within(reader.I64(), 0, second.Calls, "calls of a second that are not fast");
                second.Late = MemoryShape.Within(reader.I64(), 0, second.Calls, "late acknowledgements of a second");
                _seconds[slot] = second;
                _totals[venue].Add(second);
                _filled[slot] = LatencyHistogram.Read(ref reader, Latencies(slot));
            }

            _baseline.Read(ref reader, venue);
            SetLimit(venue);
        }
    }

    private Verdict Answer(int venue, long now)
    {
        ref readonly Tally all = ref _totals[venue];
        long window = _window * FixedPoint.Second;
        bool isWarming = _baseline.IsWarming(venue);
        if (all.Calls < _settings.FewestCalls || now - all.CalledAt > _settings.Policy.MaxAgeNs)
        {
            return new Verdict(VerdictKind.NoData, default, new Evidence(all.Calls, _settings.FewestCalls, window), isWarming);
        }

        // By nearest rank the percentile is the value at rank ceil(n × p): as many calls may be above it as come after that rank.
        long spared = (long)(FixedPoint.Product(all.Calls, FixedPoint.Ppm - _settings.PercentilePpm) / FixedPoint.Ppm);
        Int128 errors = FixedPoint.Product(all.Errors, FixedPoint.Ppm);
        Int128 errorLimit = FixedPoint.Product(all.Calls, _settings.ErrorTripPpm);
        bool late = all.Late >= _settings.SlowAcknowledgements;
        bool trips = errors > errorLimit || all.Above > spared || late;
        bool errorsClear = FixedPoint.Product(errors, FixedPoint.Ppm) < FixedPoint.Product(errorLimit, _settings.ClearPpm);
        bool lateClears = FixedPoint.Product(all.Late, FixedPoint.Ppm)
            < FixedPoint.Product(_settings.SlowAcknowledgements, _settings.ClearPpm);
        bool clears = errorsClear && all.NotBelow <= spared && lateClears;

        // The evidence names the first condition that holds; without a trip the first that keeps the rest from clearing.
        Measure measure = trips
            ? errors > errorLimit ? Measure.ErrorShare : all.Above > spared ? Measure.Latency : Measure.SlowAcknowledgements
            : errorsClear && all.NotBelow > spared ? Measure.Latency
            : errorsClear && !lateClears ? Measure.SlowAcknowledgements : Measure.ErrorShare;
        Evidence evidence = measure switch
        {
            Measure.Latency => new(Percentile(venue, spared), _limits[venue], window, measure),
            Measure.SlowAcknowledgements => new(all.Late, _settings.SlowAcknowledgements, window, measure),
            _ => new((long)(errors / all.Calls), _settings.ErrorTripPpm, window, measure),
        };
        return trips
            ? new Verdict(VerdictKind.Trip, Severity.Medium, evidence, isWarming)
            : new Verdict(clears ? VerdictKind.Clear : VerdictKind.Between, default, evidence, isWarming);
    }

    // The latency above which only the spared calls lie, from the window's histograms; only asked when it is the evidence.
    private long Percentile(int venue, long spared)
    {
        long above = 0;
        int bucket = LatencyHistogram.Buckets;
        while (above <= spared && bucket > 0)
        {
            bucket--;
            for (int slot = venue * _window; slot < (venue + 1) * _window; slot++)
            {
                above += Latencies(slot)[bucket];
            }
        }

        return LatencyHistogram.UpperEdge(bucket);
    }

    // Core time does not go back; were it to, the call would count in the newest second.
    private void Advance(int venue, long now)
    {
        long second = now / FixedPoint.Second;
        for (long passed = Math.Max(_newest[venue] + 1, second - _window + 1); passed <= second; passed++)
        {
            int slot = SlotOf(venue, passed);
            _totals[venue].Remove(_seconds[slot]);
            _seconds[slot] = default;
            Latencies(slot).Clear();
            _filled[slot] = 0;
        }

        _newest[venue] = Math.Max(_newest[venue], second);
        _baseline.Advance(venue, now);
        SetLimit(venue);
    }

    private void SetLimit(int venue)
    {
        Int128 multiple = FixedPoint.Product(_baseline.Median(venue), _settings.LatencyMultiplePpm) / FixedPoint.Ppm;
        _limits[venue] = _baseline.IsWarming(venue) || multiple < _settings.LatencyFloorNs ? _settings.LatencyFloorNs : (long)multiple;
    }

    private int SlotOf(int venue, long second) => (venue * _window) + (int)(second % _window);

    private Span<int> Latencies(int slot) => _latencies.AsSpan(slot * LatencyHistogram.Buckets, LatencyHistogram.Buckets);

    private struct Tally
    {
        public long Calls;
        public long Errors;
        public long Above;
        public long NotBelow;
        public long Late;
        public long CalledAt;

        public void Add(in Tally other)
        {
            Calls += other.Calls;
            Errors += other.Errors;
            Above += other.Above;
            NotBelow += other.NotBelow;
            Late += other.Late;
        }

        public void Remove(in Tally other)
        {
            Calls -= other.Calls;
            Errors -= other.Errors;
            Above -= other.Above;
            NotBelow -= other.NotBelow;
            Late -= other.Late;
        }
    }
}
