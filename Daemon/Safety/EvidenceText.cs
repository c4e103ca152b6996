namespace Basisd.Safety;

/// <summary>Evidence as people read it: each trigger measures in a unit of its own.</summary>
public static class EvidenceText
{
    private const long TenthsOfBasisPoint = 10;

    /// <summary>The measured value with its unit, for example <c>5.120 %</c>.</summary>
    public static string Measured(TriggerId trigger, in Evidence evidence) => Of(trigger, evidence.Measure, evidence.Measured);

    /// <summary>The limit with its unit.</summary>
    public static string Limit(TriggerId trigger, in Evidence evidence) => Of(trigger, evidence.Measure, evidence.Threshold);

    /// <summary>The quantity in a sentence: <c>measured</c> where the trigger has only one.</summary>
    public static string Quantity(Measure measure) => measure == Measure.Own ? "measured" : Condition(measure);

    /// <summary>What was measured, for triggers with more than one condition; empty where the trigger's name says it all.</summary>
    public static string Condition(Measure measure) => measure switch
    {
        Measure.Own => string.Empty,
        Measure.Repeats => "trips on one scope",
        Measure.Breadth => "scopes tripped",
        Measure.Persistence => "time with an active cause",
        Measure.Worsening => "worse than at its trip",
        Measure.ErrorShare => "failed calls",
        Measure.Latency => "99th percentile of latency",
        Measure.SlowAcknowledgements => "late acknowledgements",
        Measure.RobustZ => "deviations from the 30-day median",
        Measure.SignFlip => "sign flip",
        Measure.AtCap => "rate at the venue's cap",
        Measure.OffMedian => "distance from the other venues",
        Measure.Frozen => "move of the others while frozen",
        Measure.Age => "age",
        Measure.ReorganizationDepth => "reorganization depth",
        Measure.FinalityLag => "finality lag",
        Measure.IssuerPause => "paused by the issuer",
        Measure.HaltedTransfers => "halted transfers",
        Measure.FromOwnMedian => "distance from the 7-day median",
        Measure.FromPar => "distance from par",
        Measure.References => "valid references",
        Measure.Disagreement => "disagreement of references",
        Measure.Statement => "operator's statement",
        Measure.Reports => "independent reports",
        Measure.UnknownOrder => "order that the engine never emitted",
        Measure.Decision => "decision that its replay does not give",
        Measure.Precision => "mean error of predictions",
        Measure.RefusedSignatures => "refused signatures",
        Measure.Attestation => "hash that is not the attested one",
        Measure.Acknowledgement => "time without acknowledgement",
        Measure.Effect => "time without verified effect",
        Measure.Silence => "silence",
        Measure.Ownerless => "time without owner",
        Measure.Depth => "executable depth",
        Measure.OverdueTransfers => "overdue transfers",
        Measure.Failures => "failed calls in a row",
        Measure.BalanceDifference => "balance differs by",
        Measure.UnlistedFill => "fill that the venue does not list",
        Measure.UnreportedFill => "fill that the engine never reported",
        Measure.DifferingFill => "fill that differs",
        Measure.RepeatedEvent => "event that the venue lists twice",
        Measure.CashDifference => "cash of a fill differs by",
        Measure.FundingDifference => "funding differs by",
        Measure.PositionDifference => "position differs by",
        Measure.UnknownPosition => "position that nobody knows",
        Measure.ForgottenOrder => "order older than what is remembered",
        Measure.LedgerOverflow => "more than is kept",
        Measure.RefusedCommands => "times refused by the engine",
        Measure.NoPlan => "constraint without a plan",
        _ => "measure " + (int)measure,
    };

    /// <summary>A value of a trigger's evidence with its unit.</summary>
    /// <param name="trigger">Which trigger: fixes the unit of <see cref="Measure.Own"/>.</param>
    /// <param name="measure">Which quantity.</param>
    /// <param name="value">The value.</param>
    public static string Of(TriggerId trigger, Measure measure, long value) => measure switch
    {
        Measure.Own => OfOwn(trigger, value),
        Measure.ErrorShare or Measure.SignFlip or Measure.AtCap or Measure.OffMedian or Measure.Frozen or Measure.FromOwnMedian
            or Measure.FromPar or Measure.Disagreement or Measure.Precision or Measure.Worsening => Percent(value),
        Measure.Persistence or Measure.Latency or Measure.Age or Measure.Acknowledgement or Measure.Effect or Measure.Silence
            or Measure.Ownerless => Seconds(value),
        Measure.RobustZ => Deviations(value),
        Measure.Depth or Measure.BalanceDifference or Measure.CashDifference or Measure.FundingDifference or Measure.PositionDifference
            or Measure.UnknownPosition => Amount(value),
        Measure.Statement or Measure.IssuerPause or Measure.Attestation => value == 0 ? "no" : "yes",
        Measure.Failures => $"{value} failures",
        _ => $"{value}",
    };

    private static string OfOwn(TriggerId trigger, long value) => trigger switch
    {
        TriggerId.ReconciliationFailure or TriggerId.LiquidityCompression => Amount(value),
        TriggerId.InputStale or TriggerId.SettlementDegradation or TriggerId.RiskControlTimeout or TriggerId.NodeSilent
            or TriggerId.ChainStress => Seconds(value),
        TriggerId.ApiFailure => $"{value} failures",
        TriggerId.OperatorHalt or TriggerId.OperatorPause => "-",
        TriggerId.ClusterDmm => value == 0 ? "-" : $"epoch {value}",
        TriggerId.VolatilitySpike or TriggerId.ExtremeVolatility or TriggerId.ExecutionAnomaly or TriggerId.SettlementUnitDeviation
            or TriggerId.MarginBufferBreach or TriggerId.ExecutionPrecisionInversion or TriggerId.FundingDislocation
            or TriggerId.CrossVenueBasisShock or TriggerId.AbnormalPricing or TriggerId.PaxgDislocation or TriggerId.DisplayUnitDivergence
            or TriggerId.MarketDislocation => Percent(value),
        _ => $"{value}",
    };

    private static string Deviations(long ppm)
    {
        long tenths = ppm / (FixedPoint.Ppm / 10);
        return $"{tenths / 10}.{(tenths < 0 ? -tenths : tenths) % 10} deviations";
    }

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
