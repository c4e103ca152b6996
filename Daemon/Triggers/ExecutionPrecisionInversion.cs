using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>market.execution_precision_inversion</c> (SPEC 5): does trading on a route cost more than it is expected to earn, not once but as a rule? The
/// share of inverted samples (cost above alpha; equal is not inverted) over the last five minutes decides. The window moves in sixtieths (5 s),
/// the current one included, so it holds between 59 and 60 of them. Must never judge on fewer samples than asked for, nor on samples whose
/// newest is older than the maximum age: then it has no data.
/// </summary>
public sealed class ExecutionPrecisionInversion : IEvaluatorMemory
{
    /// <summary>Parts that the window moves in.</summary>
    public const int Buckets = 60;

    private const long Never = -1;

    private readonly ExecutionPrecisionInversionSettings _settings;
    private readonly long _windowNs;
    private readonly long _bucketNs;
    private readonly Line[] _lines;
    private readonly int[] _samples;
    private readonly int[] _inverted;

    /// <summary>Fixes all memory.</summary>
    public ExecutionPrecisionInversion(int routes, ExecutionPrecisionInversionSettings s)
    {
        _settings = s;
        _windowNs = s.WindowSeconds * FixedPoint.Second;
        _bucketNs = _windowNs / Buckets;
        _lines = new Line[routes];
        _samples = new int[routes * Buckets];
        _inverted = new int[routes * Buckets];
        Array.Fill(_lines, new Line { Bucket = Never, At = Never });
    }

    /// <summary>Takes one sample and judges the route.</summary>
    /// <param name="route">Index of the route.</param>
    /// <param name="costPpm">Estimated cost, ppm.</param>
    /// <param name="alphaPpm">Expected alpha, ppm.</param>
    /// <param name="now">Core time, Unix nanoseconds.</param>
    public Verdict OnCost(int route, long costPpm, long alphaPpm, long now)
    {
        Advance(route, now);
        ref Line line = ref _lines[route];
        line.At = now;
        int inverted = costPpm > alphaPpm ? 1 : 0;
        Add(route, line.Bucket, 1, inverted);
        return Answer(line, now);
    }

    /// <summary>Judges a route as its samples leave the window; to be asked every second. None before the first sample.</summary>
    public Verdict Judge(int route, long now)
    {
        if (_lines[route].At == Never)
        {
            return Verdict.None;
        }

        Advance(route, now);
        return Answer(_lines[route], now);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        writer.I32(_settings.WindowSeconds);
        foreach (ref readonly Line line in _lines.AsSpan())
        {
            writer.I64(line.Bucket);
            writer.I64(line.At);
        }

        for (int i = 0; i < _samples.Length; i++)
        {
            writer.I32(_samples[i]);
            writer.I32(_inverted[i]);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "routes of execution_precision_inversion");
        MemoryShape.Expect(ref reader, _settings.WindowSeconds, "window of execution_precision_inversion");
        for (int route = 0; route < _lines.Length; route++)
        {
            long bucket = MemoryShape.Within(reader.I64(), Never, long.MaxValue - Buckets, "bucket");
            _lines[route] = new Line { Bucket = bucket, At = MemoryShape.Within(reader.I64(), Never, long.MaxValue, "time of a sample") };
        }

        for (int i = 0; i < _samples.Length; i++)
        {
            _samples[i] = 0;
            _inverted[i] = 0;
            int samples = reader.Count(int.MaxValue);
            Add(i / Buckets, i % Buckets, samples, reader.Count(samples));
        }
    }

    private Verdict Answer(in Line line, long now)
    {
        long share = line.Samples == 0 ? 0 : line.Inverted * FixedPoint.Ppm / line.Samples;
        Evidence evidence = new(share, _settings.TripPpm, _windowNs);
        if (line.Samples < _settings.FewestSamples || now - line.At > _settings.Policy.MaxAgeNs)
        {
            return new Verdict(VerdictKind.NoData, default, evidence, IsWarming: false);
        }

        // inverted ÷ samples against the share, multiplied out: nothing is lost to a division.
        Int128 scaled = (Int128)line.Inverted * FixedPoint.Ppm;
        return scaled >= (Int128)line.Samples * _settings.TripPpm
            ? new Verdict(VerdictKind.Trip, Severity.Medium, evidence, IsWarming: false)
            : new Verdict(
                scaled < (Int128)line.Samples * _settings.ClearPpm ? VerdictKind.Clear : VerdictKind.Between, default, evidence, IsWarming: false);
    }

    private void Advance(int route, long now)
    {
        ref Line line = ref _lines[route];
        long bucket = now / _bucketNs;
        if (bucket <= line.Bucket)
        {
            return;
        }

        for (long opened = Math.Max(line.Bucket + 1, bucket - Buckets + 1); opened <= bucket; opened++)
        {
            int at = At(route, opened);
            Add(route, opened, -_samples[at], -_inverted[at]);
        }

        line.Bucket = bucket;
    }

    private void Add(int route, long bucket, int samples, int inverted)
    {
        int at = At(route, bucket);
        _samples[at] += samples;
        _inverted[at] += inverted;
        _lines[route].Samples += samples;
        _lines[route].Inverted += inverted;
    }

    // A negative bucket exists only before the first sample, when all buckets are empty anyway.
    private static int At(int route, long bucket) => (route * Buckets) + (int)(Math.Max(bucket, 0) % Buckets);

    private struct Line
    {
        public long Bucket;
        public long At;
        public long Samples;
        public long Inverted;
    }
}
