namespace Basisd.Market;

/// <summary>A file that could play, before it is chosen.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Kind">Price, unit rate or calls.</param>
/// <param name="Venue">Venue.</param>
/// <param name="Base">Asset or unit that is priced; empty for calls.</param>
/// <param name="Quote">Unit that it is priced in; empty for calls.</param>
/// <param name="Market">Spot or derivative.</param>
/// <param name="IntervalSeconds">Seconds of a candle.</param>
/// <param name="IsExplicit">Whether the user named the very file.</param>
internal sealed record HistoryCandidate(
    string Path, HistoryFileKind Kind, string Venue, string Base, string Quote, MarketKind Market, int IntervalSeconds, bool IsExplicit)
{
    /// <summary>Its name in a topology.</summary>
    public string Name => Kind switch
    {
        HistoryFileKind.Calls => Venue,
        HistoryFileKind.UnitRate => $"{Base}/{Quote}@{Venue}",
        _ when IsSpot => $"{Base}/{Quote}@{Venue}",
        _ => $"{Base}/{Quote}:perp@{Venue}",
    };

    /// <summary>Whether it is a spot market.</summary>
    public bool IsSpot => Market == MarketKind.Spot;
}
