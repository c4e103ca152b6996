using System;
using System.Collections.Generic;
using System.IO;
using Basisd.Safety;

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

    /// <summary>
    /// The candidates that play, in the order of the merge: unit rates, gold, calls, prices, depth, funding, observations; by name within each.
    /// Several may have one name: files that follow one another, if their times say so.
    /// </summary>
    public List<HistoryCandidate> Choose(List<HistoryCandidate> candidates)
    {
        List<HistoryCandidate> chosen = BestPerName(candidates.FindAll(IsWanted));
        Dictionary<string, int> finest = new(StringComparer.Ordinal);
        foreach (HistoryCandidate c in chosen)
        {
            if (c.Kind == HistoryFileKind.Price && c.IsSpot)
            {
                finest[c.Base] = Math.Min(c.IntervalSeconds, finest.GetValueOrDefault(c.Base, int.MaxValue));
            }
        }

        chosen.RemoveAll(c => c.Kind == HistoryFileKind.Price && !c.IsExplicit && !_request.AllIntervals && IsCoarser(c, finest));
        chosen = chosen.ConvertAll(c => c.IsUnitGuessed ? InUnitOf(c, chosen) : c);
        chosen.RemoveAll(c => c.IsUnitGuessed && !IsInTopology(c));
        OneGold(chosen);
        chosen.Sort((a, b) => Rank(a) != Rank(b) ? Rank(a) - Rank(b) : ByName(a, b));
        return chosen;
    }

    private static int ByName(HistoryCandidate a, HistoryCandidate b) =>
        string.CompareOrdinal(a.Name, b.Name) is var order and not 0 ? order : string.CompareOrdinal(a.Path, b.Path);

    private static int Rank(HistoryCandidate c) => c.Kind switch
    {
        HistoryFileKind.Gold => 1,
        HistoryFileKind.Calls => 2,
        HistoryFileKind.Price => 3,
        HistoryFileKind.Depth => 4,
        HistoryFileKind.Funding => 5,
        HistoryFileKind.Observations => 6,
        _ => 0,
    };

    private bool IsWanted(HistoryCandidate c) => c.Kind switch
    {
        HistoryFileKind.Calls => _request.Topology is null || IsKnown(c, Array.Exists(_request.Topology.Venues, v => v.Name == c.Name)),
        HistoryFileKind.Gold or HistoryFileKind.Observations => true,
        _ when c.IsOfUnit => IsWantedUnit(c),
        HistoryFileKind.Price => IsWantedPrice(c),
        _ => IsInScope(c) && (c.IsUnitGuessed || IsInTopology(c)),
    };

    private bool IsInTopology(HistoryCandidate c) =>
        _request.Topology is null || IsKnown(c, Array.Exists(_request.Topology.Instruments, i => i.Name == c.Name));

    // The one perpetual of that asset at that venue that is known says the unit.
    private HistoryCandidate InUnitOf(HistoryCandidate c, List<HistoryCandidate> chosen)
    {
        SortedSet<string> units = new(StringComparer.Ordinal);
        foreach (HistoryCandidate other in chosen)
        {
            bool isSame = other.IsOfMarket && !other.IsSpot && other.Base == c.Base && other.Venue == c.Venue;
            _ = isSame && !other.IsUnitGuessed && units.Add(other.Quote);
        }

        foreach (Instrument i in _request.Topology?.Instruments ?? [])
        {
            bool isSame = !i.IsReference && _request.Topology!.Assets[i.Asset].Name == c.Base && _request.Topology.Venues[i.Venue].Name == c.Venue;
            _ = isSame && units.Add(_request.Topology!.Units[i.Unit].Name);
        }

        return units.Count == 1 ? c with { Quote = units.Min! } : c;
    }

    private void OneGold(List<HistoryCandidate> chosen)
    {
        HistoryCandidate? first = chosen.Find(c => c.Kind == HistoryFileKind.Gold);
        HistoryCandidate? second = chosen.Find(c => c.Kind == HistoryFileKind.Gold && c.Name != first!.Name);
        if (second is not null)
        {
            _errors.Add(new HistoryError(second.Path, 0, 0, $"there is one gold reference, and {first!.Path} gives it too; give one of them"));
        }
    }

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

        return _request.Topology is null ? IsInScope(c) : IsInTopology(c);
    }

    private bool IsInScope(HistoryCandidate c)
    {
        if (_request.Topology is not null || MarketScope.IsAsset(c.Base))
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

    // Of the files for one thing: what the user named before what a directory held, then the finest interval. Those that are equal in both may
    // follow one another; whether they do only their times say.
    private List<HistoryCandidate> BestPerName(List<HistoryCandidate> candidates)
    {
        List<HistoryCandidate> kept = [];
        foreach (HistoryCandidate c in candidates)
        {
            int same = kept.FindIndex(k => IsSameThing(k, c) && Path.GetFullPath(k.Path) == Path.GetFullPath(c.Path));
            if (same >= 0)
            {
                kept[same] = c.IsExplicit ? c : kept[same];
                continue;
            }

            HistoryCandidate? other = kept.Find(k => IsSameThing(k, c));
            int order = other is null ? 0 : Order(c, other);
            if (order <= 0)
            {
                kept.Add(c);
            }
            else
            {
                Skip(c, $"{c.Name} plays from {Path.GetFileName(other!.Path)}");
            }

            if (order < 0)
            {
                kept.RemoveAll(k => IsSameThing(k, c) && Order(c, k) < 0 && !Skip(k, $"{c.Name} plays from {Path.GetFileName(c.Path)}"));
            }
        }

        return kept;
    }

    private static bool IsSameThing(HistoryCandidate a, HistoryCandidate b) => a.Becomes == b.Becomes && a.Name == b.Name;

    // Below zero if a plays and b does not, zero if both may.
    private static int Order(HistoryCandidate a, HistoryCandidate b) =>
        a.IsExplicit != b.IsExplicit ? (a.IsExplicit ? -1 : 1) : a.IntervalSeconds.CompareTo(b.IntervalSeconds);
}
