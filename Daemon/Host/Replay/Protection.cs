using System;
using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>
/// How much of a history a scope was blocked: in BSCB or DMM by itself, or under the platform's DMM. Recovery is told apart: there the
/// permissions come back one stage after the other.
/// </summary>
public static class Protection
{
    /// <summary>Whether a mode blocks.</summary>
    public static bool Blocks(Mode mode) => mode is Mode.Bscb or Mode.Dmm;

    /// <summary>Nanoseconds that one scope was blocked.</summary>
    public static long BlockedTime(HistoryReport report, int scope) => Length(Merged(report, span => Concerns(span, scope)));

    /// <summary>Nanoseconds that at least one scope was blocked.</summary>
    public static long AnyBlockedTime(HistoryReport report) => Length(Merged(report, span => Blocks(span.Mode)));

    /// <summary>Share of the history that a time is, ppm.</summary>
    public static long ShareOf(HistoryReport report, long time) => FixedPoint.MulDiv(time, FixedPoint.Ppm, Math.Max(1, report.To - report.From));

    /// <summary>The modes that a scope had, without NORMAL, strictest last.</summary>
    public static IReadOnlyList<Mode> ModesOf(HistoryReport report, int scope)
    {
        SortedSet<Mode> modes = [];
        foreach (ModeSpan span in report.Spans)
        {
            _ = span.Scope == scope && span.Mode != Mode.Normal && span.To > span.From && modes.Add(span.Mode);
        }

        return [.. modes];
    }

    /// <summary>Stretches in which a scope was blocked, joined, in ascending time.</summary>
    public static IReadOnlyList<(long From, long To)> BlockedSpans(HistoryReport report, int scope) => Merged(report, span => Concerns(span, scope));

    private static bool Concerns(in ModeSpan span, int scope) =>
        (span.Scope == scope && Blocks(span.Mode)) || (span.Scope == Topology.Platform && span.Mode == Mode.Dmm);

    private static List<(long From, long To)> Merged(HistoryReport report, Predicate<ModeSpan> wanted)
    {
        List<(long From, long To)> spans = [];
        foreach (ModeSpan span in report.Spans)
        {
            if (span.To > span.From && wanted(span))
            {
                spans.Add((span.From, span.To));
            }
        }

        spans.Sort();
        List<(long From, long To)> merged = [];
        foreach ((long from, long to) in spans)
        {
            if (merged.Count > 0 && from <= merged[^1].To)
            {
                merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, to));
            }
            else
            {
                merged.Add((from, to));
            }
        }

        return merged;
    }

    private static long Length(List<(long From, long To)> spans)
    {
        long time = 0;
        foreach ((long from, long to) in spans)
        {
            time += to - from;
        }

        return time;
    }
}
