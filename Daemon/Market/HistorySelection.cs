using System;
using System.Collections.Generic;
using System.IO;

namespace Basisd.Market;

/// <summary>
/// Chooses which candidates play: one file per market, per asset only the spot markets of the finest interval, unit references of any interval.
/// What the user named himself always plays. Whatever is left out is said in a notice; two files for the same thing are an error, never a silent
/// choice.
/// </summary>
internal sealed class HistorySelection
{
    private readonly HistoryRequest _request;
    private readonly List<HistoryNotice> _notices;
    private readonly List<HistoryError> _errors;

    /// <summary>Reports into these lists.</summary>
    public HistorySelection(HistoryRequest request, List<HistoryNotice> notices, List<HistoryError> errors)
    {
        _request = request;
        _notices = notices;
        _errors = errors;
    }

    /// <summary>The candidates that play, in the order of the merge: unit rates, calls, prices; by name within each.</summary>
    public List<HistoryCandidate> Choose(List<HistoryCandidate> candidates)
    {
        List<HistoryCandidate> chosen = OnePerName(candidates.FindAll(IsWanted));
        Dictionary<string, int> finest = new(StringComparer.Ordinal);
        foreach (HistoryCandidate c in chosen)
        {
            if (c.Kind == HistoryFileKind.Price && c.IsSpot)
            {
                finest[c.Base] = Math.Min(c.IntervalSeconds, finest.GetValueOrDefault(c.Base, int.MaxValue));
            }
        }

        chosen.RemoveAll(c => c.Kind == HistoryFileKind.Price && !c.IsExplicit && !_request.AllIntervals && IsCoarser(c, finest));
        chosen.Sort((a, b) => Rank(a) != Rank(b) ? Rank(a) - Rank(b) : string.CompareOrdinal(a.Name, b.Name));
        return chosen;
    }

    private static int Rank(HistoryCandidate c) => c.Kind switch
    {
        HistoryFileKind.UnitRate => 0,
        HistoryFileKind.Calls => 1,
        _ => 2,
    };

    private bool IsWanted(HistoryCandidate c) => c.Kind switch
    {
        HistoryFileKind.Calls => _request.Topology is null || IsKnown(c, Array.Exists(_request.Topology.Venues, v => v.Name == c.Name)),
        HistoryFileKind.UnitRate => IsWantedUnit(c),
        _ => IsWantedPrice(c),
    };

    private bool IsWantedUnit(HistoryCandidate c)
    {
        if (c.Base == c.Quote)
        {
            return Skip(c, "a unit in itself");
        }

        if (!c.IsSpot)
        {
            return Skip(c, "a derivative is no reference of a unit");
        }

        return _request.Topology is null || IsKnown(c, Array.Exists(_request.Topology.UnitReferences, r => r.Name == c.Name));
    }

    private bool IsWantedPrice(HistoryCandidate c)
    {
        if (!c.IsSpot && !c.IsExplicit && !_request.AllIntervals)
        {
            return Skip(c, "a derivative takes no part in the reference price; name it, or ask for all intervals");
        }

        if (_request.Topology is not null)
        {
            return IsKnown(c, Array.Exists(_request.Topology.Instruments, i => i.Name == c.Name));
        }

        if (MarketScope.IsAsset(c.Base))
        {
            return true;
        }

        string reason = $"{c.Base} is no asset in scope ({string.Join(", ", MarketScope.Assets)})";
        if (!c.IsExplicit)
        {
            return Skip(c, reason);
        }

        _errors.Add(new HistoryError(c.Path, 0, 0, reason));
        return false;
    }

    private bool IsKnown(HistoryCandidate c, bool known) => known || Skip(c, $"{c.Name} is not in the configuration");

    private bool Skip(HistoryCandidate c, string reason)
    {
        _notices.Add(new HistoryNotice(c.Path, $"skipped: {reason}"));
        return false;
    }

    private bool IsCoarser(HistoryCandidate c, Dictionary<string, int> finest)
    {
        int seconds = finest.GetValueOrDefault(c.Base, c.IntervalSeconds);
        return c.IntervalSeconds > seconds
            && !Skip(c, $"{c.Base} plays at {Interval.Text(seconds)}, this is {Interval.Text(c.IntervalSeconds)}; name it, or ask for all intervals");
    }

    // Of the files for one market: what the user named before what a directory held, then the finest interval.
    private List<HistoryCandidate> OnePerName(List<HistoryCandidate> candidates)
    {
        List<HistoryCandidate> kept = [];
        foreach (HistoryCandidate c in candidates)
        {
            int at = kept.FindIndex(k => k.Kind == c.Kind && k.Name == c.Name);
            if (at < 0)
            {
                kept.Add(c);
                continue;
            }

            HistoryCandidate other = kept[at];
            if (Path.GetFullPath(c.Path) == Path.GetFullPath(other.Path))
            {
                kept[at] = c.IsExplicit ? c : other;
            }
            else if (c.IsExplicit == other.IsExplicit && c.IntervalSeconds == other.IntervalSeconds)
            {
                _errors.Add(new HistoryError(c.Path, 0, 0, $"{c.Name} has a second file, {other.Path}; give one of them"));
            }
            else
            {
                bool better = c.IsExplicit != other.IsExplicit ? c.IsExplicit : c.IntervalSeconds < other.IntervalSeconds;
                kept[at] = better ? c : other;
                Skip(better ? other : c, $"{c.Name} plays from {Path.GetFileName(kept[at].Path)}");
            }
        }

        return kept;
    }
}
