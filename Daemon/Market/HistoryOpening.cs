using System.Collections.Generic;

namespace Basisd.Market;

/// <summary>Opens the inputs of a plan as streams for one run.</summary>
internal sealed class HistoryOpening
{
    private readonly HistoryRequest _request;
    private readonly HistoryNames _names;
    private readonly long _first;
    private readonly long _end;

    /// <summary>Fixes what all streams share.</summary>
    /// <param name="request">What the plan was made for.</param>
    /// <param name="names">Index of each name.</param>
    /// <param name="first">First Unix second that plays.</param>
    /// <param name="end">Unix second behind the last that plays.</param>
    public HistoryOpening(HistoryRequest request, HistoryNames names, long first, long end)
    {
        _request = request;
        _names = names;
        _first = first;
        _end = end;
    }

    /// <summary>The first file that could not be opened any more, or null.</summary>
    public HistoryError? Error { get; private set; }

    /// <summary>Opens them in their order; where one cannot be opened, <see cref="Error"/> says so.</summary>
    public HistoryStream[] Open(HistoryInput[] inputs)
    {
        List<HistoryStream> streams = [];
        foreach (HistoryInput input in inputs)
        {
            HistoryStream? stream = Open(input, out HistoryError? error);
            Error ??= error;
            if (stream is not null)
            {
                streams.Add(stream);
            }
        }

        return streams.ToArray();
    }

    private HistoryStream? Open(HistoryInput input, out HistoryError? error)
    {
        switch (input.Kind)
        {
            case HistoryFileKind.Calls:
                return CallFile.Open(input.Path, out error) is { } calls ? new CallStream(calls, input, _first, _end) : null;
            case HistoryFileKind.Observations:
                return ObservationFile.Open(input.Path, out error) is { } rows ? new ObservationStream(rows, _names, _first, _end) : null;
            case HistoryFileKind.Funding:
                NumberFile? rates = NumberFile.Open(input.Path, NumberLayout.Funding, out error);
                return rates is null ? null : NumberStream.Funding(rates, input, _first, _end);
            case HistoryFileKind.ImpliedRates:
                NumberFile? implied = NumberFile.Open(input.Path, NumberLayout.Implied, out error);
                return implied is null ? null : NumberStream.Implied(implied, input, _first, _end);
            case HistoryFileKind.Depth:
                DepthRows? depth = DepthRows.Open(input.Path, input.Layout, input.Part, out error);
                return depth is null ? null : new DepthStream(depth, input, _first, _end);
            case HistoryFileKind.OracleRounds:
                return Candles(input, 0, true, out error) is { } rounds ? new OracleStream(rounds, input, _first, _end) : null;
            case HistoryFileKind.Gold:
                return Candles(input, input.IntervalSeconds, true, out error) is { } gold ? new GoldStream(gold, input, _first, _end) : null;
            default:
                CandleFile? candles = Candles(input, input.IntervalSeconds, _request.AllowGaps || _request.HoldGapsSeconds > 0, out error);
                return candles is null ? null : new CandleStream(candles, input, _first, _end, _request.HoldGapsSeconds);
        }
    }

    private static CandleFile? Candles(HistoryInput input, int interval, bool allowGaps, out HistoryError? error) => CandleFile.Open(
        input.Path, interval, allowGaps, input.Kind is HistoryFileKind.UnitRate or HistoryFileKind.OracleRounds, out error);
}
