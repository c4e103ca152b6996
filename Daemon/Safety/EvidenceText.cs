namespace Basisd.Safety;

/// <summary>Evidence as people read it: each trigger measures in a unit of its own.</summary>
public static class EvidenceText
{
    private const long TenthsOfBasisPoint = 10;

    /// <summary>A measured value or a threshold of a trigger with its unit, for example <c>5.12 %</c>.</summary>
    public static string Of(TriggerId trigger, long value) => trigger switch
    {
        TriggerId.VolatilitySpike or TriggerId.ExtremeVolatility or TriggerId.ExecutionAnomaly or TriggerId.SettlementUnitDeviation => Percent(value),
        TriggerId.MarginBufferBreach => Percent(value),
        TriggerId.ReconciliationFailure => Amount(value),
        TriggerId.InputStale => Seconds(value),
        TriggerId.ApiFailure => $"{value} failures",
        // It measures counts, ratios and, for a breaker that persists, time; nothing but time is this large.
        TriggerId.PersistentTriggers when value >= FixedPoint.Second => Seconds(value),
        TriggerId.OperatorHalt or TriggerId.OperatorPause => "-",
        _ => $"{value}",
    };

    /// <summary>Parts per million as percent with three decimals.</summary>
    public static string Percent(long ppm)
    {
        string sign = ppm < 0 ? "-" : string.Empty;
        long thousandths = (ppm < 0 ? -ppm : ppm) / TenthsOfBasisPoint;
        return $"{sign}{thousandths / 1000}.{thousandths % 1000:000} %";
    }

    /// <summary>An amount in 1e-8, in full.</summary>
    public static string Amount(long value)
    {
        string sign = value < 0 ? "-" : string.Empty;
        ulong magnitude = value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;
        return $"{sign}{magnitude / FixedPoint.Scale}.{magnitude % FixedPoint.Scale:00000000}";
    }

    /// <summary>Nanoseconds as seconds with one decimal.</summary>
    public static string Seconds(long ns) => $"{ns / FixedPoint.Second}.{ns % FixedPoint.Second / (FixedPoint.Second / 10)} s";
}
