namespace Basisd.Market;

/// <summary>Where the history is wildest: a good place to start a demonstration a little earlier.</summary>
/// <param name="AssetName">Asset.</param>
/// <param name="Input">Name of the instrument.</param>
/// <param name="Time">Start of the bar, or of the window of bars, that holds the move, Unix ns.</param>
/// <param name="MovePpm">High against low within five minutes, ppm.</param>
public sealed record LargestMove(string AssetName, string Input, long Time, long MovePpm);
