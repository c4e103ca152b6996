using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>systemic.execution_integrity</c> (SPEC 5): is the engine still the one that decides? An order or fill that it never emitted, and a decision
/// that its replay does not give, are critical at once. The third sign is slow: when the mean error of the last fifty predictions is farther
/// from zero than five of its standard errors, the model is wrong and not unlucky; either direction counts. A floor keeps errors that are tiny
/// and all alike from counting. All of it is exact: with the sum S and the sum of squares Q of n errors the mean is beyond k standard errors
/// (σ ÷ √n, σ² the population variance) exactly when n·S² &gt; k²·(n·Q − S²).
/// Must never judge fewer fills than asked for.
/// </summary>
public sealed class ExecutionIntegrity : IEvaluatorMemory
{
    private const long MostError = 2 * FixedPoint.MaxRatio;

    private readonly ExecutionIntegritySettings _settings;
    private readonly int _fills;
    private readonly long[] _errors;
    private readonly Line[] _lines;

    /// <summary>Fixes all memory.</summary>
    public ExecutionIntegrity(int routes, ExecutionIntegritySettings s)
    {
        _settings = s;
        _fills = s.Fills;
        _errors = new long[routes * _fills];
        _lines = new Line[routes];
    }

    /// <summary>A venue has an order or fill that the engine never emitted: a critical trip.</summary>
    /// <param name="orderId">Its order id; stands in the evidence.</param>
    public Verdict OnUnknownOrder(long orderId) =>
        new(VerdictKind.Trip, Severity.Critical, new Evidence(orderId, 0, 0, Measure.UnknownOrder), IsWarming: false);

    /// <summary>A decision differs from its replay: a critical trip.</summary>
    /// <param name="number">Number of the decision; stands in the evidence.</param>
    public Verdict OnDecision(long number) =>
        new(VerdictKind.Trip, Severity.Critical, new Evidence(number, 0, 0, Measure.Decision), IsWarming: false);

    /// <summary>Takes a fill's predicted and realized slippage and judges its route.</summary>
    /// <param name="route">Index of the route.</param>
    /// <param name="predictedPpm">Predicted slippage, ppm, at most <see cref="FixedPoint.MaxRatio"/> either way.</param>
    /// <param name="realizedPpm">Realized slippage, the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are so far apart that the gateway should have refused them.</exception>
    public Verdict OnPrediction(int route, long predictedPpm, long realizedPpm)
    {
        long error = realizedPpm - predictedPpm;
        ArgumentOutOfRangeException.ThrowIfLessThan(error, -MostError, nameof(realizedPpm));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(error, MostError, nameof(realizedPpm));
        ref Line line = ref _lines[route];
        ref long slot = ref _errors[(route * _fills) + line.Next];
        line.Sum += error - slot;
        line.Squares += ((Int128)error * error) - ((Int128)slot * slot);
        slot = error;
        line.Next = (line.Next + 1) % _fills;
        line.Count = Math.Min(line.Count + 1, _fills);
        return Judge(line);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_lines.Length);
        writer.I32(_fills);
        for (int route = 0; route < _lines.Length; route++)
        {
            writer.I32(_lines[route].Count);
            writer.I32(_lines[route].Next);
            foreach (long error in Errors(route))
            {
                writer.I64(error);
            }
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _lines.Length, "routes of execution_integrity");
        MemoryShape.Expect(ref reader, _fills, "fills of execution_integrity");
        for (int route = 0; route < _lines.Length; route++)
        {
            Line line = new() { Count = reader.Count(_fills), Next = reader.Count(_fills - 1) };
            foreach (ref long error in Errors(route))
            {
                error = MemoryShape.Within(reader.I64(), -MostError, MostError, "error of a prediction");
                line.Sum += error;
                line.Squares += (Int128)error * error;
            }

            _lines[route] = line;
        }
    }

    private Verdict Judge(in Line line)
    {
        if (line.Count < _fills)
        {
            Evidence few = new(line.Count, _fills, 0);
            return new Verdict(VerdictKind.NoData, default, few, IsWarming: false);
        }

        Int128 sum = Int128.Abs(line.Sum);
        Int128 scaled = _fills * sum * sum;
        Int128 spread = (Int128)_settings.StandardErrors * _settings.StandardErrors * ((_fills * line.Squares) - (sum * sum));
        Int128 floor = (Int128)_settings.FloorPpm * _fills;

        // Five standard errors are √(spread ÷ n) ÷ n, for whoever reads the evidence.
        long limit = (long)Math.Max((ulong)_settings.FloorPpm, FixedPoint.Sqrt((UInt128)(spread / _fills)) / (ulong)_fills);
        Evidence evidence = new((long)(sum / _fills), limit, 0, Measure.Precision);
        if (scaled > spread && sum > floor)
        {
            return new Verdict(VerdictKind.Trip, Severity.Critical, evidence, IsWarming: false);
        }

        // Well below either level is well below the higher one. The part is squared with the mean: thousandths keep that inside 128 bits.
        Int128 part = _settings.ClearPpm;
        bool clears = sum == 0 || sum * FixedPoint.Ppm < floor * part || IsPartBelow(scaled, spread, part);
        return new Verdict(clears ? VerdictKind.Clear : VerdictKind.Between, default, evidence, IsWarming: false);
    }

    // scaled < spread × (part ÷ a million)², without a product that leaves 128 bits.
    private static bool IsPartBelow(Int128 scaled, Int128 spread, Int128 part)
    {
        UInt128 whole = (UInt128)(spread / (FixedPoint.Ppm * FixedPoint.Ppm));
        UInt128 rest = (UInt128)(spread % (FixedPoint.Ppm * FixedPoint.Ppm));
        UInt128 square = (UInt128)(part * part);
        UInt128 millionth = (UInt128)(FixedPoint.Ppm * FixedPoint.Ppm);
        UInt128 quotient = (whole * square) + (rest * square / millionth);
        bool isExact = rest * square % millionth == UInt128.Zero;
        return (UInt128)scaled < quotient || ((UInt128)scaled == quotient && !isExact);
    }

    private Span<long> Errors(int route) => _errors.AsSpan(route * _fills, _fills);

    private struct Line
    {
        public int Count;
        public int Next;
        public long Sum;
        public Int128 Squares;
    }
}
