using Basisd.Safety;

namespace Basisd.Triggers;

/// <summary>Settings of <c>market.execution_anomaly</c> (SPEC 5).</summary>
public sealed record ExecutionAnomalySettings
{
    /// <summary>Enabled, shadow and hold: none, the trigger counts its own samples.</summary>
    public TriggerPolicy Policy { get; init; } = new(Enabled: true, Shadow: false, HoldNs: 0, 60 * FixedPoint.Minute);

    /// <summary>Trip above this multiple of the predicted slippage, ppm, 1_000_001 to 1_000_000_000. Seed: 3×.</summary>
    public long TripMultiplePpm { get; init; } = 3 * FixedPoint.Ppm;

    /// <summary>A sample at or below this multiple counts toward clearing, ppm, below the trip multiple. SPEC 5: 2×.</summary>
    public long ClearMultiplePpm { get; init; } = 2 * FixedPoint.Ppm;

    /// <summary>Smallest prediction that is compared with, ppm, 1 to 1_000_000: no noise below it. SPEC 5: 1 basis point.</summary>
    public long PredictedFloorPpm { get; init; } = 100;

    /// <summary>Consecutive good fills that clear, 1 to 1_000. SPEC 5: 3.</summary>
    public int ClearFills { get; init; } = 3;

    /// <summary>Consecutive good shadow quotes that clear, 1 to 1_000. SPEC 5 gives no number; engineering default: 3, as for fills.</summary>
    public int ClearShadowQuotes { get; init; } = 3;
}
