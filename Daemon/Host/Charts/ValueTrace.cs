using System;

namespace Basisd.Host.Charts;

/// <summary>
/// A value over time, folded while it runs into one column per pixel: first, lowest, highest and last of each. Constant memory however long
/// the history is, and no extreme is lost.
/// </summary>
public sealed class ValueTrace
{
    /// <summary>Columns of a trace, and pixels of a plot.</summary>
    public const int Columns = 840;

    private readonly long[] _first = new long[Columns];
    private readonly long[] _low = new long[Columns];
    private readonly long[] _high = new long[Columns];
    private readonly long[] _last = new long[Columns];
    private readonly bool[] _has = new bool[Columns];

    /// <summary>Starts empty.</summary>
    /// <param name="from">Unix second at the left edge.</param>
    /// <param name="to">Unix second at the right edge, above <paramref name="from"/>.</param>
    public ValueTrace(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, from);
        From = from;
        To = to;
    }

    /// <summary>Unix second at the left edge.</summary>
    public long From { get; }

    /// <summary>Unix second at the right edge.</summary>
    public long To { get; }

    /// <summary>Whether it has no value at all.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Values that it took.</summary>
    public long Count { get; private set; }

    /// <summary>Lowest value so far, or 0.</summary>
    public long Low { get; private set; }

    /// <summary>Highest value so far, or 0.</summary>
    public long High { get; private set; }

    /// <summary>Lowest value above zero so far, or 0.</summary>
    public long LowestPositive { get; private set; }

    /// <summary>Takes the value of a second; seconds come in ascending order. What lies outside the edges is ignored.</summary>
    public void Add(long second, long value)
    {
        if (second < From || second >= To)
        {
            return;
        }

        int column = (int)((second - From) * Columns / (To - From));
        if (!_has[column])
        {
            _has[column] = true;
            _first[column] = value;
            _low[column] = value;
            _high[column] = value;
        }

        _low[column] = Math.Min(_low[column], value);
        _high[column] = Math.Max(_high[column], value);
        _last[column] = value;
        Low = IsEmpty ? value : Math.Min(Low, value);
        High = IsEmpty ? value : Math.Max(High, value);
        LowestPositive = value > 0 && (LowestPositive == 0 || value < LowestPositive) ? value : LowestPositive;
        Count++;
    }

    /// <summary>The folded values of a column; false where it has none.</summary>
    internal bool Column(int column, out long first, out long low, out long high, out long last)
    {
        first = _first[column];
        low = _low[column];
        high = _high[column];
        last = _last[column];
        return _has[column];
    }
}
