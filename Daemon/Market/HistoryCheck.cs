using System.Collections.Generic;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>Reads every chosen file from start to end before anything plays: what passes here becomes an input of the plan.</summary>
internal sealed class HistoryCheck
{
    /// <summary>Most files that play at once: each holds a file and a buffer open.</summary>
    public const int MaxInputs = 256;

    private readonly HistoryRequest _request;
    private readonly List<HistoryNotice> _notices;
    private readonly List<HistoryError> _errors;
    private readonly long _first;
    private readonly long _end;

    /// <summary>Reports into these lists.</summary>
    public HistoryCheck(HistoryRequest request, List<HistoryNotice> notices, List<HistoryError> errors)
    {
        _request = request;
        _notices = notices;
        _errors = errors;
        _first = HistoryPlan.FirstSecond(request);
        _end = HistoryPlan.EndSecond(request);
    }

    /// <summary>
    /// Reads them; the inputs are complete only when no error was added, and have no index yet. Takes out of <paramref name="chosen"/> what has
    /// nothing between the given times: a name that no observation will ever come for must not get into the topology.
    /// </summary>
    public List<HistoryInput> Check(List<HistoryCandidate> chosen)
    {
        List<HistoryInput> inputs = [];
        if (chosen.Count > MaxInputs)
        {
            _errors.Add(new HistoryError(chosen[MaxInputs].Path, 0, 0, $"more than {MaxInputs} files would play"));
            return inputs;
        }

        foreach (HistoryCandidate c in chosen.ToArray())
        {
            HistoryInput? input = c.Kind == HistoryFileKind.Calls ? Calls(c) : Candles(c);
            if (input is null)
            {
                continue;
            }

            if (input.LastTime / FixedPoint.Second < _first || input.FirstTime / FixedPoint.Second >= _end)
            {
                _notices.Add(new HistoryNotice(c.Path, "skipped: nothing of it lies between the given times"));
                chosen.Remove(c);
                continue;
            }

            if (input.MissingBars > 0)
            {
                _notices.Add(new HistoryNotice(c.Path, $"{HistoryFiles.Bars(input.MissingBars, c.IntervalSeconds)} in it: silence"));
            }

            inputs.Add(input);
        }

        return inputs;
    }

    private HistoryInput? Candles(HistoryCandidate c)
    {
        bool isPrice = c.Kind == HistoryFileKind.Price;
        using CandleFile? file = CandleFile.Open(c.Path, c.IntervalSeconds, _request.AllowGaps, !isPrice, out HistoryError? error);
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

        if (file.Error is not null)
        {
            return Refuse(file.Error);
        }

        LargestMove? largest = moves.MovePpm > 0 ? new LargestMove(c.Base, c.Name, moves.Second * FixedPoint.Second, moves.MovePpm) : null;
        return new HistoryInput(
            c.Path, c.Kind, c.Name, -1, isPrice ? c.Base : string.Empty, c.IntervalSeconds, file.Rows, file.MissingBars, first * FixedPoint.Second,
            last * FixedPoint.Second, largest);
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

        if (file.Error is not null)
        {
            return Refuse(file.Error);
        }

        return new HistoryInput(
            c.Path, c.Kind, c.Name, -1, string.Empty, c.IntervalSeconds, file.Rows, 0, first * FixedPoint.Second, last * FixedPoint.Second, null);
    }

    private HistoryInput? Refuse(HistoryError? error)
    {
        if (error is not null)
        {
            _errors.Add(error);
        }

        return null;
    }
}
