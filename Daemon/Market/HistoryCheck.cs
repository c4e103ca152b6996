using System;
using System.Collections.Generic;
using System.IO;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// Reads every chosen file from start to end before anything plays: what passes here becomes an input of the plan. Files of one market are joined
/// where they follow one another; two that say something of the same second, or of the same name, are an error.
/// </summary>
internal sealed class HistoryCheck
{
    /// <summary>Most files that play at once: each holds a file and a buffer open.</summary>
    public const int MaxInputs = 256;

    private readonly HistoryRequest _request;
    private readonly List<HistoryNotice> _notices;
    private readonly List<HistoryError> _errors;
    private readonly HistoryScan _scan;

    /// <summary>Reports into these lists.</summary>
    public HistoryCheck(HistoryRequest request, List<HistoryNotice> notices, List<HistoryError> errors)
    {
        _request = request;
        _notices = notices;
        _errors = errors;
        _scan = new HistoryScan(request, errors);
        FirstSecond = HistoryPlan.FirstSecond(request);
        EndSecond = HistoryPlan.EndSecond(request);
    }

    /// <summary>First second that plays: of the request, or of the markets where these begin later.</summary>
    public long FirstSecond { get; private set; }

    /// <summary>Second behind the last that plays: of the request, or of the markets where these end sooner.</summary>
    public long EndSecond { get; private set; }

    /// <summary>What the rows of observations are about, by file.</summary>
    public Dictionary<string, HashSet<ObservedName>> Observed => _scan.Observed;

    /// <summary>
    /// Reads them; the inputs are complete only when no error was added, and have no index yet. Takes out of <paramref name="chosen"/> what has
    /// nothing between the given times: a name that no observation will ever come for must not get into the topology.
    /// </summary>
    public List<HistoryInput> Check(List<HistoryCandidate> chosen)
    {
        if (chosen.Count > MaxInputs)
        {
            _errors.Add(new HistoryError(chosen[MaxInputs].Path, 0, 0, $"more than {MaxInputs} files would play"));
            return [];
        }

        List<HistoryInput> inputs = [];
        foreach (HistoryCandidate c in chosen)
        {
            if (_scan.Read(c) is { } input)
            {
                inputs.Add(input);
            }
        }

        if (inputs.Count < chosen.Count)
        {
            return [];
        }

        Join(chosen, inputs);
        Cut(chosen, inputs, FirstSecond, EndSecond, "the given times");
        Lead(chosen, inputs);
        if (_errors.Count == 0)
        {
            Claims(chosen);
            foreach (HistoryInput input in inputs)
            {
                Remark(input);
            }
        }

        return inputs;
    }

    private static bool IsPart(HistoryCandidate a, HistoryCandidate b) => a.Becomes == b.Becomes && a.Name == b.Name;

    // The parts of one market, in the order of their times: each learns of the next, and what lies between is judged like any gap.
    private void Join(List<HistoryCandidate> chosen, List<HistoryInput> inputs)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            int next = -1;
            for (int k = 0; k < inputs.Count; k++)
            {
                bool follows = k != i && IsPart(chosen[i], chosen[k]) && Comes(inputs[i], i).CompareTo(Comes(inputs[k], k)) < 0;
                next = follows && (next < 0 || inputs[k].FirstTime < inputs[next].FirstTime) ? k : next;
            }

