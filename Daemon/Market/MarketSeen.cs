namespace Basisd.Market;

/// <summary>A market that some input is about.</summary>
/// <param name="Asset">Asset.</param>
/// <param name="Unit">Unit that it is quoted in.</param>
/// <param name="Venue">Venue.</param>
/// <param name="IsPerpetual">Whether it is a derivative.</param>
/// <param name="IsPriced">Whether an input gives its price; funding and depth alone do not.</param>
/// <param name="Path">File that says so.</param>
internal sealed record MarketSeen(string Asset, string Unit, string Venue, bool IsPerpetual, bool IsPriced, string Path)
{
    /// <summary>Its name in a topology.</summary>
    public string Name => IsPerpetual ? $"{Asset}/{Unit}:perp@{Venue}" : $"{Asset}/{Unit}@{Venue}";
}
