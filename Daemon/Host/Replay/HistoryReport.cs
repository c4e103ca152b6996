using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>What a replay of history found. The same files and settings give the same report, byte for byte.</summary>
public sealed class HistoryReport
{
    /// <summary>The names that the history has.</summary>
    public required Topology Topology { get; init; }

    /// <summary>First second played, Unix nanoseconds.</summary>
    public required long From { get; init; }

    /// <summary>End of the last second played, Unix nanoseconds.</summary>
    public required long To { get; init; }

    /// <summary>Observations played.</summary>
    public required long Observations { get; init; }

    /// <summary>The timeline.</summary>
    public required IReadOnlyList<HistoryRow> Rows { get; init; }

    /// <summary>Every scope's time in every mode, in the order in which the spans ended.</summary>
    public required IReadOnlyList<ModeSpan> Spans { get; init; }

    /// <summary>Prices and measured values, thinned out for a chart; null when the run kept none.</summary>
    public HistoryTracer? Traces { get; init; }

    /// <summary>Trips by trigger number.</summary>
    public required IReadOnlyList<long> Trips { get; init; }

    /// <summary>SHA-256 of the durable state at the end .</summary>
    public required byte[] StateHash { get; init; }

    /// <summary>The trips of the timeline.</summary>
    public IEnumerable<HistoryRow> TripRows => Rows.Where(r => r.Happened == HistoryRow.Trip);

    /// <summary>The state hash in hexadecimal.</summary>
    public string StateHashText => Convert.ToHexStringLower(StateHash);

    /// <summary>Nanoseconds that a scope spent in a mode.</summary>
    public long TimeIn(int scope, Mode mode)
    {
        long time = 0;
        foreach (ModeSpan span in Spans)
        {
            time += span.Scope == scope && span.Mode == mode ? span.To - span.From : 0;
        }

        return time;
    }
}
