namespace Basisd.Market;

/// <summary>
/// One candle as one price per second: straight lines through open, low, high, close when it closed at or above its open, else through open, high,
/// low, close, the two extremes at a quarter and at three quarters of the interval. Second 0 is the open; the close itself belongs to the second
/// after the last, where the next candle opens. Between two corners a and b, n seconds apart, second s has a + (b - a) * s / n truncated
/// toward a, so that the path never leaves low..high and each piece is monotone. Integers only, and no division per second.
/// </summary>
public struct PricePath
{
    private const int Pieces = 3;

    private Candle _candle;
    private int _interval;
    private int _piece;
    private int _length;
    private int _left;
    private long _price;
    private long _step;
    private long _rest;
    private long _sum;

    /// <summary>Begins a candle.</summary>
    /// <param name="candle">The candle.</param>
    /// <param name="intervalSeconds">Its length: <see cref="Interval.IsValid"/>.</param>
    public void Start(in Candle candle, int intervalSeconds)
    {
        _candle = candle;
        _interval = intervalSeconds;
        _piece = -1;
        _left = 0;
    }

    /// <summary>Gives the price of the next second, in 1e-8; false after the last second of the candle.</summary>
    public bool Next(out long price)
    {
        if (_left == 0 && !BeginPiece())
        {
            price = 0;
            return false;
        }

        price = _price;
        _left--;
        _price += _step;
        _sum += _rest;
        if (_sum >= _length)
        {
            _sum -= _length;
            _price++;
        }
        else if (_sum <= -_length)
        {
            _sum += _length;
            _price--;
        }

        return true;
    }

    private bool BeginPiece()
    {
        if (_piece == Pieces - 1)
        {
            return false;
        }

        _piece++;
        bool rose = _candle.Close >= _candle.Open;
        long first = rose ? _candle.Low : _candle.High;
        long second = rose ? _candle.High : _candle.Low;
        (long from, long to, _length) = _piece switch
        {
            0 => (_candle.Open, first, _interval / 4),
            1 => (first, second, _interval / 2),
            _ => (second, _candle.Close, _interval / 4),
        };
        _price = from;
        _step = (to - from) / _length;
        _rest = (to - from) % _length;
        _sum = 0;
        _left = _length;
        return true;
    }
}
