using System;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>Numbers of a replay as people read them. The one place of this folder that asks for the unit of evidence.</summary>
public static class MeasureText
{
    /// <summary>A value in the unit of a trigger's evidence, for example <c>5.120 %</c>.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="measure">Which of its quantities.</param>
    /// <param name="value">The value.</param>
    public static string Of(TriggerId trigger, Measure measure, long value) => EvidenceText.Of(trigger, measure, value);

    /// <summary>What a row measured.</summary>
    public static string Measured(HistoryRow row) => Of(row.Trigger, row.Evidence.Measure, row.Evidence.Measured);

    /// <summary>The limit that a row was held against.</summary>
    public static string Limit(HistoryRow row) => Of(row.Trigger, row.Evidence.Measure, row.Evidence.Threshold);

    /// <summary>A stretch of time in its two largest units: <c>1d 02h</c>, <c>3h 04m</c>, <c>5m 06s</c>, <c>7s</c>.</summary>
    public static string Time(long ns)
    {
        long seconds = Math.Abs(ns / FixedPoint.Second);
        string sign = ns < 0 ? "-" : string.Empty;
        return sign + seconds switch
        {
            < 60 => $"{seconds}s",
            < 3_600 => $"{seconds / 60}m {seconds % 60:D2}s",
            < 86_400 => $"{seconds / 3_600}h {seconds / 60 % 60:D2}m",
            _ => $"{seconds / 86_400}d {seconds / 3_600 % 24:D2}h",
        };
    }
}
