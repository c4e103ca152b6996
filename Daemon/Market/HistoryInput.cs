namespace Basisd.Market;

/// <summary>One file that plays.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Kind">Price, unit rate or calls.</param>
/// <param name="Name">Name in the topology: instrument (<c>BTC/USDT@binance</c>), unit reference (<c>USDC/USD@kraken</c>) or venue.</param>
/// <param name="Index">Index of that name in the topology's table for the kind.</param>
/// <param name="AssetName">Asset, or empty where it is not a price.</param>
/// <param name="IntervalSeconds">Seconds of a candle; 1 for calls. Input ages are judged against it.</param>
/// <param name="Rows">Rows of the file.</param>
/// <param name="MissingBars">Bars that the file lacks, played as silence.</param>
/// <param name="FirstTime">First second, Unix ns.</param>
/// <param name="LastTime">Last second that it gives an observation for, Unix ns.</param>
/// <param name="LargestMove">Its largest move within five minutes inside the plan's bounds; only prices have one.</param>
public sealed record HistoryInput(
    string Path, HistoryFileKind Kind, string Name, int Index, string AssetName, int IntervalSeconds, long Rows, long MissingBars,
    long FirstTime, long LastTime, LargestMove? LargestMove);
