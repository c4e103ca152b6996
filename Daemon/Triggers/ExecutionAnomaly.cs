using System;
using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>
/// <c>market.execution_anomaly</c> (SPEC 5): did a fill cost far more than was predicted for it? Predictions below one basis point count as one
/// basis point, so that noise around zero is no anomaly. A route is trusted again after a run of good samples of one kind: fills, or shadow
/// quotes while nothing is filled. Must never clear on fewer samples than asked for, nor on a run that a bad sample broke.
/// </summary>
public sealed class ExecutionAnomaly : IEvaluatorMemory
{
    private readonly ExecutionAnomalySettings _settings;
    private readonly int[] _goodFills;
    private readonly int[] _goodQuotes;

    /// <summary>Fixes all memory.</summary>
    public ExecutionAnomaly(int routes, ExecutionAnomalySettings s)
    {
        _settings = s;
        _goodFills = new int[routes];
        _goodQuotes = new int[routes];
    }

    /// <summary>Judges one sample.</summary>
    /// <param name="route">Index of the route.</param>
    /// <param name="predictedPpm">Predicted slippage, ppm, at most <see cref="FixedPoint.MaxRatio"/> either way; positive is a cost.</param>
    /// <param name="realizedPpm">Realized slippage, the same.</param>
    /// <param name="shadowQuote">Whether it was measured on a quote instead of a fill.</param>
    /// <param name="now">Core time, Unix nanoseconds; not used, the trigger counts samples.</param>
    public Verdict OnSlippage(int route, long predictedPpm, long realizedPpm, bool shadowQuote, long now)
    {
        _ = now;
        long expected = Math.Max(predictedPpm, _settings.PredictedFloorPpm);
        Int128 scaled = (Int128)realizedPpm * FixedPoint.Ppm;
        Int128 tripLevel = (Int128)expected * _settings.TripMultiplePpm;
        Evidence evidence = new(realizedPpm, (long)(tripLevel / FixedPoint.Ppm), 0);
        if (scaled > (Int128)expected * _settings.ClearMultiplePpm)
        {
            _goodFills[route] = 0;
            _goodQuotes[route] = 0;
            return scaled > tripLevel
                ? new Verdict(VerdictKind.Trip, Severity.High, evidence, IsWarming: false)
                : new Verdict(VerdictKind.Between, default, evidence, IsWarming: false);
        }

        ref int run = ref (shadowQuote ? ref _goodQuotes[route] : ref _goodFills[route]);
        int wanted = shadowQuote ? _settings.ClearShadowQuotes : _settings.ClearFills;
        run = Math.Min(run + 1, wanted);
        return new Verdict(run == wanted ? VerdictKind.Clear : VerdictKind.Between, default, evidence, IsWarming: false);
    }

    /// <inheritdoc/>
    public void Write(CanonicalWriter writer)
    {
        writer.I32(_goodFills.Length);
        for (int route = 0; route < _goodFills.Length; route++)
        {
            writer.I32(_goodFills[route]);
            writer.I32(_goodQuotes[route]);
        }
    }

    /// <inheritdoc/>
    public void Read(ref CanonicalReader reader)
    {
        MemoryShape.Expect(ref reader, _goodFills.Length, "routes of execution_anomaly");
        for (int route = 0; route < _goodFills.Length; route++)
        {
            _goodFills[route] = reader.Count(_settings.ClearFills);
            _goodQuotes[route] = reader.Count(_settings.ClearShadowQuotes);
        }
    }
}
