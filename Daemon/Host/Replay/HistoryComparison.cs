using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Safety;

namespace Basisd.Host.Replay;

/// <summary>
/// The same history under two settings, trip by trip. A trip of one scope and trigger that comes a little earlier or later is the same trip
/// moved; everything else appears or disappears.
/// </summary>
public sealed class HistoryComparison
{
    /// <summary>Furthest that a trip may move and still be the same.</summary>
    public const long FurthestMove = 5 * FixedPoint.Minute;

    /// <summary>Compares two reports of the same history.</summary>
    public HistoryComparison(HistoryReport before, HistoryReport after)
    {
        Before = before;
        After = after;
        Dictionary<(string, TriggerId), List<HistoryRow>> left = Group(before);
        Dictionary<(string, TriggerId), List<HistoryRow>> right = Group(after);
        List<TripPair> pairs = [];
        foreach ((string, TriggerId) key in left.Keys.Union(right.Keys))
        {
            Pair(left.GetValueOrDefault(key) ?? [], right.GetValueOrDefault(key) ?? [], pairs);
        }

        Trips = [.. pairs.OrderBy(p => p.Any.At).ThenBy(p => p.Any.Scope, StringComparer.Ordinal).ThenBy(p => p.Trigger)];
        Triggers = [.. pairs.Select(p => p.Trigger).Distinct().Order()];
    }

    /// <summary>As configured.</summary>
    public HistoryReport Before { get; }

    /// <summary>Under the changed settings.</summary>
    public HistoryReport After { get; }

    /// <summary>All trips of both, in the order of their times.</summary>
    public IReadOnlyList<TripPair> Trips { get; }

    /// <summary>The triggers that tripped under either, in catalogue order.</summary>
    public IReadOnlyList<TriggerId> Triggers { get; }

    /// <summary>The scopes that left NORMAL under either, in the order of the topology.</summary>
    public IEnumerable<Scope> Moved => Before.Topology.Scopes.Where(s => Protection.ModesOf(Before, s.Index).Count > 0
        || Protection.ModesOf(After, s.Index).Count > 0);

    private static Dictionary<(string, TriggerId), List<HistoryRow>> Group(HistoryReport report) =>
        report.TripRows.GroupBy(r => (r.Scope, r.Trigger)).ToDictionary(g => g.Key, g => g.ToList());

    // Both in the order of time: first what came at the same moment, then the nearest that is left, if it is near enough.
    private static void Pair(List<HistoryRow> left, List<HistoryRow> right, List<TripPair> pairs)
    {
        for (int i = left.Count - 1; i >= 0; i--)
        {
            int same = right.FindIndex(r => r.At == left[i].At);
            if (same >= 0)
            {
                pairs.Add(new TripPair(left[i], right[same]));
                left.RemoveAt(i);
                right.RemoveAt(same);
            }
        }

        int next = 0;
        foreach (HistoryRow row in left)
        {
            while (next < right.Count && right[next].At < row.At - FurthestMove)
            {
                pairs.Add(new TripPair(null, right[next++]));
            }

            bool isNear = next < right.Count && right[next].At <= row.At + FurthestMove;
            pairs.Add(new TripPair(row, isNear ? right[next++] : null));
        }

        while (next < right.Count)
        {
            pairs.Add(new TripPair(null, right[next++]));
        }
    }
}
