using System;
using Basisd.Node;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>A candle file as one price, or one unit rate, per second.</summary>
internal sealed class CandleStream : HistoryStream
{
    private const long PriceToPpm = FixedPoint.Scale / FixedPoint.Ppm;

    private readonly CandleFile _file;
    private readonly int _interval;
    private readonly ObservationKind _kind;
    private readonly uint _index;
    private readonly long _end;
    private readonly long _divisor;
    private readonly long _hold;
    private PricePath _path;
    private Candle _pending;
    private bool _isPending;
    private long _barStart;
    private long _barEnd;
    private long _open;
    private long _close;
    private long _price;

    /// <summary>Starts at the first second that is not before <paramref name="first"/>.</summary>
    public CandleStream(CandleFile file, HistoryInput input, long first, long end, long holdSeconds)
    {
        _file = file;
        _interval = input.IntervalSeconds;
        _kind = input.Kind == HistoryFileKind.UnitRate ? ObservationKind.UnitRate : ObservationKind.Price;
        _divisor = _kind == ObservationKind.UnitRate ? PriceToPpm : 1;
        _index = (uint)input.Index;
        _end = end;
        _hold = holdSeconds;
        bool open = Open(first);
        while (open && Second < first)
        {
            open = Advance();
        }
    }

    /// <inheritdoc/>
    public override HistoryError? Error => _file.Error;

    /// <inheritdoc/>
    public override void Take(ref Observation observation)
    {
        observation.Kind = _kind;
        observation.Index = _index;
        observation.V0 = _price / _divisor;
        observation.V1 = Straight() / _divisor;
        observation.V2 = 0;
        Advance();
    }

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();

    // The order of a candle's extremes is a guess of ours: across venues only opens and closes can be compared, and the line between them.
    private long Straight() => _open + (long)((Int128)(_close - _open) * (Second - _barStart) / _interval);

    private bool Advance()
    {
        Second++;
        if (Second < _barEnd && Second < _end)
        {
            return _path.Next(out _price);
        }

        return Second < _end ? Open(first: 0) : Stop();
    }

    // Bars that end before `first` are passed over without walking their seconds.
    private bool Open(long first)
    {
        while (Next(out Candle candle))
        {
            // Nobody traded for a while: the last close stands, as a flat bar, until somebody does.
            long gap = candle.Second - _barEnd;
            if (first == 0 && gap > 0 && gap <= _hold)
            {
                _pending = candle;
                _isPending = true;
                candle = new Candle(_barEnd, _close, _close, _close, _close);
                return Begin(candle, (int)gap);
            }

            if (candle.Second >= _end)
            {
                return Stop();
            }

            if (candle.Second + _interval > first)
            {
                return Begin(candle, _interval);
            }
        }

        return Stop();
    }

    private bool Begin(in Candle candle, int length)
    {
        Second = candle.Second;
        _barStart = candle.Second;
        _barEnd = candle.Second + length;
        _open = candle.Open;
        _close = candle.Close;
        _path.Start(candle, length);
        return _path.Next(out _price);
    }

    private bool Next(out Candle candle)
    {
        if (_isPending)
        {
            candle = _pending;
            _isPending = false;
            return true;
        }

        return _file.Next(out candle);
    }

    private bool Stop()
    {
        Second = Ended;
        return false;
    }
}
