using System;
using System.IO;
using Basisd.Safety;

namespace Basisd.Market;

/// <summary>
/// Reads one candle file (<c>ts_utc_ms,open,high,low,close,volume</c>, FORMATS.md), strictly and in constant memory. The first thing that is not as
/// it should be ends it with an error that names the line and the column; it never skips, mends or guesses. A missing bar is an error unless gaps
/// are allowed.
/// </summary>
public sealed class CandleFile : IDisposable
{
    /// <summary>The header, byte for byte.</summary>
    public const string Header = "ts_utc_ms,open,high,low,close,volume";

    private const int Columns = 6;

    private readonly HistoryRows _rows;
    private readonly int _interval;
    private readonly bool _allowGaps;
    private readonly long _minPrice;
    private readonly long _maxPrice;
    private readonly long[] _prices = new long[4];
    private long _second;

    /// <summary>Takes a stream; it is disposed with this.</summary>
    /// <param name="stream">The bytes.</param>
    /// <param name="name">Name for errors.</param>
    /// <param name="intervalSeconds">Length of a candle, or 0 to accept any ascending times.</param>
    /// <param name="allowGaps">Whether missing bars are silence instead of an error.</param>
    /// <param name="isUnitRate">Whether the prices are rates of a unit: at least 1 ppm, at most <see cref="FixedPoint.MaxRatio"/>.</param>
    public CandleFile(Stream stream, string name, int intervalSeconds, bool allowGaps, bool isUnitRate)
    {
        _rows = new HistoryRows(stream, name, Header);
        _interval = intervalSeconds;
        _allowGaps = allowGaps;
        _minPrice = isUnitRate ? FixedPoint.Scale / FixedPoint.Ppm : 1;
        _maxPrice = isUnitRate ? FixedPoint.MaxRatio * (FixedPoint.Scale / FixedPoint.Ppm) : FixedPoint.MaxPrice;
    }

    /// <summary>Why reading ended before the end, or null.</summary>
    public HistoryError? Error => _rows.Error;

    /// <summary>Candles given so far.</summary>
    public long Rows => _rows.Accepted;

    /// <summary>Bars that were missing so far; above 0 only where gaps are allowed.</summary>
    public long MissingBars { get; private set; }

    /// <summary>Opens a file for one pass from start to end.</summary>
    /// <returns>The file, or null with an error.</returns>
    public static CandleFile? Open(string path, int intervalSeconds, bool allowGaps, bool isUnitRate, out HistoryError? error)
    {
        FileStream? stream = HistoryFiles.Open(path, out error);
        return stream is null ? null : new CandleFile(stream, path, intervalSeconds, allowGaps, isUnitRate);
    }

    /// <summary>Gives the next candle; false at the end and after an error.</summary>
    public bool Next(out Candle candle)
    {
        candle = default;
        return _rows.Next(out ReadOnlySpan<byte> line) && ReadRow(line, out candle);
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private bool ReadRow(ReadOnlySpan<byte> line, out Candle candle)
    {
        candle = default;
        string? problem = FieldText.Time(HistoryFiles.Field(ref line), out long second) ?? Step(second);
        if (problem is not null)
        {
            return _rows.Refuse(1, problem);
        }

        for (int i = 0; i < _prices.Length; i++)
        {
            problem = FieldText.Price(HistoryFiles.Field(ref line), _minPrice, _maxPrice, out _prices[i]);
            if (problem is not null)
            {
                return _rows.Refuse(i + 2, problem);
            }
        }

        candle = new Candle(second, _prices[0], _prices[1], _prices[2], _prices[3]);
        return Ordered(candle) && (FieldText.Volume(line) is not { } bad || _rows.Refuse(Columns, bad)) && Accept(candle);
    }

    private bool Ordered(in Candle candle)
    {
        if (candle.High < candle.Low)
        {
            return _rows.Refuse(3, $"high {FieldText.Plain(candle.High)} is below low {FieldText.Plain(candle.Low)}");
        }

        if (candle.Open < candle.Low || candle.Open > candle.High)
        {
            return Outside(2, "open", candle.Open, candle);
        }

        return (candle.Close >= candle.Low && candle.Close <= candle.High) || Outside(5, "close", candle.Close, candle);
    }

    private bool Outside(int column, string what, long price, in Candle candle) => _rows.Refuse(
        column, $"{what} {FieldText.Plain(price)} is outside low {FieldText.Plain(candle.Low)} to high {FieldText.Plain(candle.High)}");

    private bool Accept(in Candle candle)
    {
        if (Rows > 0 && _interval > 0)
        {
            MissingBars += ((candle.Second - _second) / _interval) - 1;
        }

        _second = candle.Second;
        return _rows.Accept();
    }

    private string? Step(long second)
    {
        if (Rows == 0)
        {
            return null;
        }

        if (second <= _second)
        {
            return $"times must ascend: {UtcText.Full(second)} comes after {UtcText.Full(_second)}";
        }

        long step = second - _second;
        if (_interval == 0 || step == _interval)
        {
            return null;
        }

        string expected = $"expected {UtcText.Full(_second + _interval)} ({(_second + _interval) * 1_000}), found {UtcText.Full(second)}";
        if (step % _interval != 0)
        {
            return $"not on the grid of {Interval.Text(_interval)} candles: {expected}";
        }

        return _allowGaps
            ? null
            : $"gap of {HistoryFiles.Bars((step / _interval) - 1, _interval)}: {expected}; allow gaps to play them as silence";
    }
}
