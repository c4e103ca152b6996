using System;
using System.Collections.Generic;
using System.Linq;
using Basisd.Host.Replay;
using Basisd.Safety;

namespace Basisd.Host.Validation;

/// <summary>The acting trips of each day of one asset.</summary>
/// <param name="Asset">The asset; <c>other scopes</c> for what belongs to none.</param>
/// <param name="Days">Trips by day, from the first day that played to the last.</param>
public sealed record QuietDays(string Asset, IReadOnlyList<int> Days)
{
    private const long Day = 24 * 60 * FixedPoint.Minute;

    /// <summary>The days of every asset that played; what belongs to no asset is counted where it happened.</summary>
    public static IReadOnlyList<QuietDays> Of(EpisodeResult result)
    {
        HistoryReport report = result.Report ?? throw new ArgumentException("the episode did not play", nameof(result));
        long first = report.From / Day;
        int days = (int)(((report.To - 1) / Day) - first + 1);
        List<QuietDays> all = [];
        HashSet<HistoryRow> counted = [];
        foreach (Asset asset in report.Topology.Assets)
        {
            string own = report.Topology.Scopes[asset.ScopeIndex].Name;
            HistoryRow[] rows = [.. result.Acting.Where(r => r.Scope == own || r.Scope.StartsWith($"route/{asset.Name}@", StringComparison.Ordinal))];
            counted.UnionWith(rows);
            all.Add(new QuietDays(asset.Name, ByDay(rows, first, days)));
        }

        HistoryRow[] others = [.. result.Acting.Where(r => !counted.Contains(r))];
        if (others.Length > 0)
        {
            all.Add(new QuietDays("other scopes", ByDay(others, first, days)));
        }

        return all;
    }

    private static int[] ByDay(HistoryRow[] rows, long first, int days)
    {
        int[] counts = new int[days];
        foreach (HistoryRow row in rows)
        {
            counts[(int)Math.Min((row.At / Day) - first, days - 1)]++;
        }

        return counts;
    }
}