            if (next >= 0)
            {
                inputs[i] = inputs[i] with { NextTime = inputs[next].FirstTime };
                inputs[next] = Between(chosen[next], inputs[i], inputs[next]);
            }
        }

        static (long First, int At) Comes(HistoryInput input, int at) => (input.FirstTime, at);
    }

    private HistoryInput Between(HistoryCandidate c, HistoryInput before, HistoryInput after)
    {
        // What an answer of an oracle holds beyond its round is no claim: the next round ends it.
        long holds = c.Kind == HistoryFileKind.OracleRounds ? OracleStream.HoldSeconds - 1 : 0;
        long end = (before.LastTime / FixedPoint.Second) - holds;
        long start = after.FirstTime / FixedPoint.Second;
        if (start <= end && !(c.Kind == HistoryFileKind.Funding && FundingOverlap.Agrees(before, after)))
        {
            string until = UtcText.Full(Math.Min(end, after.LastTime / FixedPoint.Second));
            string overlap = $"both speak of {UtcText.Full(start)} to {until}; files of one market must follow one another";
            _errors.Add(new HistoryError(c.Path, 0, 0, $"{c.Name} has a second file, {before.Path}: {overlap}, or give one of them"));
            return after;
        }

        long gap = start - end - 1;
        bool isCandles = c.Kind is HistoryFileKind.Price or HistoryFileKind.UnitRate;
        if (!isCandles || gap == 0)
        {
            return after;
        }

        string where = $"between {Path.GetFileName(before.Path)}, which ends at {UtcText.Full(end + 1)}, and this, from {UtcText.Full(start)}";
        if (gap % c.IntervalSeconds != 0)
        {
            _errors.Add(new HistoryError(c.Path, 0, 0, $"not on the grid of {Interval.Text(c.IntervalSeconds)} candles {where}"));
        }
        else if (!_request.AllowGaps && _request.HoldGapsSeconds == 0)
        {
            string bars = HistoryFiles.Bars(gap / c.IntervalSeconds, c.IntervalSeconds);
            _errors.Add(new HistoryError(
                c.Path, 0, 0, $"gap of {bars} {where}; allow gaps to play them as silence, or hold the last close through them"));
        }

        return after with { MissingBars = after.MissingBars + (gap / c.IntervalSeconds) };
    }

    // Where markets play, what else there is plays only while they do: rates of years must not make days of prices years long.
    private void Lead(List<HistoryCandidate> chosen, List<HistoryInput> inputs)
    {
        long first = long.MaxValue;
        long end = 0;
        for (int i = 0; i < inputs.Count; i++)
        {
            if (chosen[i].LeadsTime)
            {
                first = Math.Min(first, inputs[i].FirstTime / FixedPoint.Second);
                end = Math.Max(end, (inputs[i].LastTime / FixedPoint.Second) + 1);
            }
        }

        if (end > 0)
        {
            FirstSecond = Math.Max(FirstSecond, first);
            EndSecond = Math.Min(EndSecond, end);
            Cut(chosen, inputs, FirstSecond, EndSecond, $"{UtcText.Full(FirstSecond)} and {UtcText.Full(EndSecond)}, where the markets play");
        }
    }

    private void Cut(List<HistoryCandidate> chosen, List<HistoryInput> inputs, long first, long end, string bounds)
    {
        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].LastTime / FixedPoint.Second < first || inputs[i].FirstTime / FixedPoint.Second >= end)
            {
                Note(new HistoryNotice(inputs[i].Path, $"skipped: nothing of it lies between {bounds}"));
                _scan.Observed.Remove(inputs[i].Path);
                chosen.RemoveAt(i);
                inputs.RemoveAt(i--);
            }
        }
    }

    // What a file of its own plays, an observations file must not say too: neither could be believed.
    private void Claims(List<HistoryCandidate> chosen)
    {
        foreach ((string path, HashSet<ObservedName> names) in Observed)
        {
            foreach (HistoryCandidate c in chosen)
            {
                if (c.Kind != HistoryFileKind.Observations && names.Contains(new ObservedName(c.Becomes, Subject(c))))
                {
                    string word = ObservationWords.Of(c.Becomes);
                    string problem = $"has {word} of {c.Name}, which {c.Path} plays; give one of them, or take these rows out";
                    _errors.Add(new HistoryError(path, 0, 0, problem));
                }
            }
        }
    }

    private static string Subject(HistoryCandidate c) => c.Kind == HistoryFileKind.Gold ? ObservationNames.None : c.Name;

    // A file of several inputs is remarked on once.
    private void Note(HistoryNotice notice)
    {
        if (!_notices.Contains(notice))
        {
            _notices.Add(notice);
        }
    }

    private void Remark(HistoryInput input)
    {
        if (input.MissingBars > 0)
        {
            Note(new HistoryNotice(input.Path, $"{HistoryFiles.Bars(input.MissingBars, input.IntervalSeconds)} in it: silence"));
        }

        if (_request.Topology is null || !Observed.TryGetValue(input.Path, out HashSet<ObservedName>? names))
        {
            return;
        }

        HistoryNames known = new(_request.Topology, _request.ScopeNames);
        SortedSet<string> unknown = new(StringComparer.Ordinal);
        foreach (ObservedName name in names)
        {
            bool isKnown = known.TryFind(ObservationRanges.TableOf(name.Kind), name.Name, out _);
            _ = !isKnown && unknown.Add($"{ObservationWords.Of(name.Kind)} {name.Name}");
        }

        if (unknown.Count > 0)
        {
            _notices.Add(new HistoryNotice(input.Path, $"rows skipped, not in the configuration: {string.Join(", ", unknown)}"));
        }
    }
}
