using System;
using System.Collections.Generic;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// What a run of history plays: the chosen files, each read through once and found good, the names behind them, and what was left out. It exists
/// only if every file is good, so a run is refused before any output (or not at all). It holds no file open; <see cref="OpenReader"/> does.
/// </summary>
public sealed class HistoryPlan
{
    private readonly HistoryRequest _request;
    private readonly HistoryNames _names;
    private readonly HashSet<(ObservationKind Kind, int Index)> _played = [];
    private readonly long _first;
    private readonly long _end;

    private HistoryPlan(HistoryRequest request, Topology topology, HistoryInput[] inputs, HistoryNotice[] notices, HistoryCheck check)
    {
        _request = request;
        _names = new HistoryNames(topology, request.ScopeNames);
        _first = check.FirstSecond;
        _end = check.EndSecond;
        Topology = topology;
        Inputs = inputs;
        Notices = notices;
        InstrumentIntervals = new long[topology.Instruments.Length];
        UnitReferenceIntervals = new long[topology.UnitReferences.Length];
        FirstTime = long.MaxValue;
        foreach (HistoryInput input in inputs)
        {
            FirstTime = Math.Min(FirstTime, Math.Max(input.FirstTime, _first * FixedPoint.Second));
            LastTime = Math.Max(LastTime, Math.Min(input.LastTime, (_end - 1) * FixedPoint.Second));
            long interval = input.IntervalSeconds * FixedPoint.Second;
            if (input.Kind == HistoryFileKind.Price)
            {
                InstrumentIntervals[input.Index] = interval;
            }
            else if (input.Kind == HistoryFileKind.UnitRate)
            {
                UnitReferenceIntervals[input.Index] = interval;
            }

            Note(input, check.Observed);
        }
    }

    /// <summary>The names: those of the request, or those that the files gave.</summary>
    public Topology Topology { get; }

    /// <summary>
    /// What plays, in the order in which observations of one second come: unit rates, gold, calls, prices, depth, funding, observations of any kind;
    /// by name within each.
    /// </summary>
    public HistoryInput[] Inputs { get; }

    /// <summary>What does not play, and other remarks, in the order in which they arose.</summary>
    public HistoryNotice[] Notices { get; }

    /// <summary>Length of the candles behind each instrument, ns; 0 where no file plays it.</summary>
    public long[] InstrumentIntervals { get; }

    /// <summary>Length of the candles behind each unit reference, ns; 0 where no file plays it.</summary>
    public long[] UnitReferenceIntervals { get; }

    /// <summary>First second that has an observation, Unix ns; with a gap at <see cref="HistoryRequest.From"/> it can be later.</summary>
    public long FirstTime { get; }

    /// <summary>Last second that has an observation, Unix ns.</summary>
    public long LastTime { get; }

    /// <summary>Chooses and reads through everything that the request names.</summary>
    /// <param name="request">What to play.</param>
    /// <param name="errors">Empty, or why there is no plan: the first error of each file.</param>
    /// <returns>The plan, or null.</returns>
    public static HistoryPlan? Open(HistoryRequest request, out HistoryError[] errors)
    {
        List<HistoryNotice> notices = [];
        List<HistoryError> found = [];
        HistoryPlan? plan = Make(request, notices, found);
        errors = found.ToArray();
        return errors.Length == 0 ? plan : null;
    }

    /// <summary>The largest move within five minutes over the assets, or null when no asset plays.</summary>
    public LargestMove? LargestMove()
    {
        LargestMove? largest = null;
        foreach (HistoryInput input in Inputs)
        {
            if (input.LargestMove is { } move && (largest is null || move.MovePpm > largest.MovePpm))
            {
                largest = move;
            }
        }

        return largest;
    }

    /// <summary>Whether the history has an observation of this kind about this index.</summary>
    public bool Plays(ObservationKind kind, int index) => _played.Contains((kind, index));

