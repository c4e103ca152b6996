using System;

namespace Basisd.Market;

/// <summary>
/// A price over time, folded while it runs into one column per pixel: first, lowest, highest and last price of each. Constant memory however long
/// the history is, and no extreme is lost.
/// </summary>
public sealed class PriceTrace
{
    /// <summary>Columns of a trace.</summary>
    public const int Columns = 1_000;

    private readonly long[] _first = new long[Columns];
    private readonly long[] _low = new long[Columns];
    private readonly long[] _high = new long[Columns];
    private readonly long[] _last = new long[Columns];

    /// <summary>Starts empty.</summary>
    /// <param name="name">What it shows, for example <c>BTC in USDT</c>.</param>
    /// <param name="from">Unix second at the left edge.</param>
    /// <param name="to">Unix second at the right edge, above <paramref name="from"/>.</param>
    public PriceTrace(string name, long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, from);
        Name = name;
        From = from;
        To = to;
    }

    /// <summary>What it shows.</summary>
    public string Name { get; }

    /// <summary>Unix second at the left edge.</summary>
    public long From { get; }

    /// <summary>Unix second at the right edge.</summary>
    public long To { get; }

    /// <summary>Lowest price so far, or 0.</summary>
    public long Low { get; private set; }

    /// <summary>Highest price so far, or 0.</summary>
    public long High { get; private set; }

    /// <summary>
    /// Takes the price of a second, 1e-8; seconds come in ascending order. What lies outside the edges, and a price of 0 (none), are ignored.
    /// </summary>
    public void Add(long second, long price)
    {
        if (second < From || second >= To || price <= 0)
        {
            return;
        }

        int column = (int)((second - From) * Columns / (To - From));
        if (_first[column] == 0)
        {
            _first[column] = price;
            _low[column] = price;
            _high[column] = price;
        }

        _low[column] = Math.Min(_low[column], price);
        _high[column] = Math.Max(_high[column], price);
        _last[column] = price;
        Low = Low == 0 ? price : Math.Min(Low, price);
        High = Math.Max(High, price);
    }

    /// <summary>The folded prices of a column; false where it has none.</summary>
    internal bool Column(int column, out long first, out long low, out long high, out long last)
    {
        first = _first[column];
        low = _low[column];
        high = _high[column];
        last = _last[column];
        return first != 0;
    }
}
