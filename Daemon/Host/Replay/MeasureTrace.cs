using System;
using Basisd.Host.Charts;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>What one trigger measured on one scope over time, beside its limit.</summary>
/// <param name="Trigger">The trigger.</param>
/// <param name="Scope">Index of the scope.</param>
/// <param name="Measure">Which of the trigger's quantities.</param>
/// <param name="Value">The measured values.</param>
/// <param name="Limit">The limits at the same moments.</param>
public sealed record MeasureTrace(TriggerId Trigger, int Scope, Measure Measure, ValueTrace Value, ValueTrace Limit)
{
    private const long MostPpm = 1_000 * FixedPoint.Ppm;

    /// <summary>How near the value came to its limit, at most: 1 000 000 is the limit, above it is beyond; at most a thousand times.</summary>
    public long PeakPpm { get; private set; }

    /// <summary>Whether the trigger trips below its limit instead of above it.</summary>
    public bool IsFloor => Trigger is TriggerId.MarginBufferBreach or TriggerId.LiquidityCompression || Measure == Measure.References;

    /// <summary>Takes what was measured at a moment, Unix nanoseconds.</summary>
    public void Add(long at, in Evidence evidence)
    {
        Value.Add(at / FixedPoint.Second, evidence.Measured);
        Limit.Add(at / FixedPoint.Second, evidence.Threshold);
        (long part, long whole) = IsFloor ? (evidence.Threshold, evidence.Measured) : (evidence.Measured, evidence.Threshold);

        // Nothing above a floor is nothing measured: no position, no book.
        if (part > 0 && (whole > 0 || !IsFloor))
        {
            Int128 ppm = whole <= 0 ? MostPpm : (Int128)part * FixedPoint.Ppm / whole;
            PeakPpm = Math.Max(PeakPpm, (long)Int128.Min(ppm, MostPpm));
        }
    }
}
