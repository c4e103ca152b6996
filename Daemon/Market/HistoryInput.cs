using Basisd.Safety;

namespace Basisd.Market;

/// <summary>One file that plays.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Name">
/// Name in the topology: instrument (<c>BTC/USDT@binance</c>), unit reference (<c>USDC/USD@kraken</c>) or venue; of gold its source, of
/// observations their file.
/// </param>
/// <param name="Index">Index of that name in the topology's table for the kind; 0 for gold, -1 for observations, which have many names.</param>
/// <param name="AssetName">Asset, or empty where it is not a price.</param>
/// <param name="IntervalSeconds">Seconds of a candle or of a funding interval; 1 for calls. Input ages are judged against it.</param>
/// <param name="Rows">Rows of the file.</param>
/// <param name="MissingBars">Bars that the file lacks, played as silence.</param>
/// <param name="FirstTime">First second, Unix ns.</param>
/// <param name="LastTime">Last second that it gives an observation for, Unix ns.</param>
/// <param name="LargestMove">Its largest move within five minutes inside the plan's bounds; only prices have one.</param>
public sealed record HistoryInput(
    string Path, HistoryFileKind Kind, string Name, int Index, string AssetName, int IntervalSeconds, long Rows, long MissingBars,
    long FirstTime, long LastTime, LargestMove? LargestMove)
{
    /// <summary>Columns of a depth file.</summary>
    public DepthLayout Layout { get; init; }

    /// <summary>Band of a depth file, bp, or column of a file of implied rates.</summary>
    public int Part { get; init; }

    /// <summary>First second of the file that goes on with the same market, Unix ns; 0 where none does.</summary>
    public long NextTime { get; init; }

    /// <summary>The same in Unix seconds.</summary>
    internal long NextSecond => NextTime / FixedPoint.Second;
}