    /// <summary>Opens the files for one run. Look at <see cref="HistoryReader.Error"/> when it has ended.</summary>
    public HistoryReader OpenReader()
    {
        HistoryOpening opening = new(_request, _names, _first, _end);
        return new HistoryReader(opening.Open(Inputs), opening.Error);
    }

    /// <summary>First second of the request's bounds: a fraction of a second is rounded up.</summary>
    internal static long FirstSecond(HistoryRequest request) => Math.Max(0, CeilingSecond(request.From ?? 0));

    /// <summary>Second behind the request's bounds.</summary>
    internal static long EndSecond(HistoryRequest request) =>
        Math.Min(CeilingSecond(request.To ?? long.MaxValue), (FieldText.MaxMilliseconds / 1_000) + Interval.MaxSeconds);

    private static long CeilingSecond(long ns) => (ns / FixedPoint.Second) + (ns % FixedPoint.Second > 0 ? 1 : 0);

    private static HistoryPlan? Make(HistoryRequest request, List<HistoryNotice> notices, List<HistoryError> errors)
    {
        List<HistoryCandidate> candidates = new HistoryCatalog(notices, errors).List(request);
        List<HistoryCandidate> chosen = new HistorySelection(request, notices, errors).Choose(candidates);
        if (errors.Count > 0)
        {
            return null;
        }

        if (chosen.Count == 0)
        {
            errors.Add(new HistoryError(Named(request), 0, 0, NothingPlays(notices)));
            return null;
        }

        HistoryCheck check = new(request, notices, errors);
        List<HistoryInput> inputs = check.Check(chosen);
        if (errors.Count == 0 && inputs.Count == 0)
        {
            errors.Add(new HistoryError(Named(request), 0, 0, "nothing lies between the given times"));
        }

        if (errors.Count > 0)
        {
            return null;
        }

        try
        {
            Topology topology = request.Topology ?? HistoryTopology.Build(chosen, check.Observed.Values, notices);
            HistoryInput[] indexed = inputs.ConvertAll(i => i with { Index = IndexOf(i, topology) }).ToArray();
            return new HistoryPlan(request, topology, indexed, notices.ToArray(), check);
        }
        catch (TopologyException e)
        {
            errors.Add(new HistoryError(Named(request), 0, 0, e.Message));
            return null;
        }
    }

    private static int IndexOf(HistoryInput input, Topology topology) => input.Kind switch
    {
        HistoryFileKind.Observations => -1,
        HistoryFileKind.Gold => 0,
        HistoryFileKind.Calls => Array.FindIndex(topology.Venues, v => v.Name == input.Name),
        HistoryFileKind.Price or HistoryFileKind.Depth or HistoryFileKind.Funding => Array.FindIndex(topology.Instruments, i => i.Name == input.Name),
        _ => Array.FindIndex(topology.UnitReferences, r => r.Name == input.Name),
    };

    private void Note(HistoryInput input, Dictionary<string, HashSet<ObservedName>> observed)
    {
        if (input.Kind != HistoryFileKind.Observations)
        {
            _played.Add((HistoryFiles.Becomes(input.Kind), input.Index));
            return;
        }

        foreach (ObservedName name in observed[input.Path])
        {
            if (_names.TryFind(ObservationRanges.TableOf(name.Kind), name.Name, out int index))
            {
                _played.Add((name.Kind, index));
            }
        }
    }

    private static string Named(HistoryRequest request) => request.Paths.Length > 0 ? string.Join(' ', request.Paths) : "history";

    private static string NothingPlays(List<HistoryNotice> notices)
    {
        const string Nothing = "nothing to play";
        return notices.Count switch
        {
            0 => $"{Nothing}: name a directory, files, or ASSET@VENUE=FILE",
            1 => $"{Nothing}: {notices[0]}",
            _ => $"{Nothing}: {notices[0]} (and {notices.Count - 1} more)",
        };
    }
}
