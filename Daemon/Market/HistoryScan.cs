using System;
using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// Reads one file of any kind from start to end and says what it holds, or its first error. The inputs that it makes have no index yet.
/// </summary>
internal sealed class HistoryScan
{
    private const int MaxDistinctSteps = 4_096;

    // A funding interval is a whole number of hours (8, 4, 1 on the venues that there are); recorded times are some milliseconds late.
    private const int FundingGrid = 3_600;

    private readonly HistoryRequest _request;
    private readonly long _first;
    private readonly long _end;
    private readonly List<HistoryError> _errors;

    /// <summary>Reports into this list.</summary>
    public HistoryScan(HistoryRequest request, List<HistoryError> errors)
    {
        _request = request;
        _errors = errors;
        _first = HistoryPlan.FirstSecond(request);
        _end = HistoryPlan.EndSecond(request);
    }

    /// <summary>Everything that rows of observations between the request's bounds are about, by file.</summary>
    public Dictionary<string, HashSet<ObservedName>> Observed { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a file; null with an error.</summary>
    public HistoryInput? Read(HistoryCandidate c) => c.Kind switch
    {
        HistoryFileKind.Calls => Calls(c),
        HistoryFileKind.Observations => Observations(c),
        HistoryFileKind.Funding => Funding(c),
        HistoryFileKind.Depth => Depth(c),
        HistoryFileKind.OracleRounds => Rounds(c),
        HistoryFileKind.ImpliedRates => Implied(c),
        _ => Candles(c),
    };

    private HistoryInput? Candles(HistoryCandidate c)
    {
        bool isPrice = c.Kind == HistoryFileKind.Price;
        bool isGold = c.Kind == HistoryFileKind.Gold;
        bool mayHaveGaps = _request.AllowGaps || _request.HoldGapsSeconds > 0 || isGold;
        using CandleFile? file = CandleFile.Open(c.Path, c.IntervalSeconds, mayHaveGaps, c.IsOfUnit, out HistoryError? error);
        if (file is null)
        {
            return Refuse(error);
        }

        MoveFinder moves = new(c.IntervalSeconds);
        long first = 0;
        long last = 0;
        while (file.Next(out Candle candle))
        {
            first = file.Rows == 1 ? candle.Second : first;
            last = candle.Second + c.IntervalSeconds - 1;
            if (isPrice && last >= _first && candle.Second < _end)
            {
                moves.Add(candle);
            }
        }

        LargestMove? largest = moves.MovePpm > 0 ? new LargestMove(c.Base, c.Name, moves.Second * FixedPoint.Second, moves.MovePpm) : null;
        long missing = isGold ? 0 : file.MissingBars;
        return file.Error is not null ? Refuse(file.Error) : Input(c, file.Rows, missing, first, last) with { LargestMove = largest };
    }

    private HistoryInput? Calls(HistoryCandidate c)
    {
        using CallFile? file = CallFile.Open(c.Path, out HistoryError? error);
        if (file is null)
        {
            return Refuse(error);
        }

        long first = 0;
        long last = 0;
        while (file.Next(out VenueCall call))
        {
            first = file.Rows == 1 ? call.Second : first;
            last = call.Second;
        }

        return file.Error is not null ? Refuse(file.Error) : Input(c, file.Rows, 0, first, last);
    }

    private HistoryInput? Observations(HistoryCandidate c)
    {
        using ObservationFile? file = ObservationFile.Open(c.Path, out HistoryError? error);
        if (file is null)
        {
            return Refuse(error);
        }

        HashSet<ObservedName> names = [];
        long first = 0;
        long last = 0;
        while (file.Next(out ObservationRow row))
        {
            first = file.Rows == 1 ? row.Second : first;
            last = row.Second;
            if (row.Second >= _first && row.Second < _end)
            {
                names.Add(new ObservedName(row.Kind, row.Name));
            }
        }

        Observed[c.Path] = names;
        return file.Error is not null ? Refuse(file.Error) : Input(c, file.Rows, 0, first, last);
    }

    private HistoryInput? Funding(HistoryCandidate c)
    {
        using NumberFile? file = NumberFile.Open(c.Path, NumberLayout.Funding, out HistoryError? error);
        if (file is null)
        {
            return Refuse(error);
        }

        Dictionary<long, long> steps = [];
        long first = 0;
        long last = 0;
        while (file.Next())
        {
            long step = (file.Second - last + (FundingGrid / 2)) / FundingGrid * FundingGrid;
            if (file.Rows > 1 && steps.Count < MaxDistinctSteps)
            {
                steps[step] = steps.GetValueOrDefault(step) + 1;
            }

            first = file.Rows == 1 ? file.Second : first;
            last = file.Second;
        }

        if (file.Error is not null)
        {
            return Refuse(file.Error);
        }

        long interval = CommonStep.Of(steps);
        return interval is > 0 and <= Interval.MaxSeconds
            ? Input(c, file.Rows, 0, first, last) with { IntervalSeconds = (int)interval }
            : Refuse(new HistoryError(c.Path, 0, 0, "its times show no funding interval: expected steps of 1 h to 24 h, mostly equal"));
    }

    private HistoryInput? Depth(HistoryCandidate c)
    {
        using DepthRows? rows = DepthRows.Open(c.Path, c.Layout, c.Part, out HistoryError? error);
        if (rows is null)
        {
            return Refuse(error);
        }

        Span<HeldValues> values = stackalloc HeldValues[DepthRows.MaxBands];
        long first = 0;
        long last = 0;
        long missing = 0;
        while (rows.Next(values))
        {
            first = rows.Rows == 1 ? rows.Second : first;
            missing += rows.Rows == 1 ? 0 : Missing(rows.Second - last, c.IntervalSeconds);
            last = rows.Second;
        }

        return rows.Error is not null
            ? Refuse(rows.Error)
            : Input(c, rows.Rows, missing, first, last + DepthStream.HoldOf(c.Layout, c.IntervalSeconds) - 1);
    }

    private HistoryInput? Rounds(HistoryCandidate c)
    {
        using CandleFile? file = CandleFile.Open(c.Path, 0, allowGaps: true, isUnitRate: true, out HistoryError? error);
        if (file is null)
        {
            return Refuse(error);
        }

        long first = 0;
        long last = 0;
        while (file.Next(out Candle round))
        {
            first = file.Rows == 1 ? round.Second : first;
            last = round.Second;
        }

        return file.Error is not null ? Refuse(file.Error) : Input(c, file.Rows, 0, first, last + OracleStream.HoldSeconds - 1);
    }

    private HistoryInput? Implied(HistoryCandidate c)
    {
        using NumberFile? file = NumberFile.Open(c.Path, NumberLayout.Implied, out HistoryError? error);
        if (file is null)
        {
            return Refuse(error);
        }

        long first = 0;
        long last = 0;
        long missing = 0;
        while (file.Next())
        {
            first = file.Rows == 1 ? file.Second : first;
            missing += file.Rows == 1 ? 0 : Missing(file.Second - last, c.IntervalSeconds);
            last = file.Second;
        }

        return file.Error is not null
            ? Refuse(file.Error)
            : Input(c, file.Rows, missing, first + c.IntervalSeconds, last + (2L * c.IntervalSeconds) - 1);
    }

    // Rounded: snapshots come some seconds early or late.
    private static long Missing(long step, long interval) => Math.Max(0, ((step + (interval / 2)) / interval) - 1);

    private static HistoryInput Input(HistoryCandidate c, long rows, long missing, long first, long last) => new(
        c.Path, c.Kind, c.Name, -1, c.Kind == HistoryFileKind.Price ? c.Base : string.Empty, c.IntervalSeconds, rows, missing,
        first * FixedPoint.Second, last * FixedPoint.Second, null)
    { Layout = c.Layout, Part = c.Part };

    private HistoryInput? Refuse(HistoryError? error)
    {
        // A file of several inputs has one first error.
        if (error is not null && !_errors.Contains(error))
        {
            _errors.Add(error);
        }

        return null;
    }
}
