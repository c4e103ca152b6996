using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Replay;
using Basisd.Market;
using Basisd.Safety;

namespace Basisd.Host.Validation;

/// <summary>What an episode gave. An episode whose files hold nothing that can be played yet has no report.</summary>
public sealed class EpisodeResult
{
    /// <summary>An episode that played.</summary>
    public EpisodeResult(Episode episode, HistoryPlan plan, HistoryReport report)
    {
        Episode = episode;
        Report = report;
        Notices = plan.Notices;
        MissingBars = plan.Inputs.Sum(i => i.MissingBars);
        Files = plan.Inputs.Length;
        int[] steps = [.. plan.Inputs.Where(i => i.Kind == HistoryFileKind.Price).Select(i => i.IntervalSeconds)];
        FinestCandle = steps.Length == 0 ? 0 : steps.Min();
        Acting = [.. report.TripRows.Where(r => r.Severity != (int)Severity.Low)];
        Protection = FindProtection();
    }

    /// <summary>An episode that has nothing to play.</summary>
    public EpisodeResult(Episode episode, string reason)
    {
        Episode = episode;
        NotPlayed = reason;
    }

    /// <summary>What was asked for.</summary>
    public Episode Episode { get; }

    /// <summary>What was played; null when nothing could be.</summary>
    public HistoryReport? Report { get; }

    /// <summary>Why nothing was played; null when something was.</summary>
    public string? NotPlayed { get; }

    /// <summary>What was left out of it.</summary>
    public IReadOnlyList<HistoryNotice> Notices { get; } = [];

    /// <summary>Bars that the files lack.</summary>
    public long MissingBars { get; }

    /// <summary>Files that played.</summary>
    public int Files { get; }

    /// <summary>Length of the finest candles, seconds; 0 for none.</summary>
    public int FinestCandle { get; }

    /// <summary>The trips that act: all but alerts.</summary>
    public IReadOnlyList<HistoryRow> Acting { get; } = [];

    /// <summary>When protection came.</summary>
    public EpisodeProtection Protection { get; } = new(null, null, null);

    /// <summary>Expected triggers that did not trip.</summary>
    public IEnumerable<TriggerId> Missing => Report is null ? [] : Episode.Expect.Where(t => !Report.TripRows.Any(r => r.Trigger == t));

    /// <summary>Whether it gave what was expected of it.</summary>
    public bool IsAsExpected => Report is null || (Episode.Kind == EpisodeKind.Quiet
        ? Acting.Count == 0 : !Missing.Any() && (Protection.First is not null || Protection.Since is not null));

    /// <summary>Acting trips before the onset of a crisis.</summary>
    public int TripsBeforeOnset => Episode.Kind == EpisodeKind.Crisis ? Acting.Count(r => r.At < Episode.Onset) : 0;

    // A scope counts when an expected trigger tripped it, or any trigger where none is expected: a stale input is no answer to a crash.
    private EpisodeProtection FindProtection()
    {
        if (Episode.Kind != EpisodeKind.Crisis)
        {
            return new EpisodeProtection(null, null, null);
        }

        HistoryRow[] binding =
        [
            .. Acting.Where(r => Episode.Expect.Count > 0 ? Episode.Expect.Contains(r.Trigger) : r.Trigger != TriggerId.InputStale),
        ];
        HistoryRow? first = Array.Find(binding, r => r.At >= Episode.Onset && (Replay.Protection.Blocks(r.Mode) || r.Platform == Mode.Dmm));
        long? since = null;
        string? scope = null;
        foreach (ModeSpan span in Report!.Spans.Where(s => Replay.Protection.Blocks(s.Mode) && s.From < Episode.Onset && s.To > Episode.Onset))
        {
            string name = Report.Topology.Scopes[span.Scope].Name;
            bool counts = span.Mode == Mode.Dmm || Array.Exists(binding, r => r.Scope == name && r.At >= span.From && r.At < Episode.Onset);
            if (counts && (since is null || span.From < since))
            {
                since = span.From;
                scope = name;
            }
        }

        return new EpisodeProtection(first, since, scope);
    }
}
