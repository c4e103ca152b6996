using Basisd.Node;

namespace Basisd.Market;

/// <summary>A file that could play, before it is chosen.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Venue">Venue.</param>
/// <param name="Base">Asset or unit that is priced; empty for calls.</param>
/// <param name="Quote">Unit that it is priced in; empty for calls.</param>
/// <param name="Market">Spot or derivative.</param>
/// <param name="IntervalSeconds">Seconds of a candle.</param>
/// <param name="IsExplicit">Whether the user named the very file.</param>
internal sealed record HistoryCandidate(
    string Path, HistoryFileKind Kind, string Venue, string Base, string Quote, MarketKind Market, int IntervalSeconds, bool IsExplicit)
{
    /// <summary>Columns of a depth file.</summary>
    public DepthLayout Layout { get; init; }

    /// <summary>Band of a depth file, bp, or column of a file of implied rates.</summary>
    public int Part { get; init; }

    /// <summary>Whether the unit is a guess: the name of a funding or depth file may not say it.</summary>
    public bool IsUnitGuessed { get; init; }

    /// <summary>Whether it prices, or describes, a market of an asset.</summary>
    public bool IsOfMarket => Kind is HistoryFileKind.Price or HistoryFileKind.Funding or HistoryFileKind.Depth;

    /// <summary>Whether it gives rates of a unit reference.</summary>
    public bool IsOfUnit => Kind is HistoryFileKind.UnitRate or HistoryFileKind.OracleRounds or HistoryFileKind.ImpliedRates;

    /// <summary>Whether its times say when the history is: what else there is plays only while markets do.</summary>
    public bool LeadsTime => Kind is HistoryFileKind.Price or HistoryFileKind.Calls or HistoryFileKind.Observations;

    /// <summary>Its name in a topology; of observations, which have many, their file.</summary>
    public string Name => Kind switch
    {
        HistoryFileKind.Calls => Venue,
        HistoryFileKind.Observations => Path,
        _ when IsOfMarket && !IsSpot => $"{Base}/{Quote}:perp@{Venue}",
        _ => $"{Base}/{Quote}@{Venue}",
    };

    /// <summary>Kind of the observations that it becomes; none for a file of all kinds.</summary>
    public ObservationKind Becomes => HistoryFiles.Becomes(Kind);

    /// <summary>Whether it is a spot market.</summary>
    public bool IsSpot => Market == MarketKind.Spot;
}
